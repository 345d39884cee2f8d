"""Owns the frame grid: which samples a row of 10 ms covers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import STEPS_PER_S

SampleIndex = npt.NDArray[np.int64]


def row_starts(first: int, last: int, rate_hz: int) -> SampleIndex:
    """First samples of rows first..last, `last` included: (last - first + 1,) int64.

    Row i starts at sample floor(i * rate / 100), so that rows differ by a sample where 100
    does not divide the rate.
    """
    return np.arange(first, last + 1, dtype=np.int64) * rate_hz // STEPS_PER_S


def n_rows(n_samples: int, rate_hz: int) -> int:
    """Whole rows in `n_samples`; a last, partial frame is dropped."""
    return n_samples * STEPS_PER_S // rate_hz
