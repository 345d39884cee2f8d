"""Owns the growing columns of one channel, each final up to a row of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import N_BANDS, N_STATES, FloatRow, FrameTrack

Rows = npt.NDArray[Any]

PITCH = ("f0_hz", "voicing")


PIECES_MOST = 64
"""Pieces of a column that wait to be joined. Short pieces kept for hours would keep the memory
around them from ever being given back."""


class Columns:
    """Pieces of columns, joined one column at a time when a track is asked for."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        empty: FloatRow = np.zeros(0, np.float32)
        self._pieces: dict[str, list[Rows]] = {
            "level_dbfs": [empty],
            "bands_dbfs": [np.zeros((0, N_BANDS), np.float32)],
            "periodicity": [empty],
            "tonality": [empty],
            "detector": [empty],
            "f0_hz": [empty],
            "voicing": [empty],
            "clipped": [np.zeros(0, np.uint16)],
            "detector_state": [np.zeros((0, N_STATES), np.int8)],
        }

    def add(self, **rows: Rows) -> None:
        """Append new rows to the columns named."""
        for name, new in rows.items():
            if len(new):
                self._pieces[name].append(new)
                _tidy(self._pieces[name])

    def track(self, *, pitch_may_lag: bool = False) -> FrameTrack:
        """The rows final in every column; read-only, since later tracks may share them.

        With `pitch_may_lag`, the rows final in all others; the pitch not yet known is 0.
        """
        for pieces in self._pieces.values():
            pieces[:] = [np.concatenate(pieces)]
        columns = {name: pieces[0] for name, pieces in self._pieces.items()}
        timely = [rows for name, rows in columns.items() if name not in PITCH or not pitch_may_lag]
        n_rows = min(len(rows) for rows in timely)
        return FrameTrack(
            sample_rate_hz=self._sample_rate_hz,
            **{name: _first(rows, n_rows) for name, rows in columns.items()},
        )


def _tidy(pieces: list[Rows]) -> None:
    """Join pieces once they are many, the last ones with those before that are not much longer,
    so that each row is copied a few times only."""
    if len(pieces) < PIECES_MOST:
        return
    first, n_rows = len(pieces) - 1, len(pieces[-1])
    while first and len(pieces[first - 1]) < 2 * n_rows:
        first -= 1
        n_rows += len(pieces[first])
    pieces[first:] = [np.concatenate(pieces[first:])]


def _first(rows: Rows, n_rows: int) -> Rows:
    missing = n_rows - len(rows)
    first = rows[:n_rows] if missing <= 0 else np.pad(rows, (0, missing))
    first.flags.writeable = False
    return first
