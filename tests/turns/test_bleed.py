"""The copy of one party in the other's channel: found, measured, left out; and none invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.turns.bleed import Bleed, bleed_into, copy_dbfs
from callcoach.turns.judge import judge_turns
from callcoach.turns.own_sound import OwnSound, own_sound
from callcoach.types.frames import N_BANDS, FrameTrack
from callcoach.types.time import Span, Spans, intersection, total_s

Made = Callable[..., tuple[FrameTrack, FrameTrack]]
SEARCH_S = 0.6


def conversation(seed: int = 3, n_turns: int = 40) -> tuple[tuple[Spans, Spans], float]:
    """Turns of 2 to 5 s, every third begun 0.8 s before the other's end, answers in between."""
    random = np.random.default_rng(seed)
    lanes: tuple[list[Span], list[Span]] = ([], [])
    at = 100
    for turn in range(n_turns):
        length = int(random.integers(200, 500))
        lanes[turn % 2].append(Span(at / 100, (at + length) / 100))
        at += length + (-80 if turn % 3 == 2 else 60)
    return (tuple(lanes[0]), tuple(lanes[1])), at / 100 + 6


LANES, END_S = conversation()


@pytest.mark.parametrize("gain_db", [-10.0, -20.0, -30.0, -40.0])
@pytest.mark.parametrize("delay_rows", [0, 4, 15, 58])
def test_gain_and_delay_of_a_copy_are_found(
    made_tracks: Made, gain_db: float, delay_rows: int
) -> None:
    tracks = made_tracks(
        LANES, END_S, bleed_db=(None, gain_db), delay_rows=delay_rows, noise_dbfs=-78
    )
    found = bleed_into(tracks[1], tracks[0], SEARCH_S)
    assert found is not None
    assert found.lag_rows == delay_rows
    assert found.gain_db == pytest.approx(gain_db, abs=1.0)
    assert bleed_into(tracks[0], tracks[1], SEARCH_S) is None


def test_independent_channels_have_no_bleed_and_nothing_changes(made_tracks: Made) -> None:
    for noise_dbfs in (-75, -62, -45):
        tracks = made_tracks(LANES, END_S, noise_dbfs=noise_dbfs)
        both = judge_activity(tracks, Settings())
        for channel in (0, 1):
            assert both.quality[channel].bleed_db is None
            assert both.quality[channel].reasons["bleed_db"].startswith("no copy")
            assert both.ipus[channel] == judge_activity([tracks[channel]], Settings()).ipus[0]
        assert both.notices == ()


@pytest.mark.parametrize(
    ("gain_db", "least"), [(-10.0, 0.66), (-20.0, 0.9), (-30.0, 0.97), (-40.0, 0.98)]
)
@pytest.mark.parametrize("sides", ["into the right", "both ways"])
def test_overlap_of_a_bled_call_is_that_of_the_call(
    made_tracks: Made, gain_db: float, least: float, sides: str
) -> None:
    true_s = total_s(intersection(*LANES))
    gains = (gain_db if sides == "both ways" else None, gain_db)
    tracks = made_tracks(LANES, END_S, bleed_db=gains)
    activity = judge_activity(tracks, Settings())
    found_s = total_s(intersection(*activity.ipus))
    assert least * true_s <= found_s <= 1.05 * true_s
    for channel in (0, 1):
        own_s = total_s(intersection(activity.ipus[channel], LANES[channel]))
        assert own_s >= 0.94 * total_s(LANES[channel])


def test_without_the_step_every_word_would_be_overlap(made_tracks: Made) -> None:
    tracks = made_tracks(LANES, END_S, bleed_db=(-20.0, -20.0))
    alone = tuple(judge_activity([track], Settings()).ipus[0] for track in tracks)
    assert total_s(intersection(*alone)) > 5 * total_s(intersection(*LANES))


def test_a_second_echo_path_does_not_hide_the_first(made_tracks: Made) -> None:
    near = made_tracks(LANES, END_S, bleed_db=(None, -20.0), delay_rows=4)
    far = made_tracks(LANES, END_S, bleed_db=(None, -28.0), delay_rows=13)
    bands = 10 * np.log10(10 ** (near[1].bands_dbfs / 10) + 10 ** (far[1].bands_dbfs / 10))
    level = 10 * np.log10((10 ** (bands.astype(np.float64) / 10)).sum(axis=1))
    both = replace(
        near[1], bands_dbfs=bands.astype(np.float32), level_dbfs=level.astype(np.float32)
    )
    found = bleed_into(both, near[0], SEARCH_S)
    assert found is not None
    assert found.lag_rows == 4


def test_a_loud_copy_is_told_to_the_reader(made_tracks: Made) -> None:
    loud = judge_activity(made_tracks(LANES, END_S, bleed_db=(None, -15.0)), Settings())
    assert loud.quality[1].bleed_db == pytest.approx(-15, abs=1)
    (notice,) = loud.notices
    assert "right channel holds a copy of the left one, 15 dB below it and 40 ms late" in notice
    soft = judge_activity(made_tracks(LANES, END_S, bleed_db=(None, -30.0)), Settings())
    assert soft.notices == ()


def test_bleed_makes_no_talk_overs(made_tracks: Made) -> None:
    lanes = (
        tuple(Span(at, at + 4.0) for at in range(1, 200, 10)),
        tuple(Span(at + 5.0, at + 9.0) for at in range(1, 200, 10)),
    )
    for gain_db in (-10.0, -20.0, -30.0, -40.0):
        _, floor = judge_turns(
            made_tracks(lanes, 212.0, bleed_db=(gain_db, gain_db)), None, Settings()
        )
        assert [floor.talk_overs[c].count_high for c in (0, 1)] == [0, 0]


def test_a_source_that_hardly_speaks_shows_no_copy(made_tracks: Made) -> None:
    tracks = made_tracks(((Span(1, 3),), ()), 30.0, bleed_db=(None, -20.0))
    assert bleed_into(tracks[1], tracks[0], SEARCH_S) is None
    assert bleed_into(tracks[0], tracks[1], SEARCH_S) is None


def test_a_copy_nearly_as_loud_as_the_original_leaves_nothing_to_count(made_tracks: Made) -> None:
    tracks = made_tracks(LANES, END_S, bleed_db=(-1.0, -1.0))
    found = bleed_into(tracks[1], tracks[0], SEARCH_S)
    assert found is not None
    assert not found.is_separable
    activity, floor = judge_turns(tracks, None, Settings())
    assert "nearly as loud (-1 dB, 40 ms late)" in activity.notices[0]
    for counted in floor.talk_overs.values():
        assert counted.count is None
        assert "who speaks cannot be told" in counted.reasons["count"]


def test_what_both_channels_share_at_once_is_no_copy(made_tracks: Made) -> None:
    tracks = made_tracks((LANES[0], ()), END_S, bleed_db=(None, 0.0), delay_rows=0)
    assert bleed_into(tracks[1], tracks[0], SEARCH_S) is None


class TestWhatIsLeft:
    """A copy of -10 dB at once, by rows of known powers; the source speaks throughout."""

    n = 400
    bleed = Bleed(0, -10.0, (-10.0,) * (N_BANDS - 2))
    margin_db = 3.0

    def left(self, made_tracks: Made, own_dbfs: np.ndarray) -> OwnSound:
        """What is left of own power (n, N_BANDS) over a copy of a source in the low bands."""
        empty, _ = made_tracks(((), ()), self.n / 100)
        source = np.full((self.n, N_BANDS), -120.0)
        source[:, 1:5] = -30.0
        here = 10 * np.log10(10 ** (own_dbfs / 10) + 10 ** ((source - 10) / 10) + 10**-9.0)
        here[300:] = -90.0  # a second of line noise alone
        source[300:] = -120.0

        def track(bands_dbfs: np.ndarray) -> FrameTrack:
            level = 10 * np.log10((10 ** (bands_dbfs / 10)).sum(axis=1))
            columns = {"bands_dbfs": bands_dbfs, "level_dbfs": level}
            return replace(
                empty,
                detector=np.where(np.arange(self.n) < 300, 0.9, 0.0).astype(np.float32),
                **{name: rows.astype(np.float32) for name, rows in columns.items()},
            )

        copy = copy_dbfs(track(source), self.bleed, self.n)
        return own_sound(track(here), np.ones(self.n, bool), copy, self.margin_db)

    def test_of_the_copy_alone_nothing_is(self, made_tracks: Made) -> None:
        left = self.left(made_tracks, np.full((self.n, N_BANDS), -120.0))
        assert (left.bands_dbfs[:300, :4] <= left.band_floors_dbfs[:4] + 0.01).all()
        assert left.detector[:280].max() < 0.1
        assert left.level_dbfs[:290].max() < -60

    def test_of_own_speech_its_power_less_the_margin_of_the_copy_is(
        self, made_tracks: Made
    ) -> None:
        own_dbfs = np.full((self.n, N_BANDS), -120.0)
        own_dbfs[50:150, 1:5] = -30.0
        left = self.left(made_tracks, own_dbfs)
        power = 10**-3.0 + 10**-4.0 - 10 ** (-4.0 + self.margin_db / 10)
        assert left.bands_dbfs[60:140, :4] == pytest.approx(10 * np.log10(power), abs=0.05)
        assert left.detector[60:140].min() > 0.85
        assert left.detector[180:280].max() < 0.1

    def test_soft_speech_in_other_bands_is_whole(self, made_tracks: Made) -> None:
        own_dbfs = np.full((self.n, N_BANDS), -120.0)
        own_dbfs[50:150, 5:10] = -52.0  # 11 dB under the copy's level
        left = self.left(made_tracks, own_dbfs)
        assert left.bands_dbfs[60:140, 4:] == pytest.approx(-52.0, abs=0.05)


def test_an_echo_that_goes_on_after_the_source_is_found_and_taken_out(made_tracks: Made) -> None:
    lanes = (tuple(Span(at, at + 1.0) for at in range(1, 120, 2)), ())
    near = made_tracks(lanes, 122.0, bleed_db=(None, -10.0), delay_rows=4, noise_dbfs=-78)
    far = made_tracks(lanes, 122.0, bleed_db=(None, -16.0), delay_rows=11, noise_dbfs=-78)
    bands = 10 * np.log10(10 ** (near[1].bands_dbfs / 10) + 10 ** (far[1].bands_dbfs / 10))
    level = 10 * np.log10((10 ** (bands.astype(np.float64) / 10)).sum(axis=1))
    both = replace(
        near[1], bands_dbfs=bands.astype(np.float32), level_dbfs=level.astype(np.float32)
    )
    single = bleed_into(near[1], near[0], SEARCH_S)
    found = bleed_into(both, near[0], SEARCH_S)
    assert single is not None
    assert found is not None
    assert single.tail_db == ()
    assert 7 <= len(found.tail_db) <= 9
    assert -11 < found.tail_db[6] < -4  # 6 dB under the first, less what turns there leave out
    units = judge_activity((near[0], both), Settings()).ipus
    assert len(units[0]) == 60
    assert units[1] == ()
