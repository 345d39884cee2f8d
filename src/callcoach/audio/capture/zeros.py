"""Owns digital silence: an input that gives nothing but zeros."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NOTICED_AFTER_S = 1.8
"""So that it is told within 2 s of its beginning, time to arrive included."""


class ZeroRun:
    """How long one channel has given exact zeros: `n` samples by now."""

    def __init__(self, rate_hz: float) -> None:
        self._n_due = round(NOTICED_AFTER_S * rate_hz)
        self.n = 0
        self.is_silent = False

    def hear(self, samples: npt.NDArray[np.int16]) -> bool:
        """Takes in samples of shape (n,); whether `is_silent` has changed by them."""
        sounding = np.flatnonzero(samples)
        self.n = len(samples) - 1 - int(sounding[-1]) if len(sounding) else self.n + len(samples)
        was = self.is_silent
        # One sample of noise ends it: a microphone that works is never at exact zero for long.
        self.is_silent = self.n >= self._n_due
        return self.is_silent != was
