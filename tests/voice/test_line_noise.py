"""The line's noise: taken of what is near a unit, and off what is said over it."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.line_noise import line_noise
from callcoach.voice.rows import own_rows
from callcoach.voice.spectrum import low_and_high

UNITS = [(2.0, 4.0), (6.0, 8.0), (14.0, 16.0)]


@pytest.fixture
def noise_of(scene, drawn):
    def noise(level_dbfs, units=UNITS):
        track = drawn(1800, level_dbfs=level_dbfs, alpha_db=0.0)
        return line_noise(track, own_rows(scene(units, duration_s=18).activity, 0, 1800))

    return noise


def levels(noise_dbfs):
    """Speech of -20 dBFS in the units, noise around them, louder from 11 s on."""
    level = np.where(np.arange(1800) < 1100, -60.0, noise_dbfs)
    for start_s, end_s in UNITS:
        level[round(100 * start_s) : round(100 * end_s)] = -20.0
    return level


def test_each_unit_has_the_noise_around_it(noise_of):
    found = noise_of(levels(-40.0))
    assert 10 * np.log10(found.power) == pytest.approx([-60.0, -60.0, -40.0], abs=0.01)
    low, high = low_and_high(found.bands)
    assert 10 * np.log10(low) == pytest.approx([-63.0, -63.0, -43.0], abs=0.05)
    assert high == pytest.approx(low, rel=0.01)


def test_what_sounds_now_and_then_is_no_noise(noise_of):
    level = levels(-60.0)
    level[430:470] = -25.0  # a knock in the second pause
    assert 10 * np.log10(noise_of(level).power) == pytest.approx([-60.0] * 3, abs=0.01)


def test_the_sound_right_beside_a_unit_is_the_voice(noise_of):
    """Pauses of 0.5 s of which the voice reaches into 0.15 s on either side."""
    units = [(2.5 * i, 2.5 * i + 2.0) for i in range(7)]
    into_s = np.arange(1800) / 100 % 2.5
    level = np.where((into_s < 2.15) | (into_s >= 2.35), -20.0, -60.0)
    level[1715:] = -60.0  # after the last
    found = noise_of(level, units)
    assert 10 * np.log10(found.power) == pytest.approx([-60.0] * 7, abs=0.01)


def test_who_never_pauses_has_no_noise(noise_of):
    found = noise_of(np.full(1800, -20.0), [(0.0, 18.0)])
    assert (found.power.tolist(), found.bands.tolist()) == ([0.0], [[0.0] * 9])


@pytest.mark.parametrize("noise_db", [-28.0, -34.0])
def test_louder_noise_is_no_raised_voice(scene, drawn, noise_db):
    """A minute of even voice; for 12 s of it pitch is up by 2 semitones, and a noise lifts the
    upper bands: as much as the voice has there, or less."""
    rows = np.arange(6000)
    is_own, is_noisy = rows % 300 < 250, (rows >= 3000) & (rows < 4200)
    low = 10**-2.6 * is_own + 10**-7.3 + is_noisy * 10 ** (noise_db / 10 - 0.8)
    high = 10**-3.2 * is_own + 10**-7.3 + is_noisy * 10 ** (noise_db / 10)
    track = drawn(
        6000,
        f0_hz=120 * 2 ** (2 * is_noisy / 12),
        level_dbfs=10 * np.log10(low + high),
        alpha_db=10 * np.log10(high / low),
    )
    units = [(at, at + 2.5) for at in np.arange(0, 60, 3.0).tolist()]
    assert scene(units).measure(track).loudness.raised == ()
