"""Vocal effort made in the sound: found where it is, through gain control too, else not.

Effort of e dB: spectrum lifted by 0.5 e dB up to 300 Hz, rising to 1.5 e dB from 1.5 kHz on
(Nordenberg & Sundberg 2004), pitch by 0.6 st per dB (Gramming et al. 1988 found 0.4 to 0.6 of a
semitone; the upper end is taken).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

RATE_HZ = 8000


def with_effort(samples, effort_db):
    spectrum = np.fft.rfft(samples.astype(float))
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    at_octave = np.log2(np.maximum(hz, 1.0))
    slope = np.interp(at_octave, np.log2([300, 1500]), [0.5, 1.5])
    return np.fft.irfft(spectrum * 10 ** (effort_db * slope / 20), len(samples))


def through_agc(samples, ratio):
    """A slow compressor: the gain follows the level of the last second."""
    frame = RATE_HZ // 10
    power = np.square(samples[: len(samples) // frame * frame]).reshape(-1, frame).mean(axis=1)
    smooth = np.empty_like(power)
    state = power[0]
    for i, value in enumerate(power):
        state += 0.1 * (value - state)
        smooth[i] = state
    gain_db = (10 * np.log10(smooth) + 25) * (1 / ratio - 1)
    at = np.arange(len(samples)) / frame
    return samples * 10 ** (np.interp(at, np.arange(len(gain_db)) + 0.5, gain_db) / 20)


@pytest.fixture(scope="module")
def judged(scene, train, telephone, framed):
    """Measures of a calm call with six seconds of effort at 12 s, on the telephone."""

    @cache
    def judge(effort_db, agc_ratio=1.0):
        calm = train([4.0] * 48, f0_hz=110.0, seed=1)
        loud = train([4.0] * 24, f0_hz=110.0 * 2 ** (0.6 * effort_db / 12), seed=2)
        again = train([4.0] * 48, f0_hz=110.0, seed=3)
        loud = loud * np.sqrt(np.mean(np.square(calm)) / np.mean(np.square(loud)))
        parts = (calm * 0.2, with_effort(loud * 0.2, effort_db), again * 0.2)
        sound = through_agc(np.concatenate(parts), agc_ratio)
        noise = 1e-4 * np.random.default_rng(4).standard_normal(len(sound))
        track = framed(telephone((sound + noise).astype(np.float32)))
        call = scene([(0, 6), (6, 12), (12, 18), (18, 24), (24, len(track) / 100)])
        start_s = len(calm) / RATE_HZ
        return call.measure(track), start_s, start_s + len(loud) / RATE_HZ

    return judge


@pytest.mark.parametrize("agc_ratio", [1.0, 4.0])
@pytest.mark.parametrize("effort_db", [6, 10])
def test_effort_is_found_where_it_is(judged, effort_db, agc_ratio):
    measures, start_s, end_s = judged(effort_db, agc_ratio)
    (span,) = measures.loudness.raised
    assert span.start_s == pytest.approx(start_s, abs=0.4)
    assert span.end_s == pytest.approx(end_s, abs=0.4)
    assert span.alpha_db > 2.5


@pytest.mark.parametrize("agc_ratio", [1.0, 4.0])
def test_no_effort_is_no_episode(judged, agc_ratio):
    measures, _, _ = judged(0, agc_ratio)
    assert measures.loudness.raised == ()


def test_gain_control_takes_the_level_and_leaves_the_spectrum(judged):
    plain = judged(10)[0].loudness.raised[0]
    pumped = judged(10, 4.0)[0].loudness.raised[0]
    assert pumped.level_db < plain.level_db - 3
    assert pumped.alpha_db == pytest.approx(plain.alpha_db, abs=0.5)
    assert pumped.f0_st == pytest.approx(6.0, abs=0.3)
