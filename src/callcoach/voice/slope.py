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
    return float(median_slopes(x[some][None, :], y[some][None, :], first, second)[0])


def median_slopes(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
) -> npt.NDArray[np.float64]:
    """(k,) median slope of each row of points; pairs of equal x are left out."""
    run = x[:, second] - x[:, first]
    rise = y[:, second] - y[:, first]
    slopes = np.divide(rise, run, out=np.full_like(run, np.nan), where=run != 0)
    slopes[np.isnan(slopes).all(axis=1)] = 0.0
    middle = np.nanmedian if np.isnan(slopes).any() else np.median  # the second is far quicker
    medians: npt.NDArray[np.float64] = middle(slopes, axis=1)
    return medians
