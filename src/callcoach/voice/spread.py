"""Owns the robust spread of a cue over a call."""

from __future__ import annotations

import numpy as np

from callcoach.voice.pitch import FloatRow64

MAD_TO_SD = 1.4826
"""Of normal values, what the standard deviation is of the median distance from the median."""


def middle_and_spread(values: FloatRow64) -> tuple[float, float]:
    """Median and robust standard deviation of the known of some values; both 0 where none is."""
    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0, 0.0
    median = float(np.median(known))
    return median, MAD_TO_SD * float(np.median(np.abs(known - median)))
