"""The sample calls, heard live: what crosses, when, and how soon it is noticed."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.frames.columns import RecentRows
from callcoach.live.cues import watching
from callcoach.settings import PolicySettings, Settings
from callcoach.turns.judge import judge_turns
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.time import Span, total_s
from live_runs import Watched, watch
from made_calls import RATE_HZ, sample_part, truth_of


def planted(name: str, from_s: float = 0.0) -> list[float]:
    """When the long talk-overs that were planted in a call have lasted 1.5 s."""
    return [
        each["start_s"] + 1.5
        for each in truth_of(name)["overlaps"]
        if each["by"] == "agent"
        and each["is_talk_over"]
        and each["overlap_s"] >= 1.5
        and each["start_s"] > from_s
    ]


class TestTheBadCall:
    def test_every_long_talk_over_crosses_once_at_its_moment(self, bad_call: Watched) -> None:
        at_s = [each.at_s for each in bad_call.crossings("talk_over")]
        assert planted("bad-call") == pytest.approx([27.629, 48.836, 61.251, 72.251])
        assert at_s == pytest.approx(planted("bad-call"), abs=0.15)

    def test_it_is_noticed_at_once(self, bad_call: Watched) -> None:
        late_s = [each.heard_at_s - each.at_s for each in bad_call.crossings("talk_over")]
        assert min(late_s) > 0
        assert np.quantile(late_s, 0.95) <= 0.25

    def test_the_talk_share_is_that_of_the_review(self, bad_call: Watched) -> None:
        activity, _ = judge_turns(bad_call.tracks, None, Settings())
        agent_s, customer_s = (total_s(units) for units in activity.ipus)
        assert bad_call.seen[-1].talk_share == pytest.approx(
            agent_s / (agent_s + customer_s), abs=0.02
        )

    def test_the_share_waits_for_speech(self, bad_call: Watched) -> None:
        early = bad_call.seen[30]
        assert early.talk_share is None
        assert early.no_share_why == "less than 10 s were spoken"

    def test_the_lanes_follow_the_speech(self, bad_call: Watched) -> None:
        truth = truth_of("bad-call")["activity"]
        for party in ("agent", "customer"):
            is_true = [
                any(start_s < each.at_s - 0.2 < end_s for start_s, end_s in truth[party])
                for each in bad_call.seen
            ]
            is_shown = [each.is_speaking[party] for each in bad_call.seen]
            assert np.mean(np.equal(is_true, is_shown)) > 0.9

    def test_levels_are_those_of_the_newest_rows(self, bad_call: Watched) -> None:
        track = bad_call.tracks[0]
        loudest = max(track.level_dbfs)
        shown = [each.level_dbfs["agent"] for each in bad_call.seen]
        assert max(shown) == pytest.approx(loudest)
        assert min(shown) < -50

    def test_nothing_else_crosses(self, bad_call: Watched) -> None:
        assert {each.kind for each in bad_call.crossings()} == {"talk_over"}


class TestOtherCalls:
    def test_no_talk_over_while_the_agent_only_answers(self) -> None:
        overlaps = truth_of("good-call")["overlaps"]
        assert [round(each["start_s"], 1) for each in overlaps] == [20.2, 29.6]
        assert watch(sample_part("good-call", 12.0, 35.0)).crossings() == []

    def test_a_copy_of_the_other_is_no_talk_over(self) -> None:
        watched = watch(sample_part("bled-call", 34.0, 62.0))
        at_s = [each.at_s + 34.0 for each in watched.crossings("talk_over")]
        assert at_s == pytest.approx(planted("bled-call", 34.0)[:2], abs=0.15)

    def test_hold_music_is_no_dead_air(self) -> None:
        music = next(s for s in truth_of("hold-call")["sounds"] if "music" in s["kind"])
        start_s = music["start_s"]
        assert music["end_s"] - start_s > 25
        watched = watch(sample_part("hold-call", start_s - 5.0, start_s + 16.0))
        assert watched.crossings() == []


class TestTheSameAgentRushed:
    def test_a_raised_voice_crosses(self, good_then_bad: Watched) -> None:
        raised = good_then_bad.crossings("raised")
        starts_s = [
            each["start_s"] - 28.0 + 102.7
            for each in truth_of("bad-call")["utterances"]
            if each["party"] == "agent" and each["pitch"] > 1
        ]
        assert raised
        assert min(starts_s) < raised[0].at_s < max(starts_s) + 5
        assert raised[0].heard_at_s - raised[0].at_s < 5

    def test_fast_talk_crosses(self, good_then_bad: Watched) -> None:
        (fast,) = good_then_bad.crossings("pace")
        assert fast.at_s > 102.7 + 15
        assert fast.evidence["usual_sps"] == pytest.approx(3.5, abs=0.3)
        assert fast.evidence["rate_sps"] == pytest.approx(5.8, abs=0.4)

    def test_the_band_is_the_own_usual_of_the_call(self, good_then_bad: Watched) -> None:
        assert good_then_bad.seen[20].pace is None  # of no language in particular
        pace = good_then_bad.seen[-1].pace
        assert pace is not None
        assert pace.basis == "call"
        assert pace.high_sps / pace.low_sps == pytest.approx(1.2 / 0.8)


class _AlwaysRaised:
    """Finds a raised voice at every look."""

    def __init__(self, settings: Settings) -> None:
        pass

    def look(self, recent: RecentRows, activity: Activity, heard_s: float) -> Crossing:
        return Crossing("raised", heard_s, heard_s, 2, "Go softer.")


@pytest.mark.parametrize(("policy", "n_looks"), [("on", 3), ("self_only", 3), ("off", 0)])
def test_no_voice_is_judged_where_that_is_switched_off(
    monkeypatch: pytest.MonkeyPatch, policy: str, n_looks: int
) -> None:
    monkeypatch.setattr(watching, "RaisedWatch", _AlwaysRaised)
    settings = Settings(policy=PolicySettings(voice_measures=policy))
    watched = watch(sample_part("bad-call", 0.6, 3.6), settings=settings, step_s=1.0)
    assert len(watched.crossings("raised")) == n_looks


def test_the_same_sound_gives_the_same_cues_again(bad_call: Watched) -> None:
    again = watch(sample_part("bad-call", 0.0, 12.0))
    assert again.seen == bad_call.seen[: len(again.seen)]


def test_one_input_alone_says_what_it_cannot_judge() -> None:
    agent, _ = sample_part("bad-call", 0.0, 20.0)
    watched = watch([agent], parties=("agent",), step_s=0.5)
    assert watched.crossings() == []
    assert "talk-over, dead air, long turns and talk share" in watched.watcher.cannot_judge
    assert watched.seen[-1].talk_share is None
    assert watched.seen[-1].no_share_why == "only one input: the customer is not heard"
    assert any(each.is_speaking["agent"] for each in watched.seen)


def test_two_digital_silences_can_be_looked_at() -> None:
    nothing = np.zeros(3 * RATE_HZ, np.int16)
    watched = watch([nothing, nothing], step_s=0.5)
    assert watched.crossings() == []
    assert watched.seen[-1].is_speaking == {"agent": False, "customer": False}
    assert watched.seen[-1].level_dbfs == {"agent": SILENCE_DBFS, "customer": SILENCE_DBFS}


def test_dead_air_waits_while_an_input_is_lost() -> None:
    agent, _ = sample_part("bad-call", 0.6, 3.2)
    agent = np.pad(agent, (0, 16 * RATE_HZ))
    watched = watch([agent, 0 * agent], step_s=1.0, customer_lost=Span(5.0, 9.5))
    assert [(each.kind, each.at_s) for each in watched.crossings()] == [("dead_air", 17.0)]


def test_two_inputs_can_be_judged_whole(bad_call: Watched) -> None:
    assert bad_call.watcher.cannot_judge == ""
