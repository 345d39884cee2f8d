"""The whole judgement: silent sides, mono, one row; and the same whatever the channel."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.types.jsonform import to_plain
from callcoach.voice import measure_voice, not_measured
from callcoach.voice.rows import medians_of

SETTINGS = Settings()
UNMEASURED = {
    "pace": ("speech_rate_wpm", "wpm_estimated", "articulation_rate_sps", "basis", "n_syllables"),
    "pitch": ("median_hz", "sd_st", "range_st"),
    "loudness": ("active_level_dbfs", "sd_db", "range_db"),
    "steadiness": ("score", "low", "high", "baseline"),
}


def assert_nothing_measured(measures, reason):
    for part, names in UNMEASURED.items():
        for name in names:
            assert getattr(getattr(measures, part), name) is None
            assert getattr(measures, part).reasons[name] == reason


def test_what_was_not_measured_is_none_with_the_reason():
    assert_nothing_measured(not_measured("one channel only"), "one channel only")


@pytest.mark.parametrize("n_rows", [0, 1, 2000])
def test_a_silent_side_is_not_measured(scene, drawn, n_rows):
    measures = scene([], [(0, 20)], duration_s=20).measure(drawn(n_rows, level_dbfs=-120.0))
    assert_nothing_measured(measures, "no speech was found on this side")


def test_one_row_of_speech_is_too_little_for_anything_but_its_level(scene, drawn):
    measures = scene([(0, 0.01)]).measure(drawn(1, f0_hz=120.0))
    assert measures.loudness.active_level_dbfs == pytest.approx(-20.0)
    assert measures.pace.articulation_rate_sps is None
    assert measures.pitch.median_hz is None
    assert measures.steadiness.score is None


def test_speech_after_the_end_of_the_track_is_cut_off(scene, drawn):
    measures = scene([(0, 30), (40, 50)]).measure(drawn(2000, f0_hz=120.0))
    assert measures.pitch.voiced_s == 20.0
    assert measures.loudness.active_level_dbfs == pytest.approx(-20.0)


def test_digital_silence_within_speech_breaks_nothing(scene, drawn):
    level = np.full(4000, -20.0)
    level[1000:1200] = -120.0
    f0_hz = np.where(level > -100, 120.0, 0.0)
    measures = scene([(0, 10), (10, 12), (12, 40)]).measure(
        drawn(4000, f0_hz=f0_hz, level_dbfs=level)
    )
    assert measures.steadiness.score == pytest.approx(100.0, abs=0.01)


def test_speech_that_is_all_overlap_has_a_level_only(scene, drawn):
    measures = scene([(0, 40)], [(0, 40)]).measure(drawn(4000, f0_hz=120.0))
    assert measures.loudness.active_level_dbfs == pytest.approx(-20.0)
    assert measures.pitch.voiced_s == 0.0
    assert measures.pace.articulation_rate_sps is None
    assert measures.steadiness.score is None


def test_a_hold_is_nobody_s_voice(scene, drawn):
    f0_hz = np.full(6000, 120.0)
    f0_hz[2000:4000] = 300.0
    held = scene([(0, 20), (20, 40), (40, 60)], holds=[(20, 40)])
    measures = held.measure(drawn(6000, f0_hz=f0_hz))
    assert measures.pitch.voiced_s == 40.0
    assert measures.pitch.range_st == pytest.approx(0.0, abs=1e-6)
    assert measures.pace.turn_s == pytest.approx(40.0)


def test_the_channel_order_changes_nothing(scene, drawn, said):
    rng = np.random.default_rng(2)
    f0_hz = 120 * 2 ** (np.repeat(rng.normal(0, 2, 60), 100) / 12)
    level = -25 + 10 * np.sin(np.arange(6000) / 3.0)
    track = drawn(6000, f0_hz=f0_hz, level_dbfs=level)
    call = scene([(0, 20), (22, 40), (45, 60)], [(19, 23), (41, 44)])
    left = call.measure(track, said([("one", 0, 30), ("two", 30, 60)]))
    right = call.swapped().measure(
        track, said([("one", 0, 30), ("two", 30, 60)], channel=1), channel=1
    )
    assert left == right


def test_polarity_changes_nothing_and_gain_nothing_but_the_level_and_a_syllable_in_fifty(
    scene, train, framed
):
    samples = train([4.0] * 48 + [6.0] * 72, f0_hz=130.0)
    call = scene([(0, 10), (10, len(samples) / 8000)])
    plain = call.measure(framed(samples))
    for gain in (-1.0, 0.1):
        moved = call.measure(framed(samples * np.float32(gain)))
        most = 0 if gain == -1.0 else 0.02 * plain.pace.n_syllables
        assert abs(moved.pace.n_syllables - plain.pace.n_syllables) <= most
        assert moved.pitch.median_hz == pytest.approx(plain.pitch.median_hz, rel=1e-3)
        assert moved.pitch.voiced_s == pytest.approx(plain.pitch.voiced_s, abs=0.2)


def test_the_track_is_left_as_it_was(scene, drawn):
    f0_hz = np.full(4000, 140.0)
    f0_hz[100:105] = 280.0
    track = drawn(4000, f0_hz=f0_hz)
    for column in (track.f0_hz, track.level_dbfs, track.bands_dbfs, track.voicing):
        column.flags.writeable = False
    assert scene([(0, 40)]).measure(track).pitch.voiced_s == 40.0


def test_all_values_are_plain_numbers(scene, drawn):
    f0_hz = 120 * 2 ** (np.repeat(np.tile([0, 0, 0, 5.0], 10), 300) / 12)
    alpha_db = np.repeat(np.tile([-6, -6, -6, 1.0], 10), 300)
    units = [(at * 3.0, at * 3.0 + 2.5) for at in range(40)]
    level_dbfs = np.where(np.arange(12000) % 300 < 250, -20.0, -70.0)
    track = drawn(12000, f0_hz=f0_hz, alpha_db=alpha_db, level_dbfs=level_dbfs)
    measures = scene(units).measure(track)
    assert measures.loudness.raised
    assert measures.steadiness.excursions
    for value in leaves(to_plain(measures)):
        assert type(value) in (float, int, str, bool, type(None))


def leaves(plain):
    if isinstance(plain, dict):
        for item in plain.values():
            yield from leaves(item)
    elif isinstance(plain, list):
        for item in plain:
            yield from leaves(item)
    else:
        yield plain


def test_the_channel_to_measure_is_the_one_named(scene, drawn):
    call = scene([(0, 12)], [(12, 36)])
    track = drawn(3600, f0_hz=120.0)
    of = [
        measure_voice(track, c, call.activity, call.floor, None, SETTINGS).pitch.voiced_s
        for c in (0, 1)
    ]
    assert of == [12.0, 24.0]


def test_medians_of_parts_are_those_of_each_part():
    rng = np.random.default_rng(3)
    ends = np.cumsum(rng.integers(0, 9, 200))
    starts = np.concatenate(([0], ends[:-1]))
    values = rng.standard_normal(ends[-1]).round(1)
    found = medians_of(values, starts, ends)
    for one, start, end in zip(found, starts, ends, strict=True):
        assert np.isnan(one) if start == end else one == np.median(values[start:end])
