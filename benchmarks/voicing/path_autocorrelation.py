"""Autocorrelation with a path, P. Boersma's method (1993), as a candidate for the tracker.

Its spectrum's compression, band, limits and octave cost were chosen on the same speakers as those
of callcoach's own path.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.fft

from callcoach.frames.spectrum import fast_length, hann
from callcoach.voice.path import CHANGE_COST, MOST_ROWS, _best_path

WINDOW_S = 0.04
BAND_HZ = (200.0, 1600.0)
EXPONENT = 0.65
OCTAVE_COST = -0.03
VOICED_LEAST = 0.25
CHANGE = 0.25
SILENT_DB = 30.0
N_CANDIDATES = 10
FLOOR_HZ, CEILING_HZ = 55.0, 600.0

Numbers = npt.NDArray[np.float64]


def path_autocorrelation(samples: npt.NDArray[np.float32], rate_hz: int) -> Numbers:
    """F0 of each row of 10 ms, 0: unvoiced."""
    n_window = round(WINDOW_S * rate_hz)
    n_rows, step = len(samples) * 100 // rate_hz, rate_hz // 100
    begins = np.arange(n_rows) * step + step // 2 + n_window - n_window // 2
    views = np.lib.stride_tricks.sliding_window_view(np.pad(samples, n_window), n_window)
    n_fft = fast_length(n_window + rate_hz / FLOOR_HZ)
    window = hann(n_window)
    power = np.square(np.abs(scipy.fft.rfft(views[begins] * window, n_fft, axis=1)))
    hz = np.arange(power.shape[1]) * rate_hz / n_fft
    edges = np.clip((hz - BAND_HZ[0] + 50) / 100, 0, 1) * np.clip(
        (BAND_HZ[1] + 50 - hz) / 100, 0, 1
    )
    autocorrelation = scipy.fft.irfft(power**EXPONENT * edges, n_fft, axis=1)
    own = np.fft.irfft(np.square(np.abs(np.fft.rfft(window, n_fft))), n_fft)
    first, last = int(rate_hz / CEILING_HZ), int(np.ceil(rate_hz / FLOOR_HZ))
    lags = slice(first - 1, last + 2)
    whole = np.maximum(autocorrelation[:, :1], 1e-12)
    ratio = autocorrelation[:, lags] / whole / np.maximum(own[lags] / own[0], 0.1)
    octaves, strength = _peaks(ratio, first, rate_hz)
    level_db = 10 * np.log10(whole[:, 0])
    is_loud = level_db > np.quantile(level_db, 0.99) - SILENT_DB
    gains = strength + OCTAVE_COST * (octaves - np.log2(FLOOR_HZ)) - VOICED_LEAST
    gains = np.where(is_loud[:, np.newaxis] & (strength > 0), gains, -np.inf)
    pieces = [(at, min(MOST_ROWS, n_rows - at)) for at in range(0, n_rows, MOST_ROWS)]
    state = _best_path(octaves, gains * CHANGE_COST / CHANGE, np.array(pieces))
    f0_hz = np.zeros(n_rows)
    voiced = np.flatnonzero(state < N_CANDIDATES)
    f0_hz[voiced] = 2 ** octaves[voiced, state[voiced]]
    return f0_hz


def _peaks(ratio: Numbers, first: int, rate_hz: int) -> tuple[Numbers, Numbers]:
    """The highest peaks of each row: log2 of their F0, and their heights; 0 where there is none."""
    left, middle, right = ratio[:, :-2], ratio[:, 1:-1], ratio[:, 2:]
    is_peak = (middle > left) & (middle >= right) & (middle > 0)
    bend = np.where(is_peak, 2 * middle - left - right, 1)
    height = np.where(is_peak, middle + np.square(right - left) / 8 / bend, 0)
    best = np.argpartition(-height, N_CANDIDATES - 1, axis=1)[:, :N_CANDIDATES]
    rows = np.arange(len(ratio))[:, np.newaxis]
    lag = best + first + (0.5 * (right - left) / bend)[rows, best]
    return np.log2(rate_hz / lag), np.minimum(height[rows, best], 1)
