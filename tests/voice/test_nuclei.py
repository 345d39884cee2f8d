"""Syllable nuclei: trains of known rate are counted, through a telephone as well."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.nuclei import DIP_DB, peak_rows


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
    noise = 0.1 * np.random.default_rng(5).standard_normal(10 * 8000)
    measured = scene([(0, 10)]).measure(framed(noise.astype(np.float32))).pace
    assert measured.n_syllables == 0
    assert measured.articulation_rate_sps == 0.0


def test_gain_and_polarity_change_no_count(scene, train, framed):
    samples = train([5] * 60)
    span = [(0, len(samples) / 8000)]
    counts = {
        scene(span).measure(framed(samples * np.float32(gain))).pace.n_syllables
        for gain in (1.0, -1.0, 0.1, 0.01)
    }
    assert counts == {60}


def test_syllables_are_counted_outside_overlap_only(scene, drawn):
    track = drawn(2000, f0_hz=120.0, level_dbfs=wave(2000, 20, 15.0))
    alone = scene([(0, 20)]).measure(track).pace
    talked_over = scene([(0, 20)], [(4, 8)]).measure(track).pace
    assert (alone.n_syllables, alone.phonation_s) == (100, 20.0)
    assert (talked_over.n_syllables, talked_over.phonation_s) == (80, 16.0)


def test_unvoiced_peaks_are_no_syllables(scene, drawn):
    f0_hz = np.full(2000, 120.0)
    f0_hz[1000:1200] = 0.0
    track = drawn(2000, f0_hz=f0_hz, level_dbfs=wave(2000, 20, 15.0))
    assert scene([(0, 20)]).measure(track).pace.n_syllables == 90


def test_a_unit_is_held_against_itself_not_against_a_louder_one(scene, drawn):
    level_dbfs = wave(2000, 20, 10.0)
    level_dbfs[1000:] -= 30
    track = drawn(2000, f0_hz=120.0, level_dbfs=level_dbfs)
    assert scene([(0, 10), (10.2, 20)]).measure(track).pace.n_syllables == 50 + 49
    assert scene([(0, 20)]).measure(track).pace.n_syllables == 50


@pytest.mark.parametrize(("dip_db", "n_peaks"), [(2.9, 1), (3.1, 3)])
def test_dips_part_peaks_from_three_decibels_on(dip_db, n_peaks):
    assert len(peak_rows(np.array([0, 9, 9 - dip_db, 9, 9 - dip_db, 9, 0]), DIP_DB)) == n_peaks


def test_a_peak_lies_where_the_curve_is_highest():
    assert peak_rows(np.array([0.0, 5, 9, 5, 1, 4, 7, 8, 3]), 2.0).tolist() == [2, 7]


def test_the_ends_of_a_curve_count_as_dips():
    assert peak_rows(np.array([5.0]), 2.0).tolist() == [0]
    assert peak_rows(np.array([9.0, 1, 9]), 2.0).tolist() == [0, 2]
    assert peak_rows(np.zeros(0), 2.0).tolist() == []


def test_a_fricative_as_loud_as_the_vowels_parts_them(scene, drawn):
    f0_hz = np.where(np.arange(2000) % 20 < 12, 120.0, 0.0)
    track = drawn(2000, f0_hz=f0_hz, level_dbfs=-20.0)
    assert scene([(0, 20)]).measure(track).pace.n_syllables == 100


def test_a_loud_overlap_is_no_reference_for_the_clear_speech(scene, drawn):
    level_dbfs = wave(2000, 20, 10.0)
    level_dbfs[400:800] += 20
    track = drawn(2000, f0_hz=120.0, level_dbfs=level_dbfs)
    assert scene([(0, 20)], [(3.9, 8.1)]).measure(track).pace.n_syllables == 80
