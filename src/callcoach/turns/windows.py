"""Owns running values over rows: mean, most and middle of a row's surroundings."""

from __future__ import annotations

import numpy as np

from callcoach.types.frames import FloatRow


def running_mean(rows: FloatRow, reach: int) -> FloatRow:
    """Mean over each row and `reach` rows on either side; at the ends over what is there."""
    n, width = len(rows), 2 * reach + 1
    sums = np.zeros(n + width)
    np.cumsum(rows, dtype=np.float64, out=sums[reach + 1 : reach + 1 + n])
    sums[reach + 1 + n :] = sums[reach + n]
    beside = np.minimum(np.arange(n, dtype=np.int32), np.int32(reach))
    means: FloatRow = ((sums[width:] - sums[:n]) / (beside + beside[::-1] + 1)).astype(np.float32)
    return means


def running_max(rows: FloatRow, reach: int) -> FloatRow:
    """Largest value of each row and `reach` rows on either side."""
    n = len(rows)
    if n == 0:
        return rows.copy()
    most = np.pad(rows, reach, mode="edge")  # (n + 2 reach,)
    covered, wanted = 1, 2 * reach + 1
    while covered < wanted:
        step = min(covered, wanted - covered)
        most = np.maximum(most[:-step], most[step:])
        covered += step
    return most[:n]


def middle_of_three(rows: FloatRow) -> FloatRow:
    """Median of each row and its two neighbours: drops single outliers, keeps edges."""
    if len(rows) < 3:
        return rows.copy()
    before, after = np.roll(rows, 1), np.roll(rows, -1)
    before[0], after[-1] = rows[0], rows[-1]
    low, high = np.minimum(before, after), np.maximum(before, after)
    return np.clip(rows, low, high)
