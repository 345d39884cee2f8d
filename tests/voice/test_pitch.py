"""Pitch: semitones against the own median, octave slips undone, real leaps kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings

VOICE = Settings().voice
ANY_AMOUNT = replace(Settings(), voice=replace(VOICE, pitch_least_s=0.1))
UNKNOWN = ("median_hz", "sd_st", "range_st", "slope_st_per_s", "voiced_share")


def test_a_steady_pitch_has_its_median_and_no_spread(scene, drawn):
    pitch = scene([(0, 20)]).measure(drawn(2000, f0_hz=150.0)).pitch
    assert pitch.median_hz == pytest.approx(150.0)
    assert pitch.sd_st == pytest.approx(0.0, abs=1e-6)
    assert pitch.range_st == pytest.approx(0.0, abs=1e-6)
    assert pitch.voiced_s == 20.0
    assert not pitch.reasons


@pytest.mark.parametrize("step_st", [3.0, 12.0])
def test_a_step_is_measured_in_semitones_whatever_its_size(scene, drawn, step_st):
    f0_hz = np.full(3000, 110.0)
    f0_hz[2000:] *= 2 ** (step_st / 12)
    pitch = scene([(0, 30)]).measure(drawn(3000, f0_hz=f0_hz)).pitch
    assert pitch.median_hz == pytest.approx(110.0, rel=1e-6)
    assert pitch.range_st == pytest.approx(step_st, abs=0.01)
    assert pitch.sd_st == pytest.approx(step_st * np.sqrt(2) / 3, abs=0.01)


@pytest.mark.parametrize("step_st", [3.0, 12.0])
def test_a_step_in_real_sound_is_measured_within_a_third_of_a_semitone(
    scene, train, telephone, framed, step_st
):
    base_hz = 115.0
    f0_hz = np.full(21 * 8000, base_hz)
    samples = train([4.0] * 80, spread=0.0, f0_hz=f0_hz[: 20 * 8000])
    high = train([4.0] * 32, spread=0.0, f0_hz=base_hz * 2 ** (step_st / 12))
    track = framed(telephone(np.concatenate((samples, high))))
    pitch = scene([(0, 28)]).measure(track).pitch
    assert 12 * np.log2(pitch.median_hz / base_hz) == pytest.approx(0.0, abs=0.1)
    assert pitch.range_st == pytest.approx(step_st, abs=0.3)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_short_octave_slip_is_folded_back(scene, drawn, factor):
    f0_hz = np.full(1500, 140.0)
    for start in range(100, 1400, 50):
        f0_hz[start : start + 10] *= factor
    pitch = scene([(0, 15)]).measure(drawn(1500, f0_hz=f0_hz)).pitch
    assert pitch.range_st == pytest.approx(0.0, abs=1e-6)
    assert pitch.voiced_s == 15.0


def test_an_octave_leap_that_lasts_is_kept(scene, drawn):
    f0_hz = np.full(1500, 140.0)
    for start in range(100, 1400, 50):
        f0_hz[start : start + 15] *= 2.0
    pitch = scene([(0, 15)]).measure(drawn(1500, f0_hz=f0_hz)).pitch
    assert pitch.range_st == pytest.approx(12.0, abs=1e-6)


def test_a_short_leap_of_a_fifth_is_no_octave_slip(scene, drawn):
    f0_hz = np.full(1500, 140.0)
    for start in range(100, 1400, 50):
        f0_hz[start : start + 10] *= 1.5
    pitch = scene([(0, 15)]).measure(drawn(1500, f0_hz=f0_hz)).pitch
    assert pitch.range_st == pytest.approx(12 * np.log2(1.5), abs=1e-6)


def test_a_slip_at_the_edge_of_a_unit_has_one_neighbour_and_is_kept(scene, drawn):
    f0_hz = np.full(1500, 140.0)
    f0_hz[490:500] = 280.0
    f0_hz[500:520] = 0.0
    units = [(0, 5.0), (5.2, 15)]
    track = drawn(1500, f0_hz=f0_hz)
    kept = scene(units).measure(track).pitch
    folded = scene([(0, 15)]).measure(track).pitch
    assert kept.sd_st > folded.sd_st == pytest.approx(0.0, abs=1e-6)


def test_rows_outside_the_second_range_are_left_out(scene, drawn):
    f0_hz = np.full(2000, 200.0)
    f0_hz[1500:1700] = 149.0  # 0.75 of the lower quartile is 150 Hz
    f0_hz[1800:1850] = 501.0  # 2.5 times the upper quartile is 500 Hz
    pitch = scene([(0, 20)]).measure(drawn(2000, f0_hz=f0_hz)).pitch
    assert pitch.voiced_s == pytest.approx(17.5)


def test_a_doubtful_row_does_not_count(scene, drawn):
    track = drawn(2000, f0_hz=150.0)
    track.voicing[500:] = track.periodicity[500:] = 0.3
    pitch = scene([(0, 20)]).measure(track, settings=ANY_AMOUNT).pitch
    assert pitch.voiced_s == 5.0
    assert pitch.voiced_share == 0.25
    assert pitch.clear_s == 20.0


def test_overlap_does_not_count(scene, drawn):
    f0_hz = np.full(2000, 150.0)
    f0_hz[500:800] = 300.0
    pitch = scene([(0, 20)], [(5, 8)]).measure(drawn(2000, f0_hz=f0_hz)).pitch
    assert pitch.voiced_s == 17.0
    assert pitch.range_st == pytest.approx(0.0, abs=1e-6)


def test_rows_outside_the_tracker_range_do_not_count(scene, drawn):
    f0_hz = np.full(2000, 150.0)
    f0_hz[:100] = VOICE.pitch_floor_hz - 1
    f0_hz[100:200] = VOICE.pitch_ceiling_hz + 1
    assert scene([(0, 20)]).measure(drawn(2000, f0_hz=f0_hz)).pitch.voiced_s == 18.0


def test_too_little_voice_is_no_pitch_with_the_reason(scene, drawn):
    pitch = scene([(0, 9.9)]).measure(drawn(990, f0_hz=150.0)).pitch
    assert (pitch.median_hz, pitch.sd_st, pitch.range_st) == (None, None, None)
    assert (pitch.slope_st_per_s, pitch.slopes, pitch.voiced_share) == (None, (), None)
    assert pitch.voiced_s == pytest.approx(9.9)
    why = "only 9.9 s of voiced own speech; 10 s needed"
    assert {pitch.reasons[name] for name in UNKNOWN} == {why}


def test_unvoiced_speech_has_no_pitch(scene, drawn):
    pitch = scene([(0, 20)]).measure(drawn(2000)).pitch
    assert pitch.median_hz is None
    assert pitch.voiced_s == 0.0


def test_a_slope_is_that_of_the_unit_whatever_a_few_rows_say(scene, drawn):
    time_s = np.arange(2000) / 100
    f0_hz = 150.0 * 2 ** (np.where(time_s < 10, 3 * time_s, 80 - 5 * time_s) / 12)
    f0_hz[10:40] *= 1.4
    pitch = (
        scene([(0, 4), (12, 14), (15, 15.49)])
        .measure(drawn(2000, f0_hz=f0_hz), settings=ANY_AMOUNT)
        .pitch
    )
    assert [each.st_per_s for each in pitch.slopes] == pytest.approx([3.0, -5.0], abs=0.1)
    assert [(each.start_s, each.end_s) for each in pitch.slopes] == [(0, 4), (12, 14)]
    assert pitch.slope_st_per_s == pytest.approx(-1.0, abs=0.1)


def test_without_half_a_second_of_voice_in_a_unit_there_is_no_slope(scene, drawn):
    units = [(k, k + 0.49) for k in range(10)]
    pitch = scene(units).measure(drawn(1000, f0_hz=150.0), settings=ANY_AMOUNT).pitch
    assert pitch.median_hz == pytest.approx(150.0)
    assert (pitch.slope_st_per_s, pitch.slopes) == (None, ())
    assert "0.5 s" in pitch.reasons["slope_st_per_s"]
