"""Signals with known answers, made of numbers alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

Samples = npt.NDArray[np.float32]
FORMANTS = ((600.0, 80.0), (1100.0, 90.0), (2500.0, 120.0))


def mu_law(samples: npt.NDArray[np.float64]) -> Samples:
    """Through the 255-step companding of a telephone line and back."""
    clipped = np.clip(samples, -1, 1)
    code = np.round(np.sign(clipped) * np.log1p(255 * np.abs(clipped)) / np.log(256) * 127) / 127
    return (np.sign(code) * (256 ** np.abs(code) - 1) / 255).astype(np.float32)


def through_telephone(samples: npt.NDArray[np.float64], rate_hz: int) -> Samples:
    """300 to 3400 Hz, peak 0.3, mu-law: the fundamental of most voices is gone."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    band = np.fft.irfft(spectrum * ((hz >= 300) & (hz <= 3400)), len(samples))
    return mu_law(0.3 * band / np.abs(band).max())


def vowel(f0_hz: npt.NDArray[np.float64], rate_hz: int) -> npt.NDArray[np.float64]:
    """Harmonics under the resonances of a mouth, one f0 per sample."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / rate_hz
    sound = np.zeros(len(f0_hz))
    for harmonic in range(1, 60):
        hz = harmonic * f0_hz
        gain = sum(1 / (1 + ((hz - middle) / width) ** 2) for middle, width in FORMANTS)
        sound += np.where(hz < 0.47 * rate_hz, gain, 0) * np.sin(harmonic * phase + harmonic)
    return sound / np.abs(sound).max()


@pytest.fixture(scope="session")
def telephone_vowel() -> Callable[..., Samples]:
    """(f0_hz, duration_s, rate_hz=8000) to a steady vowel through a telephone."""

    def make(f0_hz: float, duration_s: float, rate_hz: int = 8000) -> Samples:
        n_samples = int(duration_s * rate_hz)
        return through_telephone(vowel(np.full(n_samples, f0_hz), rate_hz), rate_hz)

    return make


@pytest.fixture(scope="session")
def chatter() -> Callable[..., Samples]:
    """(duration_s, rate_hz=8000) to syllables of gliding pitch, hiss, pauses and silence."""

    def make(duration_s: float, rate_hz: int = 8000) -> Samples:
        random = np.random.default_rng(11)
        t_s = np.arange(int(duration_s * rate_hz)) / rate_hz
        f0_hz = 130 * 2 ** (0.3 * np.sin(2 * np.pi * 0.4 * t_s))
        syllables = np.maximum(0, np.sin(2 * np.pi * 2.2 * t_s)) * (t_s % 4 < 2.5)
        sound = 0.4 * vowel(f0_hz, rate_hz) * syllables
        sound += 0.05 * random.standard_normal(len(t_s)) * (t_s % 0.9 < 0.1)
        sound[(t_s > 3) & (t_s < 3.5)] = 0
        return mu_law(sound)

    return make


@pytest.fixture(scope="session")
def tone() -> Callable[..., Samples]:
    """(hz, amplitude, duration_s, rate_hz=8000) to a sine; hz may be several."""

    def make(
        hz: float | tuple[float, ...], amplitude: float, duration_s: float, rate_hz: int = 8000
    ) -> Samples:
        t_s = np.arange(round(duration_s * rate_hz)) / rate_hz
        each = [np.sin(2 * np.pi * one * t_s) for one in np.atleast_1d(hz)]
        return (amplitude * np.sum(each, axis=0)).astype(np.float32)

    return make


@pytest.fixture(scope="session")
def white() -> Callable[..., Samples]:
    """(rms, duration_s, rate_hz=8000) to white noise."""

    def make(rms: float, duration_s: float, rate_hz: int = 8000) -> Samples:
        random = np.random.default_rng(5)
        return (rms * random.standard_normal(round(duration_s * rate_hz))).astype(np.float32)

    return make
