"""Owns how one row of numbers follows another: a robust slope, its interval, and its null."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.slope import median_slopes

N_SLOPES_MOST = 2000
"""Pairs of points that a slope is taken of, drawn by seed where there are more."""

N_BOOTSTRAP = 400
NEAR_SHIFTS = 1
BLOCK_ROOT = 3.0


def follow_slope(x: FloatRow64, y: FloatRow64) -> float:
    """The median of the slopes between all pairs of points (Theil 1950, Sen 1968); 0 where all x
    are the same."""
    first, second = _pairs(len(x))
    return float(median_slopes(x[None, :], y[None, :], first, second)[0])


def interval_of(x: FloatRow64, y: FloatRow64, settings: VoiceSettings) -> tuple[float, float]:
    """95 % interval of the slope over `N_BOOTSTRAP` samples of blocks of neighbouring points.

    Blocks of the cube root of n points (Kuensch 1989, The jackknife and the bootstrap for general
    stationary observations), wrapped round the end; quantiles further out for small n (Hesterberg
    2015, What teachers should know about the bootstrap).
    """
    n = len(x)
    size = max(1, round(n ** (1 / BLOCK_ROOT)))
    rng = np.random.default_rng(settings.bootstrap_seed)
    starts = rng.integers(0, n, (N_BOOTSTRAP, -(-n // size)))
    drawn = (starts[:, :, None] + np.arange(size)) % n
    at = drawn.reshape(N_BOOTSTRAP, -1)[:, :n]
    first, second = _pairs(n)
    gains = np.concatenate(
        [
            median_slopes(x[part], y[part], first, second)
            for part in np.array_split(at, max(1, N_BOOTSTRAP * len(first) // 400_000))
        ]
    )
    outside = _outside(n)
    low, high = np.quantile(gains, (outside, 1.0 - outside))
    return float(low), float(high)


def _outside(n: int) -> float:
    """The share of samples on either side of an expanded 95 % interval from n points: that of a
    normal beyond the t quantile (by its first correction) times root n / (n - 1)."""
    z = NormalDist().inv_cdf(0.975)
    t = z + (z**3 + z) / (4 * (n - 1))
    return NormalDist().cdf(-t * (n / (n - 1)) ** 0.5)


def sham_gains(x: FloatRow64, y: FloatRow64) -> FloatRow64:
    """Slopes where each y stands beside an x of another moment: all circular shifts but the
    nearest, forwards and with time reversed."""
    n = len(x)
    shifts = np.arange(NEAR_SHIFTS + 1, n - NEAR_SHIFTS)
    at = (np.arange(n) + shifts[:, None]) % n
    first, second = _pairs(n)
    chunks = max(1, len(at) * len(first) // 400_000)
    gains = [
        median_slopes(np.broadcast_to(x, part.shape), side[part], first, second)
        for side in (y, y[::-1])
        for part in np.array_split(at, chunks)
    ]
    return np.concatenate(gains)


def _pairs(n: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Indices of pairs of points, all or `N_SLOPES_MOST` of them."""
    first, second = np.triu_indices(n, 1)
    if len(first) > N_SLOPES_MOST:
        kept = np.random.default_rng(n).choice(len(first), N_SLOPES_MOST, replace=False)
        first, second = first[kept], second[kept]
    return first, second
