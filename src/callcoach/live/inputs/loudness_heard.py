"""Owns how loud some sound was, as parts that add up exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import SILENCE_DBFS

FULL_SAMPLE = 32767
"""A 16-bit sample of this size or more is at full scale."""


@dataclass(frozen=True, slots=True)
class HeardSound:
    """Some sound of one channel. `square_sum`: of samples as -1..1. `peak`: 0..1, the largest size
    of a sample. `n_full`: samples at full scale."""

    heard_s: float = 0.0
    n_samples: int = 0
    square_sum: float = 0.0
    peak: float = 0.0
    n_full: int = 0

    @classmethod
    def of(cls, samples: npt.NDArray[np.int16], rate_hz: float) -> HeardSound:
        """Of samples (n,) int16."""
        size = np.abs(samples.astype(np.int32))
        return cls(
            len(size) / rate_hz,
            len(size),
            float(np.square(size / 32768).sum()),
            float(size.max(initial=0)) / 32768,
            int((size >= FULL_SAMPLE).sum()),
        )

    def __add__(self, other: HeardSound) -> HeardSound:
        return HeardSound(
            self.heard_s + other.heard_s,
            self.n_samples + other.n_samples,
            self.square_sum + other.square_sum,
            max(self.peak, other.peak),
            self.n_full + other.n_full,
        )


@dataclass(frozen=True, slots=True)
class LevelSeen:
    """How loud an input was.

    `peak_dbfs`: its largest sample, SILENCE_DBFS to 0. `rms_dbfs`: a full-scale sine reads -3.01.
    Both are None where nothing could be heard; `why_not` says why. `is_zero`: there was sound, and
    all of it was zeros. `full_share`: samples at full scale, 0..1.
    """

    peak_dbfs: float | None
    rms_dbfs: float | None
    is_zero: bool = False
    why_not: str = ""
    full_share: float = 0.0

    @classmethod
    def of(cls, heard: HeardSound) -> LevelSeen:
        """Of some sound, at least a sample."""
        return cls(
            _db(heard.peak**2),
            _db(heard.square_sum / heard.n_samples),
            heard.peak == 0,
            full_share=heard.n_full / heard.n_samples,
        )


def _db(power: float) -> float:
    return max(SILENCE_DBFS, 10 * math.log10(power)) if power > 0 else SILENCE_DBFS
