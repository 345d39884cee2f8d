"""Owns the short-time spectrum of a frame: its bands and its periodicity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.frames.fourier import irfft, rfft
from callcoach.frames.grid import n_rows, row_starts
from callcoach.frames.level import dbfs
from callcoach.frames.tail import SampleTail
from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, FloatRow

WINDOW_S = 0.04
"""Two periods of 50 Hz: as long as a frame allows that must find the period of a low voice."""

PERIOD_HZ = (60.0, 400.0)
PERIODICITY_BAND_HZ = (150.0, 2000.0)
LAG_RATE_HZ = 8000
MOST_ROWS = 256

Power = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SpectrumRows:
    """New rows: bands_dbfs (n, N_BANDS) float32, periodicity (n,) float32."""

    bands_dbfs: FloatRow
    periodicity: FloatRow


class SpectrumStream:
    """Blocks of samples to bands and periodicity. A row is final 20 ms after its end."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._n_window = round(WINDOW_S * rate_hz)
        self._n_fft = fast_length(self._n_window + rate_hz / PERIOD_HZ[0])
        self._window = hann(self._n_window)
        self._tail = SampleTail(n_before=self._n_window)
        self._n_rows = 0
        self._bands = Bands(rate_hz, self._n_fft, self._window)
        self._periodicity = Periodicity(rate_hz, self._n_fft, self._window)

    def push(self, samples: FloatRow) -> SpectrumRows:
        """The rows that these samples make final."""
        self._tail.push(samples)
        ahead = self._n_window - self._n_window // 2
        return self._rows(n_rows(max(0, self._tail.end - ahead), self._rate_hz))

    def finish(self) -> SpectrumRows:
        """The last rows, silence taken for what follows the stream."""
        last = n_rows(self._tail.end, self._rate_hz)
        self._tail.push(np.zeros(self._n_window, np.float32))
        return self._rows(last)

    def _rows(self, last: int) -> SpectrumRows:
        bands = [np.zeros((0, N_BANDS), np.float32)]
        periodicity = [np.zeros(0, np.float32)]
        for first in range(self._n_rows, last, MOST_ROWS):
            power = self._power(first, min(first + MOST_ROWS, last))
            bands.append(self._bands.of(power))
            periodicity.append(self._periodicity.of(power))
        self._n_rows = max(last, self._n_rows)
        return SpectrumRows(np.concatenate(bands), np.concatenate(periodicity))

    def _power(self, first: int, last: int) -> Power:
        """Squared magnitudes of rows first..last: (n, n_fft // 2 + 1)."""
        starts = row_starts(first, last, self._rate_hz)
        begins = (starts[:-1] + starts[1:]) // 2 - self._n_window // 2
        samples = self._tail.between(int(begins[0]), int(begins[-1]) + self._n_window)
        views = np.lib.stride_tricks.sliding_window_view(samples, self._n_window)
        frames = views[begins - begins[0]] * self._window  # (n, n_window)
        self._tail.drop_before(int(begins[-1]))
        return squared_magnitude(frames, self._n_fft)


class Bands:
    """Power spectra to the levels of `BAND_EDGES_HZ`.

    Scaled by the window's power, so that the bands of white noise add up to its level. A bin
    that an edge cuts gives each side its share.
    """

    def __init__(self, rate_hz: int, n_fft: int, window: FloatRow) -> None:
        top_hz = rate_hz / 2
        self._n_bands = sum(edge_hz < top_hz for edge_hz in BAND_EDGES_HZ[:-1])
        edges_hz = np.minimum(BAND_EDGES_HZ[: self._n_bands + 1], top_hz)
        at = edges_hz * n_fft / rate_hz + 0.5  # bin k lies over [k, k + 1)
        self._bins = np.minimum(at.astype(np.int64), n_fft // 2)
        self._below = np.minimum(at - self._bins, 1.0)
        weight = np.full(n_fft // 2 + 1, 2.0)
        weight[0] = 1.0
        weight[-1] = 1.0
        weight /= n_fft * np.sum(np.square(window, dtype=np.float64))
        self._weight = weight.astype(np.float32)

    def of(self, power: Power) -> FloatRow:
        """Levels: (n, N_BANDS) float32."""
        scaled = power * self._weight
        cut = scaled[:, self._bins].astype(np.float64)  # (n, n_bands + 1)
        whole = np.add.reduceat(scaled, self._bins, axis=1)[:, :-1]
        bands = np.zeros((len(power), N_BANDS))
        below = self._below
        bands[:, : self._n_bands] = whole - cut[:, :-1] * below[:-1] + cut[:, 1:] * below[1:]
        return dbfs(bands)


class Periodicity:
    """Power spectra to the highest normalised autocorrelation at lags of 60 to 400 Hz.

    The autocorrelation of the windowed frame over that of the window, after P. Boersma (1993),
    "Accurate short-term analysis of the fundamental frequency". Where we differ: taken of
    `PERIODICITY_BAND_HZ` alone, where the harmonics of a voice are strong also through a
    telephone and hum is weak.
    """

    def __init__(self, rate_hz: int, n_fft: int, window: FloatRow) -> None:
        step_hz = rate_hz / n_fft
        low_hz, high_hz = PERIODICITY_BAND_HZ
        self._bins = slice(int(np.ceil(low_hz / step_hz)), int(high_hz / step_hz) + 1)
        self._n_lags = 2 * round(LAG_RATE_HZ / step_hz / 2)
        lag_rate_hz = self._n_lags * step_hz
        first = int(lag_rate_hz / PERIOD_HZ[1])
        last = int(np.ceil(lag_rate_hz / PERIOD_HZ[0]))
        self._lags = slice(first - 1, last + 2)
        padded = np.fft.rfft(window.astype(np.float64), n_fft)
        own = np.fft.irfft(np.abs(padded) ** 2, n_fft)
        at = np.arange(first - 1, last + 2) * rate_hz / lag_rate_hz
        self._bias = (np.interp(at, np.arange(n_fft), own) / own[0]).astype(np.float32)

    def of(self, power: Power) -> FloatRow:
        """(n,) float32, 0..1."""
        band = np.zeros((len(power), self._n_lags // 2 + 1), np.float32)
        band[:, self._bins] = power[:, self._bins]
        autocorrelation = irfft(band, self._n_lags)
        whole = autocorrelation[:, 0]
        is_sound = whole > 1e-12
        scale = np.where(is_sound, whole, np.float32(1.0))[:, np.newaxis]
        ratio = autocorrelation[:, self._lags] / scale / self._bias
        left, mid, right = ratio[:, :-2], ratio[:, 1:-1], ratio[:, 2:]
        best = np.where((mid >= left) & (mid >= right), mid, 0).max(axis=1)
        return np.where(is_sound, np.clip(best, 0, 1), 0).astype(np.float32)


def squared_magnitude(frames: FloatRow, n_fft: int, n_bins: int | None = None) -> Power:
    """(n, n_bins) float32 of (n, m) float32 frames padded with zeros; without `n_bins`, all."""
    spectrum = rfft(frames, n_fft)[:, :n_bins]
    return np.square(spectrum.real) + np.square(spectrum.imag)


def hann(n: int) -> FloatRow:
    """Periodic Hann window: (n,) float32."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)).astype(np.float32)


def fast_length(least: float) -> int:
    """The next even length whose only prime factors are 2, 3 and 5."""
    n = 2 * int(np.ceil(least / 2))
    while not _is_smooth(n):
        n += 2
    return n


def _is_smooth(n: int) -> bool:
    for prime in (2, 3, 5):
        while n % prime == 0:
            n //= prime
    return n == 1
