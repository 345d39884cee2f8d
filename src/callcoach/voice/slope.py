"""Owns the slope of a series of points that a few wrong ones do not move."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MOST_POINTS = 100
"""Of more points as many are taken, evenly spaced, since all pairs are looked at."""


def theil_sen(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """Median of the slopes between all pairs of points; x and y (n,), x rising, n at least 2.

    Theil 1950, A rank-invariant method of linear and polynomial regression analysis; Sen 1968,
    Estimates of the regression coefficient based on Kendall's tau.
    """
    n_taken = min(len(x), MOST_POINTS)
    some = np.linspace(0, len(x) - 1, n_taken).round().astype(np.intp)
    first, second = np.triu_indices(n_taken, 1)
    dx, dy = x[some][second] - x[some][first], y[some][second] - y[some][first]
    return float(np.median(dy / dx))
