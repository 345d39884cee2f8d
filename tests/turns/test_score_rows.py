"""The speech score on rows made by hand: each condition by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.turns.network import Network, Networks
from callcoach.turns.own_sound import own_sound
from callcoach.turns.score import evidence_of, speech_score
from callcoach.turns.score_columns import N_COLUMNS, sparing
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span

Made = Callable[..., tuple[FrameTrack, FrameTrack]]
ANCHOR = Span(1.0, 4.0)
END_S = 12.0


@pytest.fixture
def track(made_tracks: Made) -> FrameTrack:
    """Speech from 1 to 4 s over noise of -62 dBFS, nothing after."""
    return made_tracks(((ANCHOR,), ()), END_S)[0]


def with_rows(track: FrameTrack, start_s: float, end_s: float, **values: float) -> FrameTrack:
    """The track with columns set from start to end."""
    rows = slice(round(start_s * 100), round(end_s * 100))
    columns = {}
    for name, value in values.items():
        columns[name] = getattr(track, name).copy()
        columns[name][rows] = value
    if "level_dbfs" in values:  # the same sound in the nine telephone bands, lower ones louder
        bands = np.arange(9) * -2.0
        bands -= 10 * np.log10(np.sum(10 ** (bands / 10)))
        columns["bands_dbfs"] = track.bands_dbfs.copy()
        columns["bands_dbfs"][rows, 1:-1] = values["level_dbfs"] + bands
    return replace(track, **columns)


def units_after(track: FrameTrack) -> list[Span]:
    (units,) = judge_activity([track], Settings()).ipus
    assert units[0].start_s == pytest.approx(ANCHOR.start_s, abs=0.03)
    assert units[0].end_s == pytest.approx(ANCHOR.end_s, abs=0.03)
    return [unit for unit in units if unit.start_s > 5]


HEARD = {"level_dbfs": -25.0, "detector": 0.9, "voicing": 0.9, "periodicity": 0.9}


def test_heard_speech_is_speech_where_its_level_is(track: FrameTrack) -> None:
    assert units_after(with_rows(track, 7.0, 7.3, **HEARD)) == [Span(7.0, 7.3)]


def test_what_the_detector_does_not_hear_is_not(track: FrameTrack) -> None:
    loud = HEARD | {"detector": 0.05, "level_dbfs": -10.0}
    assert units_after(with_rows(track, 7.0, 7.3, **loud)) == []


def test_without_a_vowel_only_what_the_detector_is_sure_of_is(track: FrameTrack) -> None:
    breath = HEARD | {"voicing": 0.0, "detector": 0.59}
    surely = HEARD | {"voicing": 0.0, "detector": 0.9}
    assert speech_score(with_rows(track, 7.0, 7.5, **breath))[705:745].min() > 0.5
    assert units_after(with_rows(track, 7.0, 7.5, **breath)) == []
    assert len(units_after(with_rows(track, 7.0, 7.5, **surely))) == 1
    voiced = with_rows(with_rows(track, 7.0, 7.5, **breath), 7.2, 7.23, voicing=0.9)
    assert len(units_after(voiced)) == 1


def test_unless_its_pitch_moves_as_speech_does(track: FrameTrack) -> None:
    unheard = HEARD | {"detector": 0.02}
    moving = with_rows(track, 7.0, 8.0, **unheard)
    f0_hz = moving.f0_hz.copy()
    f0_hz[700:800] = 150 * 2 ** (np.sin(np.arange(100) / 8) / 4)
    assert units_after(replace(moving, f0_hz=f0_hz)) == [Span(7.0, 8.0)]
    assert units_after(with_rows(moving, 7.0, 8.0, f0_hz=150.0)) == []


def test_a_moving_pitch_alone_is_no_speech_where_nobody_was_ever_heard(
    made_tracks: Made,
) -> None:
    line = made_tracks(((), ()), END_S)[0]
    moving = with_rows(line, 7.0, 8.0, **HEARD | {"detector": 0.02})
    f0_hz = moving.f0_hz.copy()
    f0_hz[700:800] = 150 * 2 ** (np.sin(np.arange(100) / 8) / 4)
    moving = replace(moving, f0_hz=f0_hz)
    assert judge_activity([moving], Settings()).ipus == ((),)
    heard = with_rows(moving, 1.0, 1.6, **HEARD)
    (units,) = judge_activity([heard], Settings()).ipus
    (unit,) = (unit for unit in units if unit.start_s > 5)
    assert unit.start_s == pytest.approx(7.0, abs=0.02)
    assert unit.end_s == pytest.approx(8.0, abs=0.02)


def test_where_nobody_was_ever_heard_the_detector_must_be_sure(made_tracks: Made) -> None:
    line = made_tracks(((), ()), END_S)[0]
    for detector, n_units in ((0.4, 0), (0.9, 1)):
        single = with_rows(line, 7.0, 7.4, **HEARD | {"detector": detector})
        (units,) = judge_activity([single], Settings()).ipus
        assert len(units) == n_units


def that_says(log_odds: float) -> Network:
    none = np.zeros(1, np.float32)
    return Network(np.zeros((N_COLUMNS, 1), np.float32), none, none, log_odds)


@pytest.mark.parametrize(("gust_dbfs", "share"), [(-50.0, 0.0), (-46.0, 0.5), (-36.0, 1.0)])
def test_in_unsteady_noise_the_other_network_and_the_detector_give_half_each(
    track: FrameTrack, gust_dbfs: float, share: float
) -> None:
    quiet = with_rows(track, 0.0, 1.0, level_dbfs=-50.0)
    noisy = with_rows(
        with_rows(quiet, 4.0, 12.0, level_dbfs=-50.0), 6.0, 12.0, level_dbfs=gust_dbfs
    )
    heard = with_rows(noisy, 4.1, 4.3, **HEARD | {"detector": 0.8})
    networks = Networks(that_says(2.0), that_says(-3.0))
    odds = evidence_of(heard, networks=networks).log_odds[420]
    unsteady = (-3.0 + np.log(0.8 / 0.2)) / 2
    assert odds == pytest.approx((1 - share) * 2.0 + share * unsteady, abs=0.02)


def test_what_lies_far_below_the_speech_is_not(made_tracks: Made) -> None:
    quiet_line = made_tracks(((ANCHOR,), ()), END_S, noise_dbfs=-90)[0]
    assert units_after(with_rows(quiet_line, 7.0, 7.5, **HEARD | {"level_dbfs": -40.0})) != []
    assert units_after(with_rows(quiet_line, 7.0, 7.5, **HEARD | {"level_dbfs": -60.0})) == []


def test_what_does_not_rise_over_the_noise_is_not(made_tracks: Made) -> None:
    noisy = made_tracks(((ANCHOR,), ()), END_S, noise_dbfs=-40)[0]
    assert units_after(with_rows(noisy, 7.0, 7.5, detector=0.9, voicing=0.9)) == []


def test_a_steady_tone_is_not_whatever_the_detector_says(track: FrameTrack) -> None:
    tone = HEARD | {"tonality": 0.99, "f0_hz": 440.0, "detector": 0.6}
    assert units_after(with_rows(track, 7.0, 7.4, **tone)) == []
    assert units_after(with_rows(track, 7.0, 7.2, **tone)) == [Span(7.0, 7.2)]


def test_spurts_less_than_a_fifth_of_a_second_apart_are_one_unit(track: FrameTrack) -> None:
    for gap_s, n_units in ((0.19, 1), (0.2, 2)):
        first = with_rows(track, 7.0, 7.5, **HEARD)
        assert len(units_after(with_rows(first, 7.5 + gap_s, 8.3, **HEARD))) == n_units


def test_units_under_eight_hundredths_are_dropped(track: FrameTrack) -> None:
    assert units_after(with_rows(track, 7.0, 7.07, **HEARD)) == []
    assert len(units_after(with_rows(track, 7.0, 7.08, **HEARD))) == 1


def test_rows_of_the_copy_are_no_evidence(track: FrameTrack) -> None:
    heard = with_rows(track, 7.0, 8.0, **HEARD)
    copy_dbfs = np.full((len(heard), 9), -120, np.float32)
    copy_dbfs[700:800] = heard.bands_dbfs[700:800, 1:-1]
    assert speech_score(heard)[705:795].min() > 0.5
    assert speech_score(heard, copy_dbfs=copy_dbfs)[650:850].max() < 0.35


def test_the_score_is_between_nought_and_one_without_changing_the_frames(
    track: FrameTrack,
) -> None:
    before = {name: getattr(track, name).copy() for name in ("level_dbfs", "detector", "voicing")}
    score = speech_score(track)
    assert score.dtype == np.float32
    assert score.shape == (len(track),)
    assert 0 <= score.min() <= score.max() <= 1
    for name, rows in before.items():
        assert (getattr(track, name) == rows).all()


@pytest.mark.parametrize(("detector", "is_told"), [(0.0, False), (0.12, True)])
def test_voices_behind_are_told_from_noise_by_the_detector_and_must_be_talked_over(
    track: FrameTrack, detector: float, is_told: bool
) -> None:
    noisy = with_rows(track, 0.0, 1.0, level_dbfs=-62.0)
    for second in range(4, 12):
        noisy = with_rows(noisy, second, second + 0.7, level_dbfs=-44.0, detector=detector)
        noisy = with_rows(noisy, second + 0.7, second + 1.0, level_dbfs=-60.0)
    softest_db = evidence_of(noisy).softest_db
    if is_told:
        loud_dbfs = own_sound(noisy, np.ones(len(noisy), bool), None, 0.0).loud_dbfs
        assert softest_db == pytest.approx(-44.0 - loud_dbfs, abs=1.0)
    else:
        assert softest_db == -39.0


def test_voicing_is_taken_sparingly_and_surely_known_ends_stay() -> None:
    voicing = np.array([0.0, 0.5, 1 / (1 + np.exp(-2.5)), 1.0], np.float32)
    expected = [0.0, 1 / (1 + np.exp(2.5)), 0.5, 1.0]
    assert sparing(voicing) == pytest.approx(expected, abs=1e-4)
