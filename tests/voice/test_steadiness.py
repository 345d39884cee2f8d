"""Steadiness: how far the voice rose over its own usual, with an interval over units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings, with_values
from callcoach.types.measures import Baseline
from callcoach.voice.baseline import lower_level

LOW = {"voice": {"steadiness_least_s": 15.0}}
UNIT_ROWS = 200
GAP_ROWS = 50


def call_of(rises, drawn, scene, *, agc=False, **columns):
    """A track of one 2 s unit per row of `rises` (semitones, alpha dB, level dB) over the usual."""
    n_rows = len(rises) * (UNIT_ROWS + GAP_ROWS)
    f0_hz, alpha_db, level_dbfs = np.zeros(n_rows), np.full(n_rows, -6.0), np.full(n_rows, -70.0)
    units = []
    for i, (f0_st, alpha, level) in enumerate(rises):
        at = slice(i * (UNIT_ROWS + GAP_ROWS), i * (UNIT_ROWS + GAP_ROWS) + UNIT_ROWS)
        f0_hz[at] = 120 * 2 ** (f0_st / 12)
        alpha_db[at] += alpha
        level_dbfs[at] = -25 + level
        units.append((at.start / 100, at.stop / 100))
    track = drawn(n_rows, f0_hz=f0_hz, alpha_db=alpha_db, level_dbfs=level_dbfs, **columns)
    return track, scene(units, agc=agc, duration_s=n_rows / 100)


def test_an_even_voice_is_steady(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 20, drawn, scene)
    steady = call.measure(track).steadiness
    assert (steady.score, steady.low, steady.high) == pytest.approx((100.0, 100.0, 100.0))
    assert steady.parts == pytest.approx({"f0": 0.0, "alpha": 0.0, "level": 0.0}, abs=1e-6)
    assert steady.baseline == "call"
    assert steady.excursions == ()


def test_the_score_is_the_definition(scene, drawn):
    """5 of 20 units rise by 1.5 st, 1.0 dB, 3 dB: d = (0.5 + 0.4 + 0.5) / 3 in a quarter."""
    track, call = call_of([(0, 0, 0)] * 15 + [(1.5, 1.0, 3.0)] * 5, drawn, scene)
    steady = call.measure(track).steadiness
    assert steady.score == pytest.approx(100 * (1 - 0.25 * (0.5 + 0.4 + 0.5) / 3), abs=1e-3)
    expected = {"f0": 0.25 * 0.5 / 3, "alpha": 0.25 * 0.4 / 3, "level": 0.25 * 0.5 / 3}
    assert steady.parts == pytest.approx(expected, abs=1e-5)
    assert steady.low < steady.score < steady.high


def test_the_parts_sum_to_what_was_lost_where_the_loss_is_full(scene, drawn):
    """One cue far out: d = 5 / 3 in each of two units is over its cap of 1."""
    track, call = call_of([(0, 0, 0)] * 15 + [(15.0, 0, 0), (9.0, 5.0, 0)], drawn, scene)
    steady = call.measure(track).steadiness
    assert steady.score == pytest.approx(100 * 15 / 17, abs=1e-3)
    assert 100 * (1 - sum(steady.parts.values())) == pytest.approx(steady.score, abs=1e-9)
    assert steady.parts["f0"] == pytest.approx((1 + 0.6) / 17, abs=1e-4)


def test_a_voice_raised_for_most_of_a_call_is_held_against_the_rest(scene, drawn):
    """14 of 20 units lie 9 st, 5 dB, 6 dB over the other six, far more than those do of each other:
    they lose all, and the six nothing."""
    low = [(0.2, 0, 0), (0, 0.1, 0), (-0.2, 0, 0)] * 2
    track, call = call_of([(9, 5, 6)] * 14 + low, drawn, scene)
    steady = call.measure(track).steadiness
    assert steady.score == pytest.approx(100 * 6 / 20, abs=2.0)
    assert steady.baseline == "call"
    assert steady.excursions[0].end_s == pytest.approx(14 * 2.5 - 0.5, abs=0.1)


def test_levels_that_are_not_far_apart_are_one(scene, drawn):
    track, call = call_of([(3, 2.5, 6)] * 14 + [(0, 0, 0)] * 6, drawn, scene)
    assert call.measure(track).steadiness.score == pytest.approx(100.0, abs=1e-3)


def test_a_lower_level_takes_a_fifth_of_the_speech():
    values = np.array([2.0] * 17 + [0.0] * 3)
    assert lower_level(values, np.ones(20)).all()
    assert lower_level(values, np.array([1.0] * 17 + [2.0] * 3)).sum() == 3


def test_a_lively_voice_has_one_level_and_one_of_two_ways_has_two():
    """300 calls of 12 to 60 units that vary by half a size, and one by three times that, have one
    level; with a third three sizes up they have two."""
    rng = np.random.default_rng(11)
    n_split = n_told = 0
    for _ in range(300):
        values = rng.normal(0, 0.5, rng.integers(12, 60))
        weights = rng.uniform(0.5, 4, len(values))
        n_split += not lower_level(values, weights).all()
        is_up = np.arange(len(values)) % 3 == 0
        n_told += np.array_equal(lower_level(values + 3 * is_up, weights), ~is_up)
    assert n_split <= 3
    assert lower_level(rng.normal(0, 1.5, 400), np.ones(400)).all()
    assert n_told >= 270


def test_a_lower_voice_costs_nothing(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 15 + [(-4, -5, -10)] * 5, drawn, scene)
    assert call.measure(track).steadiness.score == pytest.approx(100.0, abs=1e-3)


def test_units_weigh_by_their_time(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 15 + [(1.5, 1.25, 3.0)], drawn, scene)
    first = call.activity.ipus[0]
    shorter = (*first[:-1], replace(first[-1], end_s=first[-1].start_s + 1.0))
    short = replace(call, activity=replace(call.activity, ipus=(shorter, ())))
    assert call.measure(track).steadiness.score == pytest.approx(100 - 50 * 2 / 32, abs=1e-3)
    assert short.measure(track).steadiness.score == pytest.approx(100 - 50 * 1 / 31, abs=1e-3)


def test_a_level_under_gain_control_is_left_out(scene, drawn):
    rises = [(0, 0, 0)] * 15 + [(1.5, 1.25, 6.0)] * 5
    track, trusted = call_of(rises, drawn, scene)
    _, pumped = call_of(rises, drawn, scene, agc=True)
    _, unknown = call_of(rises, drawn, scene, agc=None)
    steady = pumped.measure(track).steadiness
    assert steady.parts.keys() == {"f0", "alpha"}
    assert steady.score == pytest.approx(100 * (1 - 0.25 * 0.5), abs=1e-3)
    assert trusted.measure(track).steadiness.score == pytest.approx(100 * (1 - 0.5 / 3), abs=1e-3)
    assert unknown.measure(track).steadiness == trusted.measure(track).steadiness


def test_a_cue_that_a_unit_lacks_is_left_out_of_its_mean(scene, drawn):
    """An unvoiced unit 6 dB up is judged by its level alone."""
    track, call = call_of([(0, 0, 0)] * 19 + [(0, 0, 6.0)], drawn, scene)
    last = slice(19 * 250, 19 * 250 + 200)
    assert call.measure(track).steadiness.score == pytest.approx(100 - 100 / 20 / 3, abs=1e-3)
    track.voicing[last] = 0.0
    assert call.measure(track).steadiness.score == pytest.approx(100 - 100 / 20, abs=1e-3)


def test_a_unit_without_any_cue_is_left_out(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 19 + [(1.5, 1.25, 0)], drawn, scene, agc=True)
    before = call.measure(track).steadiness.score
    assert before == pytest.approx(100 - 50 / 20, abs=1e-3)
    track.voicing[:200] = 0.0
    assert call.measure(track).steadiness.score == pytest.approx(100 - 50 / 19, abs=1e-3)


def test_overlap_is_left_out(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 19 + [(6, 6, 12)], drawn, scene)
    theirs = (call.activity.ipus[0][-1],)
    talked = replace(call, activity=replace(call.activity, ipus=(call.activity.ipus[0], theirs)))
    assert call.measure(track).steadiness.score == pytest.approx(95.0, abs=1e-3)
    assert talked.measure(track).steadiness.score == pytest.approx(100.0, abs=1e-3)


def test_more_effort_is_never_steadier(scene, drawn):
    scores = []
    for effort in (0, 1, 2, 4, 6, 10):
        rises = [(0, 0, 0)] * 14 + [(0.4 * effort, 0.6 * effort, effort)] * 6
        track, call = call_of(rises, drawn, scene)
        scores.append(call.measure(track).steadiness.score)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[-1] == pytest.approx(30.0, abs=1e-3)
    assert len(set(scores[:5])) == 5


def test_gain_and_a_constant_tilt_change_nothing(scene, drawn):
    rises = [(0, 0, 0)] * 14 + [(1.0, 1.5, 4)] * 6
    track, call = call_of(rises, drawn, scene)
    quiet = replace(track, level_dbfs=track.level_dbfs - 17, bands_dbfs=track.bands_dbfs - 17)
    slope = np.linspace(-4, 4, track.bands_dbfs.shape[1], dtype=np.float32)
    tilted = replace(track, bands_dbfs=track.bands_dbfs + slope)
    plain = call.measure(track).steadiness
    for changed in (quiet, tilted):
        again = call.measure(changed).steadiness
        assert again.score == pytest.approx(plain.score, abs=0.01)
        assert (again.low, again.high) == pytest.approx((plain.low, plain.high), abs=0.01)


def test_the_channel_order_changes_nothing(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 14 + [(1.0, 1.5, 4)] * 6, drawn, scene)
    assert call.swapped().measure(track, channel=1) == call.measure(track)


def test_the_interval_narrows_with_the_root_of_the_number_of_units(scene, drawn):
    rng = np.random.default_rng(11)
    rises = rng.normal(0, (1.5, 1.5, 3), (160, 3))
    widths = []
    for n_units in (40, 160):
        track, call = call_of(rises[:n_units], drawn, scene)
        steady = call.measure(track).steadiness
        widths.append(steady.high - steady.low)
    assert widths[0] / widths[1] == pytest.approx(2.0, abs=0.5)


def test_the_interval_covers_the_truth_of_many_calls(scene, drawn):
    """Units of one kind drawn anew: 95 % intervals hold the mean of all in most calls."""
    baseline = Baseline(120.0, -6.0, -25.0)
    rng = np.random.default_rng(12)
    rises = np.abs(rng.normal(0, (1.0, 0.8, 2), (1200, 3)))
    scores = []
    for part in np.split(rises, 40):
        track, call = call_of(part, drawn, scene)
        scores.append(call.measure(track, baseline=baseline).steadiness)
    truth = np.mean([steady.score for steady in scores])
    assert sum(s.low <= truth <= s.high for s in scores) >= 34


def test_the_same_seed_gives_the_same_interval_and_another_does_not(scene, drawn):
    rng = np.random.default_rng(13)
    track, call = call_of(rng.normal(0, 1, (30, 3)), drawn, scene)
    other = with_values(Settings(), {"voice": {"bootstrap_seed": 1}})
    first = call.measure(track).steadiness
    assert call.measure(track).steadiness == first
    assert call.measure(track, settings=other).steadiness.low != first.low


def test_under_thirty_seconds_of_voice_there_is_no_score(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 14, drawn, scene)
    steady = call.measure(track).steadiness
    assert (steady.score, steady.low, steady.high, steady.baseline) == (None,) * 4
    assert steady.reasons["score"] == "only 28.0 s of voiced own speech; 30 s needed"
    assert (steady.parts, steady.excursions) == ({}, ())


def test_a_stored_baseline_is_used_and_named(scene, drawn):
    track, call = call_of([(1.5, 1.25, 3.0)] * 20, drawn, scene)
    usual = Baseline(f0_hz=120.0, alpha_db=-6.0, level_dbfs=-25.0)
    steady = call.measure(track, baseline=usual).steadiness
    assert call.measure(track).steadiness.score == pytest.approx(100.0)
    assert steady.baseline == "stored"
    assert steady.score == pytest.approx(50.0, abs=1e-3)
    no_level = replace(usual, level_dbfs=None)
    assert call.measure(track, baseline=no_level).steadiness.parts.keys() == {"f0", "alpha"}


def test_of_earlier_calls_the_pitch_alone_counts(scene, drawn):
    """Raised throughout by 1.5 st, 1.25 dB, 3 dB: of the call's own usual nothing is raised."""
    track, call = call_of([(1.5, 1.25, 3.0)] * 20, drawn, scene)
    steady = call.measure(track, usual_hz=120.0).steadiness
    assert steady.baseline == "stored"
    assert steady.parts == pytest.approx({"f0": 1 / 6, "alpha": 0.0, "level": 0.0}, abs=1e-3)
    assert call.measure(track).own.f0_hz == pytest.approx(120.0 * 2 ** (1.5 / 12), rel=1e-3)
    assert call.measure(track, usual_hz=120.0).own == call.measure(track).own


def test_a_baseline_that_knows_nothing_gives_no_score(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 20, drawn, scene)
    steady = call.measure(track, baseline=Baseline(None, None, None)).steadiness
    assert steady.score is None
    assert steady.reasons["score"] == "neither pitch, spectrum nor level could be measured"


def test_an_excursion_names_its_cues_the_largest_first(scene, drawn):
    rises = [(0, 0, 0)] * 10 + [(3.5, 5.0, 2.0)] * 2 + [(0, 0, 0)] * 6
    track, call = call_of(rises, drawn, scene)
    (excursion,) = call.measure(track).steadiness.excursions
    assert (excursion.start_s, excursion.end_s) == (25.0, 29.5)
    assert excursion.cues == ("alpha", "f0")


def test_one_cue_alone_is_no_excursion(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 16 + [(0, 9.0, 0)], drawn, scene)
    assert call.measure(track).steadiness.excursions == ()


def test_an_excursion_says_how_long_until_the_voice_was_back(scene, drawn):
    """Two units far up, one at 0.6 of each cue, one at 0.4: back at the start of the last."""
    rises = (
        [(0, 0, 0)] * 10 + [(4, 4, 8)] * 2 + [(1.8, 1.5, 3.6), (1.2, 1.0, 2.4)] + [(0, 0, 0)] * 6
    )
    track, call = call_of(rises, drawn, scene)
    (excursion,) = call.measure(track).steadiness.excursions
    assert (excursion.end_s, excursion.back_after_s) == pytest.approx((29.5, 13 * 2.5 - 29.5))
    assert excursion.reasons == {}


def test_a_call_that_ends_far_up_says_so(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 18 + [(4, 4, 8)] * 2, drawn, scene)
    (excursion,) = call.measure(track).steadiness.excursions
    assert excursion.back_after_s is None
    why = "the call ends before the voice is back at its usual"
    assert excursion.reasons["back_after_s"] == why


def test_opening_against_ending(scene, drawn):
    """The last third loses 0.5 a unit, the others nothing."""
    rises = [(0, 0, 0)] * 20 + [(1.5, 1.25, 3.0)] * 10
    track, call = call_of(rises, drawn, scene)
    steady = call.measure(track).steadiness
    assert (steady.opening, steady.ending) == pytest.approx((100.0, 50.0), abs=1e-3)
    assert (steady.change_low, steady.change_high) == pytest.approx((-50.0, -50.0), abs=1e-3)


def test_calls_of_one_kind_have_no_change(scene, drawn):
    """Of 40 calls whose units are all drawn alike, 0 is within the interval in most."""
    rng = np.random.default_rng(17)
    covered = 0
    for _ in range(40):
        track, call = call_of(np.abs(rng.normal(0, (1.0, 0.8, 2), (60, 3))), drawn, scene)
        steady = call.measure(track).steadiness
        covered += steady.change_low <= 0 <= steady.change_high
        assert steady.change_low < steady.ending - steady.opening < steady.change_high
    assert covered >= 34


def test_thirds_with_little_speech_are_not_told(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 15, drawn, scene)
    track.voicing[: 4 * 250] = 0.0  # of the first third only one unit stays voiced
    steady = call.measure(track, settings=with_values(Settings(), LOW)).steadiness
    assert steady.score is not None
    assert (steady.opening, steady.ending, steady.change_low, steady.change_high) == (None,) * 4
    assert steady.reasons["ending"] == "less than 10 s of voiced own speech in a third of the call"


def test_the_trajectory_shows_where_it_was(scene, drawn):
    """A minute at the usual, a minute that loses 0.5 a unit, half a minute at the usual."""
    rises = [(0, 0, 0)] * 28 + [(1.5, 1.25, 3.0)] * 24 + [(0, 0, 0)] * 12
    track, call = call_of(rises, drawn, scene)
    points = {point.at_s: point.score for point in call.measure(track).steadiness.trajectory}
    assert list(points)[:3] == [5.0, 15.0, 25.0]
    assert points[35.0] == pytest.approx(100.0, abs=1e-3)
    assert points[95.0] == pytest.approx(50.0, abs=1e-3)
    assert points[75.0] == pytest.approx(100 - 50 * 20 / 30, abs=0.1)
    assert points[155.0] == pytest.approx(100.0, abs=1e-3)


def test_the_trajectory_has_no_point_where_nobody_speaks(scene, drawn):
    track, call = call_of([(0, 0, 0)] * 30, drawn, scene)
    units = tuple(unit for unit in call.activity.ipus[0] if not 20 < unit.start_s < 58)
    silent = replace(call, activity=replace(call.activity, ipus=(units, ())))
    at_s = [point.at_s for point in silent.measure(track).steadiness.trajectory]
    assert 5.0 in at_s
    assert 35.0 not in at_s
    assert 65.0 in at_s


def test_excursions_apart_stay_apart(scene, drawn):
    rises = [(0, 0, 0)] * 16
    rises[3] = rises[5] = (4, 4, 8)
    track, call = call_of(rises, drawn, scene)
    assert len(call.measure(track).steadiness.excursions) == 2


def test_excursions_next_to_each_other_but_seconds_apart_stay_apart(scene, drawn):
    rises = [(0, 0, 0)] * 18
    rises[3] = rises[4] = (4, 4, 8)
    track, call = call_of(rises, drawn, scene)
    units = list(call.activity.ipus[0])
    units[4] = replace(units[4], start_s=units[4].start_s + 1.5)
    apart = replace(call, activity=replace(call.activity, ipus=(tuple(units), ())))
    assert len(call.measure(track).steadiness.excursions) == 1
    assert len(apart.measure(track).steadiness.excursions) == 2
