"""Steadiness of made sound: what the line does evenly changes nothing, nor a voice's own pitch."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.line_noise import line_noise
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import own_rows
from callcoach.voice.units import units_of
from voicing.effort import lifted, with_effort
from voicing.steadiness import made_call, vowel

RATE_HZ = 8000
UNITS = [(at, at + 2.0) for at in np.arange(0.0, 60.0, 2.5).tolist()]


@pytest.fixture(scope="module")
def sound():
    """24 units of a vowel of 120 Hz, said with efforts of -4 to 8 dB, in a little noise."""
    rng = np.random.default_rng(5)
    parts = []
    for effort_db in rng.uniform(-4, 8, len(UNITS)):
        parts += [vowel(120.0 * 2 ** (0.5 * effort_db / 12), effort_db), np.zeros(RATE_HZ // 2)]
    made = np.concatenate(parts)
    return made + 1e-4 * rng.standard_normal(len(made))


@pytest.fixture(scope="module")
def told(scene, framed):
    def steady(samples, rate_hz=RATE_HZ):
        track = framed(np.asarray(samples, np.float32), rate_hz)
        return scene(UNITS).measure(track).steadiness

    return steady


def tilted(samples):
    """3 dB an octave more from 300 Hz on."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    return np.fft.irfft(spectrum * np.maximum(hz / 300, 1.0) ** 0.5, len(samples))


def resampled(samples):
    spectrum = np.fft.rfft(samples)
    wide = np.zeros(len(samples) + 1, complex)
    wide[: len(spectrum)] = spectrum
    return 2 * np.fft.irfft(wide, 2 * len(samples))


@pytest.mark.parametrize(
    "change",
    [lambda x: -x, tilted],
    ids=["polarity", "tilt"],
)
def test_what_a_line_does_evenly_changes_nothing(sound, told, change):
    plain, moved = told(sound), told(change(sound))
    assert moved.score == pytest.approx(plain.score, abs=1.0)
    assert (moved.low, moved.high) == pytest.approx((plain.low, plain.high), abs=1.5)


def test_gain_changes_less_than_the_interval(sound, told):
    """The tracker finds fewer voiced rows in a softer voice, which moves pitch and spectrum a
    little; the same rows under gain give the same score (`test_steadiness.py`)."""
    plain, soft = told(sound), told(0.25 * sound)
    assert soft.parts["level"] == pytest.approx(plain.parts["level"], abs=0.005)
    assert plain.low < soft.score < plain.high


def test_the_sample_rate_changes_nothing(sound, told):
    plain, wide = told(sound), told(resampled(sound), 2 * RATE_HZ)
    assert wide.score == pytest.approx(plain.score, abs=1.0)


def test_low_and_high_voices_that_do_the_same_score_the_same(scene):
    scores = []
    for hz in (95.0, 210.0):
        track = made_call(hz)
        units = [(at, at + 2.0) for at in np.arange(0.0, len(track) / 100 - 2.0, 2.5).tolist()]
        scores.append(scene(units).measure(track).steadiness)
    low, high = scores
    assert high.low < low.score < high.high
    assert low.low < high.score < low.high


@pytest.mark.parametrize("effort_db", [6.0, 10.0])
def test_the_effort_made_is_what_it_says(effort_db, framed):
    """Pitch half a semitone a dB higher, timing kept; the spectrum lifted by the curve of gains."""
    voice = vowel(120.0, 0.0)
    before = framed(voice.astype(np.float32))
    f0_hz = np.where(before.voicing >= 0.5, before.f0_hz, 0.0)
    made = with_effort(voice, RATE_HZ, f0_hz, effort_db)
    after = framed(made.astype(np.float32))
    assert len(made) == len(voice)
    both = (before.voicing >= 0.5) & (after.voicing >= 0.5)
    rise_st = 12 * np.log2(after.f0_hz[both] / before.f0_hz[both])
    assert np.median(rise_st) == pytest.approx(0.5 * effort_db, abs=0.15)
    low, high = (np.sin(2 * np.pi * hz * np.arange(8000) / RATE_HZ) for hz in (200.0, 2000.0))
    gain_db = [10 * np.log10(np.mean(lifted(x, RATE_HZ, effort_db) ** 2) * 2) for x in (low, high)]
    assert gain_db == pytest.approx([0.5 * effort_db, 1.5 * effort_db], abs=0.1)


def test_noise_is_taken_off_the_spectrum(scene, framed, sound, settings_voice):
    """White noise 15 dB under the voice lifts its upper bands by dB; 1 dB of that is left."""
    rng = np.random.default_rng(6)
    size = np.sqrt(np.mean(sound**2)) * 10 ** (-15 / 20)
    alphas = []
    for noise in (0.0, size):
        track = framed((sound + noise * rng.standard_normal(len(sound))).astype(np.float32))
        rows = own_rows(scene(UNITS).activity, 0, len(track))
        alphas.append(
            units_of(
                track, rows, f0_rows(track, rows, settings_voice), line_noise(track, rows)
            ).alpha_db
        )
    assert np.nanmedian(alphas[1] - alphas[0]) == pytest.approx(0.0, abs=1.0)
