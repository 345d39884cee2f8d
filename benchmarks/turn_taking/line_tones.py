"""Owns the sounds of a line that are no speech: keys, ring, busy, comfort noise."""

from __future__ import annotations

import numpy as np

from turn_taking.truths import Samples

LENGTH_S = 60
LINE_DBFS = -65.0
SEED = 20250401

KEY_LOW_HZ, KEY_HIGH_HZ = (697, 770, 852, 941), (1209, 1336, 1477, 1633)


def tone(hz: tuple[float, ...], length_s: float, rate_hz: int, peak: float = 0.2) -> Samples:
    """Sines of equal strength, in and out over 5 ms."""
    at_s = np.arange(round(length_s * rate_hz)) / rate_hz
    sound = peak * sum(np.sin(2 * np.pi * each * at_s) for each in hz) / len(hz)
    fade = np.clip(np.minimum(at_s, at_s[::-1]) / 0.005, 0, 1)
    return np.asarray(sound * fade, np.float32)


def cadence(hz: tuple[float, ...], on_s: float, off_s: float, rate_hz: int) -> Samples:
    """A tone on and off again and again."""
    one = np.concatenate((tone(hz, on_s, rate_hz), np.zeros(round(off_s * rate_hz), np.float32)))
    return _on_line(np.resize(one, LENGTH_S * rate_hz), rate_hz)


def keys(rate_hz: int) -> Samples:
    """Random keys (DTMF) of 0.08 to 0.4 s, 0.05 to 0.6 s apart."""
    rng = np.random.default_rng(SEED)
    parts: list[Samples] = []
    while sum(map(len, parts)) < LENGTH_S * rate_hz:
        hz = (float(rng.choice(KEY_LOW_HZ)), float(rng.choice(KEY_HIGH_HZ)))
        parts.append(tone(hz, rng.uniform(0.08, 0.4), rate_hz, 0.4))
        parts.append(np.zeros(round(rng.uniform(0.05, 0.6) * rate_hz), np.float32))
    return _on_line(np.concatenate(parts)[: LENGTH_S * rate_hz], rate_hz)


def comfort_noise(rate_hz: int, level_dbfs: float) -> Samples:
    """Noise with a falling spectrum whose level changes a little every 0.1 s, as DTX makes it."""
    rng = np.random.default_rng(SEED + 1)
    n_samples = LENGTH_S * rate_hz
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    hz = np.fft.rfftfreq(n_samples, 1 / rate_hz)
    noise = np.fft.irfft(spectrum / (1 + (hz / 800) ** 2), n_samples)
    steps_db = np.repeat(rng.uniform(-2, 2, LENGTH_S * 10), rate_hz // 10)
    noise *= 10 ** ((level_dbfs + steps_db) / 20) / np.std(noise)
    return noise.astype(np.float32)


def line_tones(rate_hz: int) -> dict[str, Samples]:
    """All of them by name, a minute each."""
    return {
        "keys (DTMF)": keys(rate_hz),
        "ring, US": cadence((440, 480), 2.0, 4.0, rate_hz),
        "ring, Europe": cadence((425,), 1.0, 4.0, rate_hz),
        "busy, US": cadence((480, 620), 0.5, 0.5, rate_hz),
        "busy, Europe": cadence((425,), 0.48, 0.48, rate_hz),
        "comfort noise -60 dBFS": comfort_noise(rate_hz, -60),
        "comfort noise -45 dBFS": comfort_noise(rate_hz, -45),
    }


def _on_line(samples: Samples, rate_hz: int) -> Samples:
    noise = np.random.default_rng(SEED + rate_hz).standard_normal(len(samples))
    return (samples + noise * 10 ** (LINE_DBFS / 20)).astype(np.float32)
