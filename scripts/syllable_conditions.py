"""Owns what is done to made speech before syllables are fitted to it, its times kept true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import soxr
from made_noises import NOISES, coloured
from syllable_speech import Sound, Spoken

from turn_taking.codecs import gsm, pcm_codec

WIDE_HZ, TELEPHONE_HZ = 16_000, 8000
WIDE_SHARE = 0.35
CLEAN_SHARE = 0.3


def degraded(spoken: Spoken, others: Sequence[Spoken], rng: np.random.Generator) -> Spoken:
    """The speech by a longer or shorter throat, in a room, on a line, in noise; times kept true."""
    speed = float(np.exp(rng.uniform(np.log(0.85), np.log(1.2))))
    sound = soxr.resample(spoken.samples, spoken.rate_hz * speed, WIDE_HZ).astype(np.float64)
    sound = _filtered(sound, rng)
    if rng.random() < 0.3:
        sound = _in_room(sound, rng)
    if rng.random() < 0.25:
        sound = _compressed(sound, rng)
    is_wide = rng.random() < WIDE_SHARE
    rate_hz = WIDE_HZ if is_wide else TELEPHONE_HZ
    if not is_wide:
        sound = soxr.resample(_in_telephone_band(sound, rng), WIDE_HZ, TELEPHONE_HZ)
    sound /= np.sqrt(np.mean(np.square(sound))) + 1e-9
    snr_db = rng.uniform(35, 60) if rng.random() < CLEAN_SHARE else rng.uniform(5, 30)
    noise = _noise(len(sound), others, rng)
    if not is_wide:
        noise = _in_telephone_band(noise, rng, TELEPHONE_HZ)
    noise /= np.sqrt(np.mean(np.square(noise))) + 1e-9
    sound += noise * 10 ** (-snr_db / 20)
    sound *= 10 ** (rng.uniform(-40, -14) / 20)
    samples = np.clip(sound, -1, 1).astype(np.float32)
    if not is_wide:
        code = rng.choice(["none", "pcm_mulaw", "pcm_alaw", "gsm"], p=[0.25, 0.4, 0.2, 0.15])
        if code == "gsm":
            samples = gsm(samples, TELEPHONE_HZ)
        elif code != "none":
            samples = pcm_codec(samples, TELEPHONE_HZ, str(code))
    return Spoken(spoken.voice, samples, rate_hz, spoken.vowels_s / speed)


def _filtered(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Through a smooth random response, some +-6 dB."""
    knots = np.linspace(0, 4, 6)
    hz = np.fft.rfftfreq(len(sound), 1 / WIDE_HZ)
    octaves = np.clip(np.log2(np.maximum(hz, 1) / 250), 0, 4)
    gain_db = np.interp(octaves, knots, rng.normal(0, 4, 6)) + rng.normal(0, 1.5) * octaves
    return np.fft.irfft(np.fft.rfft(sound) * 10 ** (gain_db / 20), len(sound))


def _in_room(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n_room = round(0.5 * WIDE_HZ)
    at_s = np.arange(n_room) / WIDE_HZ
    room = rng.standard_normal(n_room) * 10 ** (-3 * at_s / rng.uniform(0.1, 0.5))
    room[: round(0.003 * WIDE_HZ)] = 0
    room *= 10 ** (-rng.uniform(3, 15) / 20) / np.sqrt(np.sum(np.square(room)))
    room[0] = 1
    n = len(sound) + n_room
    return np.fft.irfft(np.fft.rfft(sound, n) * np.fft.rfft(room, n), n)[: len(sound)]


def _compressed(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Its slow level made less different by a ratio of 1.3 to 3."""
    n_smooth = round(rng.uniform(0.02, 0.2) * WIDE_HZ)
    power = np.convolve(np.square(sound), np.ones(n_smooth) / n_smooth, "same")
    level = 10 * np.log10(power + np.mean(power) * 1e-3)
    return sound * 10 ** ((level.mean() - level) * (1 - 1 / rng.uniform(1.3, 3)) / 20)


def _in_telephone_band(
    sound: np.ndarray, rng: np.random.Generator, rate_hz: int = WIDE_HZ
) -> np.ndarray:
    low_hz, high_hz = rng.uniform(150, 350), rng.uniform(3200, 3700)
    hz = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    band = np.clip((hz - low_hz + 50) / 100, 0, 1) * np.clip((high_hz + 100 - hz) / 200, 0, 1)
    return np.fft.irfft(np.fft.rfft(sound) * band, len(sound))


def _noise(n: int, others: Sequence[Spoken], rng: np.random.Generator) -> np.ndarray:
    """Coloured, white, of rooms and streets, or the babble of other made voices."""
    kind = rng.choice(["white", "coloured", "made", "babble"], p=[0.25, 0.35, 0.25, 0.15])
    if kind == "white":
        return rng.standard_normal(n)
    if kind == "coloured":
        return np.array(coloured(n, rng))
    if kind == "made":
        return np.array(NOISES[str(rng.choice(list(NOISES)))](n, rng))
    voices = np.zeros(n)
    for _ in range(rng.integers(4, 9)):
        other: Sound = others[rng.integers(len(others))].samples
        voices += np.resize(np.roll(other, rng.integers(len(other))), n)
    return voices
