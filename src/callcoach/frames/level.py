"""Owns the level of a frame: its mean square, and its samples at full scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.frames.grid import n_rows, row_starts
from callcoach.frames.tail import SampleTail
from callcoach.types.frames import SILENCE_DBFS, FloatRow

FULL_SCALE = 32767 / 32768
"""Highest value of a 16-bit sample; the lowest, -1, lies beyond it."""

SILENCE_POWER = 10 ** (SILENCE_DBFS / 10)


@dataclass(frozen=True, slots=True, eq=False)
class LevelRows:
    """New rows: level_dbfs (n,) float32, clipped (n,) uint16."""

    level_dbfs: FloatRow
    clipped: npt.NDArray[np.uint16]


class LevelStream:
    """Blocks of samples to levels, without lag."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._tail = SampleTail()
        self._n_rows = 0

    def push(self, samples: FloatRow) -> LevelRows:
        """The rows that these samples complete."""
        self._tail.push(samples)
        last = n_rows(self._tail.end, self._rate_hz)
        starts = row_starts(self._n_rows, last, self._rate_hz)
        self._n_rows = last
        block = self._tail.between(int(starts[0]), int(starts[-1]))
        if not len(block):
            return LevelRows(np.zeros(0, np.float32), np.zeros(0, np.uint16))
        within = starts[:-1] - starts[0]
        power = np.add.reduceat(np.square(block, dtype=np.float64), within) / np.diff(starts)
        is_full = np.abs(block) >= np.float32(FULL_SCALE)
        clipped = np.add.reduceat(is_full, within, dtype=np.uint16)
        self._tail.drop_before(int(starts[-1]))
        return LevelRows(dbfs(power), clipped)


def dbfs(power: npt.NDArray[np.float64]) -> FloatRow:
    """Mean squares as dBFS, float32, never under SILENCE_DBFS."""
    return (10 * np.log10(np.maximum(power, SILENCE_POWER))).astype(np.float32)
