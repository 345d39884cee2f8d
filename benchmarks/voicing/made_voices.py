"""Made voices whose F0 is known exactly: strings of vowels with consonants and rests between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000
STEP = RATE_HZ // 100
TOP_HZ = 3800.0
PEAK = 0.3
EDGE_S = 0.02
GLIDE_S = 0.06
"""How long a string takes to rise and fall, and its formants from one vowel to the next."""

VOWELS_HZ = (
    (730, 1090, 2440),
    (270, 2290, 3010),
    (300, 870, 2240),
    (530, 1840, 2480),
    (570, 840, 2410),
    (490, 1350, 1690),
)
"""Formants of men's vowels (Peterson & Barney 1952, Control methods used in a study of the
vowels)."""

BANDWIDTHS_HZ = (60, 90, 120)

Numbers = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Speaker:
    """Median F0 in Hz, and how many times a man's formants the speaker's are."""

    f0_hz: float
    formants: float


REPORTED = (Speaker(95.0, 1.0), Speaker(120.0, 1.02), Speaker(210.0, 1.17))
"""The three of which figures are given; the others are those that parameters were chosen on."""

FITTED_ON = (Speaker(85.0, 0.97), Speaker(145.0, 1.05), Speaker(180.0, 1.12), Speaker(260.0, 1.2))


@dataclass(frozen=True)
class MadeVoice:
    """Samples at 8 kHz, and the true F0 of each row of 10 ms at its middle, 0: unvoiced."""

    samples: Numbers
    f0_hz: Numbers


def made_voice(speaker: Speaker, duration_s: float, seed: int) -> MadeVoice:
    """Strings of one to five vowels, each after a rest or a hiss, and followed by a rest.

    The pitch falls by about 2 semitones over a string, with accents of up to 5 semitones on its
    vowels; it is continuous within a string. Rests are digital silence.
    """
    rng = np.random.default_rng([seed, round(speaker.f0_hz)])
    sounds, f0s_hz, n_samples = [], [], 0
    while n_samples < duration_s * RATE_HZ:
        for sound, f0_hz in (_rest(rng), _hiss(rng), _string(rng, speaker), _rest(rng)):
            sounds.append(sound)
            f0s_hz.append(f0_hz)
            n_samples += len(sound)
    f0_hz = np.concatenate(f0s_hz)
    middles = np.arange(n_samples // STEP) * STEP + STEP // 2
    return MadeVoice(np.concatenate(sounds), f0_hz[middles])


def through_telephone(samples: Numbers) -> Numbers:
    """300-3400 Hz. Slopes of 100 Hz: a sheer edge would ring on into the rests."""
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    rise, fall = np.clip((hz - 250) / 100, 0, 1), np.clip((3450 - hz) / 100, 0, 1)
    band = np.square(np.sin(np.pi / 2 * rise * fall))
    sound: Numbers = np.fft.irfft(np.fft.rfft(samples) * band, len(samples))
    return sound


def with_sound(samples: Numbers, sounding: Rows, sound: Numbers, snr_db: float) -> Numbers:
    """With another sound so far below the mean power of some rows."""
    rows = samples[: len(sounding) * STEP].reshape(-1, STEP)[sounding]
    power = np.mean(np.square(rows)) / np.mean(np.square(sound))
    louder: Numbers = samples + sound * np.sqrt(power / 10 ** (snr_db / 10))
    return louder


def line_noise(n_samples: int, seed: int, *, is_pink: bool = False) -> Numbers:
    """White or pink noise through a telephone."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(n_samples))
    if is_pink:
        spectrum = spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return through_telephone(np.fft.irfft(spectrum, n_samples))


def mu_law(samples: Numbers) -> Samples:
    """Coded and decoded as mu-law with 8 bits."""
    coded = np.sign(samples) * np.log1p(255 * np.minimum(np.abs(samples), 1)) / np.log(256)
    coded = np.round(coded * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


def _rest(rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    n = round(rng.uniform(0.05, 0.4) * RATE_HZ)
    return np.zeros(n), np.zeros(n)


def _hiss(rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Two of three times a fricative of 60 to 150 ms, 15 to 25 dB below a vowel."""
    n = round(rng.uniform(0.06, 0.15) * RATE_HZ) if rng.random() < 2 / 3 else 0
    noise = np.diff(rng.standard_normal(n + 1)) * 0.3 * 10 ** (-rng.uniform(25, 35) / 20)
    return noise * np.hanning(n), np.zeros(n)


def _string(rng: np.random.Generator, speaker: Speaker) -> tuple[Numbers, Numbers]:
    n_vowels = int(rng.integers(1, 6))
    lengths = np.round(rng.uniform(0.09, 0.26, n_vowels) * RATE_HZ).astype(int)
    time_s = np.arange(lengths.sum()) / RATE_HZ
    middles_s = (np.cumsum(lengths) - lengths / 2) / RATE_HZ
    f0_hz = speaker.f0_hz * 2 ** (_melody(rng, time_s, middles_s) / 12)
    formants_hz = speaker.formants * _formants(rng, lengths)
    phase = 2 * np.pi * np.cumsum(f0_hz) / RATE_HZ
    sound = np.zeros(len(time_s))
    for harmonic in range(1, int(TOP_HZ / f0_hz.min()) + 1):
        hz = harmonic * f0_hz
        response = _resonance(hz, formants_hz)
        weight = np.where(hz < TOP_HZ, np.abs(response) / harmonic, 0)
        sound += weight * np.sin(harmonic * phase + np.angle(response))
    from_end = np.minimum(np.arange(len(sound)) + 1, len(sound) - np.arange(len(sound)))
    shape = np.minimum(1, from_end / round(EDGE_S * RATE_HZ))
    loud = 10 ** (rng.uniform(-3, 0) / 20)
    return PEAK * loud * shape * sound / np.abs(sound).max(), f0_hz


def _melody(rng: np.random.Generator, time_s: Numbers, middles_s: Numbers) -> Numbers:
    """Semitones over the speaker's median, one a sample."""
    start_st = rng.normal(1.0, 1.0)
    fall = np.linspace(start_st, start_st - 2.0, len(time_s))
    accents = np.zeros(len(time_s))
    for middle_s in middles_s:
        accents += rng.uniform(-2, 5) * np.exp(-np.square((time_s - middle_s) / 0.08))
    return fall + accents - 0.8


def _formants(rng: np.random.Generator, lengths: npt.NDArray[np.int_]) -> Numbers:
    """(3, n) Hz, one column a sample."""
    vowels = np.array(VOWELS_HZ)[rng.integers(0, len(VOWELS_HZ), len(lengths))]
    steps = np.repeat(vowels.T, lengths, axis=1).astype(np.float64)
    n = round(GLIDE_S * RATE_HZ)
    padded = np.pad(steps, ((0, 0), (n // 2, n - 1 - n // 2)), mode="edge")
    return np.stack([np.convolve(row, np.full(n, 1 / n), "valid") for row in padded])


def _resonance(hz: Numbers, formants_hz: Numbers) -> npt.NDArray[np.complex128]:
    """Response of resonances in a row (a vocal tract), 1 at 0 Hz."""
    response = np.ones(len(hz), np.complex128)
    for formant_hz, width_hz in zip(formants_hz, BANDWIDTHS_HZ, strict=True):
        pole = -np.pi * width_hz + 2j * np.pi * formant_hz
        s = 2j * np.pi * hz
        response *= np.abs(pole) ** 2 / ((s - pole) * (s - np.conj(pole)))
    return response
