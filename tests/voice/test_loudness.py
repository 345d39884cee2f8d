"""Loudness: the level of own speech and its spread over units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

UNITS = [(at, at + 2.0) for at in np.arange(0, 30, 3.0).tolist()]


def levels(of_units, floor_dbfs=-80.0):
    level = np.full(3000, floor_dbfs)
    for (start_s, end_s), value in zip(UNITS, of_units, strict=True):
        level[round(start_s * 100) : round(end_s * 100)] = value
    return level


def test_the_active_level_is_the_energy_mean_of_own_speech(scene, drawn):
    track = drawn(3000, f0_hz=120.0, level_dbfs=levels([-20.0] * 5 + [-30.0] * 5))
    loudness = scene(UNITS).measure(track).loudness
    assert loudness.active_level_dbfs == pytest.approx(10 * np.log10((0.01 + 0.001) / 2), abs=1e-5)


def test_a_full_scale_sine_reads_minus_three(scene, framed):
    t = np.arange(12 * 8000) / 8000
    track = framed(np.sin(2 * np.pi * 997 * t).astype(np.float32))
    loudness = scene([(0, 12)]).measure(track).loudness
    assert loudness.active_level_dbfs == pytest.approx(-3.01, abs=0.01)


def test_the_spread_is_that_of_the_units(scene, drawn):
    of_units = [-30.0, -28, -26, -24, -22, -20, -18, -16, -14, -12]
    loudness = scene(UNITS).measure(drawn(3000, f0_hz=120.0, level_dbfs=levels(of_units))).loudness
    assert loudness.sd_db == pytest.approx(np.std(of_units), abs=1e-4)
    assert loudness.range_db == pytest.approx(0.9 * 18, abs=1e-4)


def test_gain_moves_the_level_and_not_the_spread(scene, drawn):
    of_units = [-30.0, -28, -26, -24, -22, -20, -18, -16, -14, -12]
    track = drawn(3000, f0_hz=120.0, level_dbfs=levels(of_units))
    plain = scene(UNITS).measure(track).loudness
    for gain_db in (-20.0, 6.0):
        louder = replace(
            track, level_dbfs=track.level_dbfs + gain_db, bands_dbfs=track.bands_dbfs + gain_db
        )
        moved = scene(UNITS).measure(louder).loudness
        moved_db = moved.active_level_dbfs - plain.active_level_dbfs
        assert moved_db == pytest.approx(gain_db, abs=0.01)
        assert moved.sd_db == pytest.approx(plain.sd_db, abs=0.01)
        assert moved.range_db == pytest.approx(plain.range_db, abs=0.01)


def test_four_units_have_no_spread(scene, drawn):
    track = drawn(3000, f0_hz=120.0, level_dbfs=levels([-20.0] * 10))
    loudness = scene(UNITS[:4]).measure(track).loudness
    assert loudness.active_level_dbfs == pytest.approx(-20.0, abs=1e-5)
    assert loudness.sd_db is None
    assert loudness.range_db is None
    expected = "only 4 stretches of clear own speech; 5 needed"
    assert loudness.reasons["sd_db"] == loudness.reasons["range_db"] == expected


def test_units_of_a_syllable_do_not_widen_the_spread(scene, drawn):
    level = levels([-20.0] * 10)
    level[250:265] = -50.0
    loudness = scene(sorted([*UNITS, (2.5, 2.65)])).measure(drawn(3000, level_dbfs=level)).loudness
    assert loudness.range_db == pytest.approx(0.0, abs=1e-5)
