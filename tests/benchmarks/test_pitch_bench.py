"""The benchmark of pitch knows what it made, and counts errors as it says."""

from __future__ import annotations

import numpy as np
import pytest

from voicing.made_voices import (
    FITTED_ON,
    RATE_HZ,
    REPORTED,
    STEP,
    line_noise,
    made_voice,
    with_sound,
)
from voicing.pitch import errors_of


def test_a_made_voice_has_the_period_that_it_says() -> None:
    voice = made_voice(REPORTED[1], 6.0, seed=3)
    rows = np.arange(len(voice.f0_hz))
    inside = np.flatnonzero(np.convolve(voice.f0_hz > 0, np.ones(9), "same") == 9)
    correlations = []
    for row in rows[inside][::10]:
        period = round(RATE_HZ / voice.f0_hz[row])
        start = row * STEP + STEP // 2 - period
        first = voice.samples[start : start + period]
        second = voice.samples[start + period : start + 2 * period]
        correlations.append(np.corrcoef(first, second)[0, 1])
    assert len(correlations) > 10
    assert np.median(correlations) > 0.97
    is_rest = np.convolve(voice.f0_hz > 0, np.ones(3), "same") == 0
    assert np.abs(voice.samples[: len(rows) * STEP].reshape(-1, STEP)[is_rest]).max() < 0.1


def test_made_voices_differ_by_speaker_and_seed_only() -> None:
    first = made_voice(REPORTED[0], 5.0, seed=1)
    assert np.array_equal(first.samples, made_voice(REPORTED[0], 5.0, seed=1).samples)
    other = made_voice(REPORTED[0], 5.0, seed=2).samples
    assert not np.array_equal(first.samples[:4000], other[:4000])
    assert not set(REPORTED) & set(FITTED_ON)
    for speaker in REPORTED:
        voice = made_voice(speaker, 30.0, seed=1)
        median_hz = np.median(voice.f0_hz[voice.f0_hz > 0])
        assert abs(12 * np.log2(median_hz / speaker.f0_hz)) < 1


def test_noise_is_as_far_below_the_voice_as_said() -> None:
    voice = made_voice(REPORTED[2], 10.0, seed=1)
    voiced = voice.f0_hz > 0
    noise = line_noise(len(voice.samples), 1)
    added = with_sound(voice.samples, voiced, noise, 10.0) - voice.samples
    power = np.mean(np.square(voice.samples[: len(voiced) * STEP].reshape(-1, STEP)[voiced]))
    assert 10 * np.log10(power / np.mean(np.square(added))) == pytest.approx(10.0)


def test_errors_are_counted_as_the_literature_counts_them() -> None:
    true_hz = np.array([0, 0, 0, 0, 100, 100, 100, 100, 100, 100.0])
    found_hz = np.array([0, 0, 0, 90, 0, 100, 119, 121, 79, 100.0])
    errors = errors_of(found_hz, true_hz)
    assert errors.gross == pytest.approx(40)  # 2 of the 5 voiced in both
    assert errors.missed == pytest.approx(100 / 6)
    assert errors.false == pytest.approx(25)
    assert errors.voicing == pytest.approx(20)
    assert errors.frame == pytest.approx(40)
    assert errors.bias_st == pytest.approx(0)
