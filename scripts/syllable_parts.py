"""Owns the form in which material for syllables is kept: rows in small steps, part after part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import N_STATES, FloatRow, StateRows
from callcoach.voice.syllable_columns import N_BANDS

BAND_LEAST_DBFS, BAND_STEP_DB = -115.0, 0.5
PERIODICITY_STEP, SHARE_STEP = 1 / 255, 1 / 512
STATE_ZERO = 128

ByteRows = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one sound: (n, N_BANDS + 2 + N_STATES) bands, periodicity, share of a vowel, and the
    speech detector's state, in steps.

    `n_syllables` is None where the shares say how many there are, so that any stretch of it can be
    learned from; otherwise the number holds for the whole sound, but for some rows `before` and
    `after`, and the shares say where an alignment has found them.
    `of`: speaker and sentence, where the fit is to be judged on them.
    """

    rows: ByteRows
    n_syllables: int | None = None
    before: int = 0
    after: int = 0
    of: str = ""


def in_steps(
    bands: FloatRow, periodicity: FloatRow, shares: FloatRow, states: StateRows
) -> ByteRows:
    """The rows of a part: (n, N_BANDS), (n,), (n,) and (n, N_STATES)."""
    columns = np.empty((len(bands), N_BANDS + 2 + N_STATES))
    columns[:, :N_BANDS] = (bands - BAND_LEAST_DBFS) / BAND_STEP_DB
    columns[:, N_BANDS] = periodicity / PERIODICITY_STEP
    columns[:, N_BANDS + 1] = shares / SHARE_STEP
    columns[:, N_BANDS + 2 :] = states.astype(np.int64) + STATE_ZERO
    return np.clip(np.round(columns), 0, 255).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Material:
    """All rows of the parts, and for each part (k,) where it starts in them, how long it is, how
    many rows lie around the speech, how many syllables it has (-1: its shares say so), and of
    which speaker and sentence it is, where that matters."""

    rows: ByteRows
    starts: Numbers
    lengths: Numbers
    before: Numbers
    after: Numbers
    numbers: Numbers
    of: npt.NDArray[np.str_]

    @staticmethod
    def joined(parts: Sequence[Part]) -> Material:
        """One after another."""
        lengths = np.array([len(part.rows) for part in parts])
        return Material(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([[0], np.cumsum(lengths)[:-1]]),
            lengths,
            np.array([part.before for part in parts]),
            np.array([part.after for part in parts]),
            np.array([-1 if part.n_syllables is None else part.n_syllables for part in parts]),
            np.array([part.of for part in parts]),
        )

    def save(self, path: Path) -> None:
        """As .npz."""
        np.savez_compressed(path, **{each.name: getattr(self, each.name) for each in fields(self)})

    @staticmethod
    def load(path: Path) -> Material:
        """What `save` wrote."""
        with np.load(path) as kept:
            return Material(**kept)
