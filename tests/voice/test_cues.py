"""The spectrum cue, taken of real sound: known for a known signal, and blind to gain."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.voice.baseline import call_baseline
from callcoach.voice.line_noise import line_noise
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import own_rows
from callcoach.voice.units import Units, units_of, weighted_median


@pytest.fixture
def units_in(scene):
    def units(track, spans):
        rows = own_rows(scene(spans).activity, 0, len(track))
        return units_of(
            track, rows, f0_rows(track, rows, Settings().voice), line_noise(track, rows)
        )

    return units


def pulses(low, high, n=16000, rate_hz=8000):
    """Harmonics of 125 Hz: amplitude `low` in 300-1000 Hz, `high` in 1000-3400 Hz."""
    t = np.arange(n) / rate_hz
    tones = [(k * 125.0, low if k * 125 < 1000 else high) for k in range(3, 27) if k != 8]
    return sum(a * np.sin(2 * np.pi * hz * t + hz) for hz, a in tones).astype(np.float32)


def test_alpha_is_the_power_above_one_kilohertz_over_that_below(units_in, framed):
    track = framed(pulses(0.02, 0.01))
    (alpha_db,) = units_in(track, [(0.2, 1.8)]).alpha_db
    assert alpha_db == pytest.approx(10 * np.log10(18 * 0.01**2 / (5 * 0.02**2)), abs=0.1)


@pytest.mark.parametrize("gain", [-1.0, 0.05, 3.0])
def test_alpha_and_pitch_do_not_see_gain_or_polarity(units_in, framed, gain):
    plain = units_in(framed(pulses(0.02, 0.01)), [(0.2, 1.8)])
    moved = units_in(framed(pulses(0.02, 0.01) * np.float32(gain)), [(0.2, 1.8)])
    assert moved.alpha_db == pytest.approx(plain.alpha_db, abs=0.05)
    assert moved.f0_hz == pytest.approx(plain.f0_hz, rel=5e-3)
    gain_db = 20 * np.log10(abs(gain))
    assert moved.level_dbfs - plain.level_dbfs == pytest.approx([gain_db], abs=0.01)


@pytest.mark.parametrize("rate_hz", [16000, 44100])
def test_alpha_is_the_same_at_any_sample_rate(units_in, framed, rate_hz):
    low = units_in(framed(pulses(0.02, 0.01)), [(0.2, 1.8)])
    high = units_in(framed(pulses(0.02, 0.01, 2 * rate_hz, rate_hz), rate_hz), [(0.2, 1.8)])
    assert high.alpha_db == pytest.approx(low.alpha_db, abs=0.1)


def test_cues_are_told_per_unit(units_in, drawn):
    f0_hz = np.repeat([100.0, 0.0, 200.0], 200)
    level = np.repeat([-20.0, -30.0, -40.0], 200)
    alpha = np.repeat([-6.0, -3.0, 2.0], 200)
    track = drawn(600, f0_hz=f0_hz, level_dbfs=level, alpha_db=alpha)
    units = units_in(track, [(0, 2), (2, 4), (4, 6)])
    assert units.level_dbfs == pytest.approx([-20, -30, -40], abs=1e-4)
    assert units.f0_hz[[0, 2]] == pytest.approx([100, 200])
    assert units.alpha_db[[0, 2]] == pytest.approx([-6, 2], abs=1e-4)
    assert np.isnan([units.f0_hz[1], units.alpha_db[1]]).all()
    assert units.voiced_s.tolist() == [2.0, 0.0, 2.0]


def test_a_baseline_is_the_usual_by_time_not_by_count():
    units = Units(
        start_s=np.arange(4.0),
        end_s=np.arange(4.0) + 1,
        clear_s=np.array([10.0, 0.3, 0.3, 0.3]),
        voiced_s=np.array([8.0, 0.2, 0.2, 0.2]),
        level_dbfs=np.array([-20.0, -30, -30, -30]),
        alpha_db=np.array([-6.0, 3, 3, np.nan]),
        f0_hz=np.array([120.0, 240, 240, np.nan]),
    )
    usual = call_baseline(units)
    assert (usual.f0_hz, usual.alpha_db, usual.level_dbfs) == (120.0, -6.0, -20.0)
    assert usual.basis == "call"


def test_a_median_of_nothing_is_none():
    assert weighted_median(np.array([np.nan]), np.ones(1)) is None
    assert weighted_median(np.array([5.0]), np.zeros(1)) is None
    assert weighted_median(np.zeros(0), np.zeros(0)) is None
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.ones(3)) == 2.0


def test_a_median_does_not_hang_on_a_hundredth_of_a_second():
    values = np.array([1.0, 2.0, 4.0, 9.0])
    even = weighted_median(values, np.ones(4))
    assert even == pytest.approx(3.0)
    for index in range(4):
        weights = np.ones(4)
        weights[index] = 1.01
        assert weighted_median(values, weights) == pytest.approx(even, abs=0.06)
