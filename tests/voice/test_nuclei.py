"""Syllable nuclei: trains of known rate are counted, through a telephone as well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from callcoach.types.frames import N_STATES
from callcoach.voice import nuclei
from callcoach.voice.nuclei import expected_syllables, nucleus_rows
from callcoach.voice.rows import own_rows


def wave(n_rows, period_rows, dip_db):
    rows = np.arange(n_rows)
    return -20 - dip_db * (1 + np.cos(2 * np.pi * (rows + 0.5) / period_rows)) / 2


@pytest.mark.parametrize("rate_sps", [3, 4, 5, 6, 7])
def test_a_clean_train_is_counted_within_three_percent(scene, train, framed, rate_sps):
    samples = train([rate_sps] * (rate_sps * 12))
    measured = scene([(0, len(samples) / 8000)]).measure(framed(samples)).pace
    assert measured.n_syllables == pytest.approx(rate_sps * 12, rel=0.03)
    assert measured.articulation_rate_sps == pytest.approx(
        rate_sps * 12 / (len(samples) / 8000), rel=0.03
    )


@pytest.mark.parametrize("rate_sps", [3, 4, 5, 6, 7])
def test_a_telephone_train_with_shallow_dips_is_counted_within_three_percent(
    scene, train, telephone, framed, rate_sps
):
    samples = telephone(train([rate_sps] * (rate_sps * 12), dip_db=10.0, f0_hz=210.0))
    measured = scene([(0, len(samples) / 8000)]).measure(framed(samples)).pace
    assert measured.n_syllables == pytest.approx(rate_sps * 12, rel=0.03)


@pytest.mark.parametrize("rate_sps", [4, 6])
def test_noise_at_10_db_makes_no_syllables(scene, train, telephone, framed, rate_sps):
    samples = telephone(train([rate_sps] * (rate_sps * 12), dip_db=20.0), snr_db=10.0)
    measured = scene([(0, len(samples) / 8000)]).measure(framed(samples)).pace
    assert measured.n_syllables == pytest.approx(rate_sps * 12, rel=0.05)


def test_noise_alone_has_no_syllables(scene, framed):
    noise = 0.1 * np.random.default_rng(5).standard_normal(20 * 8000)
    measured = scene([(0, 20)]).measure(framed(noise.astype(np.float32))).pace
    assert measured.n_syllables == 0
    assert measured.articulation_rate_sps == 0.0


def test_polarity_changes_no_count_and_gain_hardly_any(scene, train, framed):
    """The speech detector, whose state is counted from too, hears a gain of 40 dB a little."""
    samples = train([5] * 60)
    span = [(0, len(samples) / 8000)]
    counts = [
        scene(span).measure(framed(samples * np.float32(gain))).pace.n_syllables
        for gain in (1.0, -1.0, 0.1, 0.01)
    ]
    assert counts[1] == counts[0] == 60
    assert counts == pytest.approx([60] * 4, rel=0.02)


def test_the_detectors_state_is_counted_from(scene, train, framed):
    track = framed(train([5] * 60))
    rows = own_rows(scene([(0, 12)]).activity, 0, len(track))
    without = expected_syllables(replace(track, detector_state=None), rows)
    average = expected_syllables(
        replace(track, detector_state=np.zeros((len(track), N_STATES), np.int8)), rows
    )
    assert without == pytest.approx(average, abs=1e-6)
    assert np.abs(without - expected_syllables(track, rows)).sum() > 1


def test_syllables_are_counted_outside_overlap_only(scene, train, framed):
    track = framed(train([5] * 100, spread=0.0))
    alone = scene([(0, 20)]).measure(track).pace
    talked_over = scene([(0, 20)], [(4, 8)]).measure(track).pace
    assert (alone.phonation_s, talked_over.phonation_s) == (20.0, 16.0)
    assert talked_over.n_syllables == pytest.approx(0.8 * alone.n_syllables, abs=2)


def test_a_unit_is_held_against_itself_not_against_a_louder_one(scene, train, framed):
    samples = train([5] * 100)
    softer = samples.copy()
    softer[80800:] *= np.float32(0.03)
    apart = scene([(0, 10.1), (10.2, 20)])
    counts = [apart.measure(framed(each)).pace.n_syllables for each in (samples, softer)]
    assert counts[0] == pytest.approx(99, rel=0.05)
    assert counts[1] == pytest.approx(counts[0], abs=1)


def test_a_loud_overlap_is_no_reference_for_the_clear_speech(scene, drawn):
    level_dbfs = wave(2000, 20, 10.0)
    louder = level_dbfs.copy()
    louder[400:800] += 20
    call = scene([(0, 20)], [(3.9, 8.1)])
    counts = {
        call.measure(drawn(2000, f0_hz=120.0, level_dbfs=level)).pace.n_syllables
        for level in (level_dbfs, louder)
    }
    assert len(counts) == 1


def test_syllables_lie_where_they_are_said(scene, train, framed):
    """Five a second for 10 s, two a second after: at most one syllable off at any time."""
    track = framed(train([5] * 50 + [2.5] * 25, spread=0.0))
    rows = own_rows(scene([(0, 20)]).activity, 0, len(track))
    at_s = nucleus_rows(track, rows, rows.clear) / 100
    true = np.concatenate([np.arange(50) / 5 + 0.1, 10 + np.arange(25) / 2.5 + 0.2])
    by_second = np.arange(1, 20)
    found = np.searchsorted(at_s, by_second) * len(true) / len(at_s)
    assert np.abs(found - np.searchsorted(true, by_second)).max() < 2.5


def test_each_syllable_of_the_sum_has_a_row_of_its_own(scene, train, framed):
    track = framed(train([6] * 60))
    rows = own_rows(scene([(0, 10)]).activity, 0, len(track))
    at = nucleus_rows(track, rows, rows.clear)
    assert (np.diff(at) > 0).all()
    assert len(at) == round(float(expected_syllables(track, rows).sum()))


def test_rows_outside_own_clear_speech_hold_no_syllables(scene, train, framed):
    track = framed(train([5] * 100))
    rows = own_rows(scene([(2, 9), (9.5, 18)], [(5, 6)]).activity, 0, len(track))
    expected = expected_syllables(track, rows)
    assert (expected[~rows.clear] == 0).all()
    assert (expected[rows.clear] > 0).all()


def test_neither_chunks_nor_other_units_change_what_a_unit_holds(scene, train, framed, monkeypatch):
    track = framed(train([5] * 100))
    both = own_rows(scene([(2, 9), (9.5, 18)]).activity, 0, len(track))
    one = own_rows(scene([(2, 9)]).activity, 0, len(track))
    whole = expected_syllables(track, both)
    monkeypatch.setattr(nuclei, "CHUNK_ROWS", 100)
    assert expected_syllables(track, both) == pytest.approx(whole, abs=1e-5)
    assert expected_syllables(track, one)[200:900] == pytest.approx(whole[200:900], abs=1e-5)


def test_a_call_without_own_speech_has_none(scene, drawn):
    rows = own_rows(scene([], [(0, 10)]).activity, 0, 1000)
    assert len(nucleus_rows(drawn(1000), rows, rows.own)) == 0
