"""Owns the growing columns of one channel, each final up to a row of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import N_BANDS, N_STATES, FloatRow, FrameTrack

Rows = npt.NDArray[Any]

PITCH = ("f0_hz", "voicing")


PIECES_MOST = 64
"""Pieces of a column that wait to be joined. Short pieces kept for hours would keep the memory
around them from ever being given back."""


@dataclass(frozen=True, slots=True, eq=False)
class RecentRows:
    """The last rows of a channel. `first_row`: the number, in the call, of the track's first;
    `n_pitched`: how many of them have their pitch, the others none yet."""

    track: FrameTrack
    first_row: int
    n_pitched: int

    @property
    def end_row(self) -> int:
        """The number, in the call, of the row after the track's last."""
        return self.first_row + len(self.track)


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
        self._n_rows = dict.fromkeys(self._pieces, 0)

    def add(self, **rows: Rows) -> None:
        """Append new rows to the columns named."""
        for name, new in rows.items():
            if len(new):
                self._pieces[name].append(new)
                self._n_rows[name] += len(new)
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

    def recent(self, n_most: int, *, pitch_may_lag: bool = False) -> RecentRows:
        """The last rows of what `track` would give, `n_most` of them or fewer: read-only.

        Costs what these rows cost, however many there are before them.
        """
        timely = [n for name, n in self._n_rows.items() if name not in PITCH or not pitch_may_lag]
        end = min(timely)
        first = max(0, end - n_most)
        columns = {
            name: _between(pieces, self._n_rows[name], first, end)
            for name, pieces in self._pieces.items()
        }
        track = FrameTrack(sample_rate_hz=self._sample_rate_hz, **columns)
        n_pitched = min(self._n_rows[name] for name in PITCH) - first
        return RecentRows(track, first, min(max(n_pitched, 0), end - first))


def _between(pieces: list[Rows], n_rows: int, first: int, end: int) -> Rows:
    """Rows [first, end) of a column of `n_rows` in pieces; 0 where the column does not reach."""
    parts: list[Rows] = []
    piece_end = n_rows
    for piece in reversed(pieces):
        start = piece_end - len(piece)
        parts.append(piece[max(first - start, 0) : max(end - start, 0)])
        piece_end = start
        if start <= first:
            break
    return _first(np.concatenate(parts[::-1]), end - first)


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
