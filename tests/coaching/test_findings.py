"""Findings: what is praised, what is coached, in which order, and when nothing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import coach
from callcoach.coaching.findings.voice_findings import voice_findings
from callcoach.settings import Settings, with_values
from callcoach.types.floor import Backchannel, Response, Silence, TalkOvers, Turn
from callcoach.types.measures import RaisedSpan, RateSpan, Steadiness
from callcoach.types.review import Finding, Review, TimeShares
from callcoach.types.words import Transcript

S = Settings()


def found(draft: Review, settings: Settings = S) -> list[Finding]:
    return list(coach(draft, settings).findings)


def ids(draft: Review, settings: Settings = S) -> list[str]:
    return [one.id for one in found(draft, settings)]


def one(draft: Review, finding_id: str) -> Finding:
    (finding,) = [each for each in found(draft) if each.id == finding_id]
    return finding


def none_of(draft: Review, finding_id: str) -> bool:
    return finding_id not in ids(draft)


def test_an_ordinary_call_has_no_findings(drafts: Any) -> None:
    assert found(drafts.empty()) == []


class TestTalkOver:
    def test_each_has_both_quotes_its_length_and_its_outcome(
        self, drafts: Any, come_in: Any
    ) -> None:
        event = come_in(60.0, 1.2, words=("and then nobody", "right so"))
        finding = one(drafts.with_talk_overs(event), "talk_over")
        assert (finding.kind, finding.start_s, finding.end_s) == ("coach", 60.0, 63.2)
        assert finding.title == "You talked over the customer for 1.2 s"
        assert "At 1:00 you began while the customer was speaking" in finding.detail
        assert "they stopped after 1.2 s" in finding.detail
        assert "1 (0-2) in this call" in finding.detail
        theirs, own = finding.evidence
        assert (theirs.party, theirs.quote, theirs.start_s) == (
            "customer",
            "and then nobody",
            56.0,
        )
        assert (own.party, own.quote, own.start_s) == ("agent", "right so", 60.0)

    def test_without_words_it_says_by_timing_alone_and_why_there_is_no_quote(
        self, drafts: Any, come_in: Any
    ) -> None:
        finding = one(drafts.with_talk_overs(come_in(60.0, 1.2)), "talk_over")
        assert "by timing alone" in finding.detail
        for shown in finding.evidence:
            assert shown.quote is None
            assert shown.reasons["quote"] == "no words at this moment"

    def test_an_ambiguous_one_says_so(self, drafts: Any, come_in: Any) -> None:
        event = replace(come_in(60.0, 1.2), certainty="ambiguous")
        assert "cannot settle" in one(drafts.with_talk_overs(event), "talk_over").detail

    @pytest.mark.parametrize(
        ("event", "severity", "outcome"),
        [
            (("butting_in", 0.6), 1, "they kept the floor"),
            (("butting_in", 1.5), 2, "they kept the floor"),
            (("interruption", 0.6), 2, "they stopped after"),
            (("interruption", 1.5), 3, "they stopped after"),
        ],
    )
    def test_it_weighs_by_length_and_outcome(
        self, drafts: Any, come_in: Any, event: tuple[str, float], severity: int, outcome: str
    ) -> None:
        finding = one(drafts.with_talk_overs(come_in(60.0, event[1], kind=event[0])), "talk_over")
        assert finding.severity == severity
        assert outcome in finding.detail

    def test_where_the_customers_unit_is_not_known_the_moment_itself_is_shown(
        self, drafts: Any, come_in: Any
    ) -> None:
        draft = replace(drafts.with_talk_overs(come_in(60.0, 1.2)), activity={})
        assert one(draft, "talk_over").evidence[0].start_s == 60.0

    def test_overlaps_that_are_no_talk_overs_are_not_coached(
        self, drafts: Any, come_in: Any
    ) -> None:
        event = replace(come_in(60.0, 0.7), kind="backchannel")
        draft = replace(drafts.empty(), incursions=(event,))
        assert none_of(draft, "talk_over")

    def test_withheld_counts_give_no_finding(self, drafts: Any, come_in: Any) -> None:
        draft = drafts.with_talk_overs(come_in(60.0, 1.2))
        withheld = TalkOvers(None, None, None, None, None, None, {"count": "bleed"})
        assert none_of(replace(draft, talk_overs=withheld), "talk_over")
        assert none_of(replace(draft, incursions=None), "talk_over")
        no_count = replace(draft.talk_overs, count=None, reasons={"count": "range too wide"})
        assert none_of(replace(draft, talk_overs=no_count), "talk_over")


class TestChoice:
    def test_at_most_five_to_work_on_the_weightiest_first(self, drafts: Any, come_in: Any) -> None:
        events = [come_in(20.0 * i, 0.6 + 0.2 * i) for i in range(1, 9)]
        chosen = [f for f in found(drafts.with_talk_overs(*events)) if f.kind == "coach"]
        assert len(chosen) == S.coaching.findings_most == 5
        assert {f.start_s for f in chosen} == {80.0, 100.0, 120.0, 140.0, 160.0}
        assert [f.severity for f in chosen] == sorted((f.severity for f in chosen), reverse=True)

    def test_many_talk_overs_do_not_hide_another_kind(self, drafts: Any, come_in: Any) -> None:
        draft = drafts.with_talk_overs(*(come_in(20.0 * i, 2.0) for i in range(1, 9)))
        fast = replace(draft.pace["agent"], fast_spans=(RateSpan(10.0, 25.0, 1.25),))
        chosen = ids(replace(draft, pace={"agent": fast}))
        assert chosen == ["talk_over"] * 4 + ["fast_pace"]

    def test_no_kind_takes_more_than_half_while_others_wait(
        self, drafts: Any, come_in: Any
    ) -> None:
        talked = drafts.with_talk_overs(*(come_in(20.0 * i, 2.0) for i in range(1, 9)))
        lines = [
            ("agent", line)
            for line in ("that's your own fault", "calm down", "no you didn't", "that's not my job")
        ]
        spoken = [line for own in lines for line in (own, ("customer", "well then listen"))]
        draft = replace(talked, transcript=drafts.said(*spoken).transcript)
        assert ids(draft) == ["talk_over"] * 3 + ["blaming", "dismissive"]

    def test_the_number_is_a_setting(self, drafts: Any, come_in: Any) -> None:
        draft = drafts.with_talk_overs(*(come_in(20.0 * i, 2.0) for i in range(1, 9)))
        for most in (0, 2):
            settings = with_values(S, {"coaching": {"findings_most": most}})
            assert ids(draft, settings) == ["talk_over"] * most

    def test_what_is_left_out_is_counted(self, drafts: Any, come_in: Any) -> None:
        draft = drafts.with_talk_overs(*(come_in(20.0 * i, 2.0) for i in range(1, 9)))
        for most, left in ((0, 8), (5, 3), (8, 0), (20, 0)):
            settings = with_values(S, {"coaching": {"findings_most": most}})
            assert coach(draft, settings).n_findings_left_out == left

    def test_praise_comes_first_and_notes_last(self, drafts: Any, come_in: Any) -> None:
        spoken = drafts.said(
            ("customer", "this is unacceptable"),
            ("agent", "I'm sorry about that. It was our mistake. " + "so it goes on " * 20),
        )
        events = drafts.with_talk_overs(come_in(60.0, 2.0))
        draft = replace(
            spoken,
            incursions=events.incursions,
            talk_overs=events.talk_overs,
            turns=(Turn("customer", 100.0, 130.0),),
        )
        kinds = [finding.kind for finding in found(draft)]
        assert set(kinds) == {"praise", "coach", "note"}
        assert kinds == sorted(kinds, key=["praise", "coach", "note"].index)

    def test_findings_are_of_one_form(self, drafts: Any, come_in: Any) -> None:
        draft = drafts.with_talk_overs(come_in(60.0, 2.0), come_in(90.0, 0.7, kind="butting_in"))
        draft = replace(draft, turns=(Turn("customer", 100.0, 130.0),))
        for finding in found(draft):
            assert "\n" not in finding.title
            assert 0 <= finding.severity <= 3
            assert 0.0 <= finding.start_s < finding.end_s
            assert (finding.advice is None) == ("advice" in finding.reasons)
            assert (finding.kind == "praise") == (finding.advice is None)


class TestListening:
    def test_letting_them_speak_is_praised_with_the_longest_moment(self, drafts: Any) -> None:
        draft = drafts.with_turns(("customer", 10.0, 35.0), ("customer", 60.0, 100.0))
        finding = one(draft, "let_them_vent")
        assert (finding.kind, finding.start_s, finding.end_s) == ("praise", 60.0, 100.0)
        assert "for 40 s" in finding.detail
        assert "twice" in finding.detail

    def test_affirmations_are_praised_from_two_on(self, drafts: Any) -> None:
        heard = [Backchannel("agent", 12.0 + i, 12.4 + i, "mm-hm", True) for i in range(2)]
        turns = (Turn("customer", 10.0, 19.0),)
        two = replace(drafts.with_backchannels(*heard), turns=turns)
        assert "2 affirmations" in one(two, "affirmation").detail
        assert none_of(replace(drafts.with_backchannels(heard[0]), turns=turns), "affirmation")

    def test_no_talk_over_is_praised_only_where_it_is_certain(self, drafts: Any) -> None:
        none = TalkOvers(0, 0, 0, 0, 0.0, ())
        sure = replace(drafts.empty(), talk_overs=none)
        assert one(sure, "no_talk_over").detail == "No talk-over was found (0-0)."
        unclear = replace(sure, talk_overs=replace(none, n_ambiguous=2))
        assert "2 short overlaps" in one(unclear, "no_talk_over").detail
        assert none_of(replace(sure, talk_overs=replace(none, count_high=1)), "no_talk_over")
        assert none_of(replace(sure, talk_overs=replace(none, count=None)), "no_talk_over")

    @pytest.mark.parametrize(
        "shares",
        [
            TimeShares(29.0, 80.0, 0.5, 100.0, 0.3),
            TimeShares(80.0, 29.0, 0.5, 100.0, 0.7),
            TimeShares(None, None, None, 100.0, None, {"agent_only_s": "mono"}),
        ],
    )
    def test_a_call_with_little_speech_is_not_praised(
        self, drafts: Any, shares: TimeShares
    ) -> None:
        draft = replace(drafts.empty(), talk_overs=TalkOvers(0, 0, 0, 0, 0.0, ()), time=shares)
        assert none_of(draft, "no_talk_over")


class TestPace:
    def paced(self, drafts: Any, language: str = "en", **changes: Any) -> Review:
        draft = drafts.empty()
        said = Transcript("test", None, {"agent": language}, (), ())
        pace = {"agent": replace(draft.pace["agent"], **changes)}
        return replace(draft, pace=pace, transcript=said)

    def test_a_stretch_faster_than_the_own_usual_is_shown(self, drafts: Any) -> None:
        spans = (RateSpan(30.0, 45.0, 1.25), RateSpan(80.0, 95.0, 1.4))
        finding = one(self.paced(drafts, fast_spans=spans), "fast_pace")
        assert (finding.start_s, finding.end_s, finding.severity) == (80.0, 95.0, 2)
        assert "1.40 times your own usual rate" in finding.detail
        assert "twice" in finding.detail
        assert "words per minute" not in finding.detail
        assert finding.title == "You sped up"
        assert [shown.start_s for shown in finding.evidence] == [30.0, 80.0]

    def test_a_slightly_faster_stretch_weighs_less(self, drafts: Any) -> None:
        draft = self.paced(drafts, fast_spans=(RateSpan(30.0, 45.0, 1.25),))
        assert one(draft, "fast_pace").severity == 1

    def test_a_stretch_counted_from_nuclei_is_too_unsure(self, drafts: Any) -> None:
        spans = (RateSpan(30.0, 45.0, 1.4),)
        assert none_of(self.paced(drafts, basis="syllable_nuclei", fast_spans=spans), "fast_pace")

    def test_over_the_norm_by_words(self, drafts: Any) -> None:
        finding = one(self.paced(drafts, speech_rate_wpm=181.0), "fast_pace")
        assert "181 words per minute over 60 s of your own turns" in finding.detail
        assert finding.title == "You spoke fast throughout"
        assert finding.severity == 1
        assert none_of(self.paced(drafts, speech_rate_wpm=180.0), "fast_pace")

    @pytest.mark.parametrize("language", ["de", "de-AT", "fi", ""])
    def test_a_language_without_a_norm_is_neither_fast_nor_slow(
        self, drafts: Any, language: str
    ) -> None:
        for wpm in (60.0, 300.0):
            assert found(self.paced(drafts, language, speech_rate_wpm=wpm)) == []

    def test_each_language_has_limits_of_its_own(self, drafts: Any) -> None:
        limits = {"wpm_fast_de": 150.0, "wpm_slow_other": 100.0}
        settings = with_values(Settings(), {"coaching": limits})

        def judged(language: str, wpm: float) -> list[str]:
            draft = self.paced(drafts, language, speech_rate_wpm=wpm)
            return [each.id for each in voice_findings(draft, settings)]

        assert judged("de-CH", 151.0) == ["fast_pace"]
        assert judged("en_GB", 151.0) == []
        assert judged("fi", 99.0) == ["slow_pace"]
        assert judged("de", 99.0) == []

    def test_a_stretch_of_a_call_that_is_fast_throughout_is_called_so(self, drafts: Any) -> None:
        spans = (RateSpan(80.0, 95.0, 1.25),)
        finding = one(self.paced(drafts, speech_rate_wpm=200.0, fast_spans=spans), "fast_pace")
        assert finding.title == "You spoke fast throughout, and faster still here"
        assert finding.detail.startswith("You spoke 200 words per minute")
        assert "1.25 times your own usual rate" in finding.detail

    def test_an_estimate_from_nuclei_is_too_rough_for_a_finding(self, drafts: Any) -> None:
        for wpm in (60.0, 300.0):
            draft = self.paced(drafts, speech_rate_wpm=None, wpm_estimated=wpm)
            assert none_of(draft, "fast_pace")
            assert none_of(draft, "slow_pace")

    def test_slow_by_words(self, drafts: Any) -> None:
        assert (
            "109 words per minute"
            in one(self.paced(drafts, speech_rate_wpm=109.0), "slow_pace").detail
        )
        assert none_of(self.paced(drafts, speech_rate_wpm=110.0), "slow_pace")
        assert found(self.paced(drafts, speech_rate_wpm=None)) == []

    @pytest.mark.parametrize("wpm", [60.0, 260.0])
    def test_little_own_speech_has_no_rate_to_judge(self, drafts: Any, wpm: float) -> None:
        assert found(self.paced(drafts, speech_rate_wpm=wpm, turn_s=29.0)) == []

    def test_a_party_that_was_not_measured_has_no_findings(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), pace={}, loudness={}, steadiness={}, response={})
        assert found(draft) == []


class TestVoice:
    def test_a_raised_voice_is_told_in_physical_words(self, drafts: Any) -> None:
        spans = [
            RaisedSpan(50.0, 53.0, 6.4, 2.9, None),
            RaisedSpan(80.0, 86.0, None, 3.0, 3.2, {"level_db": "gain control"}),
        ]
        finding = one(drafts.with_raised(agent=spans), "raised_voice")
        assert (finding.start_s, finding.severity) == (80.0, 2)
        assert "pitch +3.2 semitones, high frequencies +3.0 dB" in finding.detail
        assert "level" not in finding.detail
        assert finding.evidence[0].why == "level +6 dB, high frequencies +2.9 dB"

    @pytest.mark.parametrize("cues", [(5.9, 2.6, 2.9), (6.1, 2.4, 2.9), (None, 2.6, 2.9)])
    def test_a_small_rise_is_marked_but_no_finding(
        self, drafts: Any, cues: tuple[float | None, float, float]
    ) -> None:
        assert none_of(drafts.with_raised(agent=[RaisedSpan(50.0, 60.0, *cues)]), "raised_voice")

    def test_a_stretch_under_three_seconds_is_marked_but_no_finding(self, drafts: Any) -> None:
        short = RaisedSpan(50.0, 52.9, 6.4, 2.9, 3.0)
        assert none_of(drafts.with_raised(agent=[short]), "raised_voice")
        long = replace(short, start_s=80.0, end_s=83.1)
        finding = one(drafts.with_raised(agent=[short, long]), "raised_voice")
        assert [each.start_s for each in finding.evidence] == [80.0]

    def test_the_customers_raised_voice_is_not_the_agents(self, drafts: Any) -> None:
        draft = drafts.with_raised(customer=[RaisedSpan(50.0, 53.0, 6.4, 2.9, None)])
        assert none_of(draft, "raised_voice")

    def test_a_steady_voice_is_praised_with_its_interval(self, drafts: Any) -> None:
        steady = Steadiness(81.0, 74.0, 88.0, {"pitch": 0.19}, "call", ())
        draft = replace(drafts.empty(), steadiness={"agent": steady})
        finding = one(draft, "steady_voice")
        assert finding.title == "Your pitch and level stayed near your usual"
        assert "81 (74-88) of 100" in finding.detail

    @pytest.mark.parametrize(
        "steady",
        [
            Steadiness(81.0, 69.0, 88.0, {}, "call", ()),
            Steadiness(None, None, None, {}, None, (), {"score": "too little speech"}),
        ],
    )
    def test_an_uncertain_or_withheld_score_is_not_praised(
        self, drafts: Any, steady: Steadiness
    ) -> None:
        draft = replace(drafts.empty(), steadiness={"agent": steady})
        assert none_of(draft, "steady_voice")

    def test_a_raised_or_unmeasured_stretch_denies_the_praise(self, drafts: Any) -> None:
        steady = {"agent": Steadiness(81.0, 74.0, 88.0, {}, "call", ())}
        raised = drafts.with_raised(agent=[RaisedSpan(50.0, 53.0, 6.4, 2.9, None)])
        assert none_of(replace(raised, steadiness=steady), "steady_voice")
        unraised = drafts.empty()
        unheard = replace(unraised.loudness["agent"], reasons={"raised": "bleed"})
        draft = replace(unraised, loudness={"agent": unheard}, steadiness=steady)
        assert none_of(draft, "steady_voice")


class TestFlow:
    def test_a_large_talk_share_is_shown(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), time=TimeShares(75.0, 25.0, 0.0, 200.0, 0.75))
        assert one(draft, "high_talk_share").title == "You did 75% of the talking"

    @pytest.mark.parametrize(
        "shares",
        [
            TimeShares(70.0, 30.0, 0.0, 200.0, 0.70),
            TimeShares(30.0, 10.0, 0.0, 200.0, 0.75),
            TimeShares(None, None, None, None, None, {"talk_share": "mono"}),
        ],
        ids=["at the limit", "little speech", "withheld"],
    )
    def test_others_are_not(self, drafts: Any, shares: TimeShares) -> None:
        assert none_of(replace(drafts.empty(), time=shares), "high_talk_share")

    def test_dead_air_is_shown_with_how_sure_it_is(self, drafts: Any) -> None:
        silences = (
            Silence(20.0, 26.0, "gap", "customer", True),
            Silence(80.0, 100.0, "pause", None, True),
        )
        finding = one(drafts.with_silences(*silences), "dead_air")
        assert (finding.start_s, finding.severity) == (80.0, 1)
        assert finding.title == "Nobody spoke for 20 s"
        assert "2 silences" in finding.detail
        assert "by timing alone" in finding.detail
        assert [shown.party for shown in finding.evidence] == ["customer", "unknown"]

    def test_with_words_a_long_unannounced_silence_weighs_more(self, drafts: Any) -> None:
        spoken = drafts.said(("agent", "I see"), ("customer", "well"))
        draft = replace(spoken, silences=(Silence(3.0, 20.0, "pause", "agent", True),))
        finding = one(draft, "dead_air")
        assert finding.severity == 2
        assert "No announcement" in finding.detail

    @pytest.mark.parametrize(
        ("line", "is_told"),
        [
            ("just a moment please", False),
            ("let me check that for you", False),
            ("bear with me", False),
            ("that was the moment", True),
        ],
    )
    def test_an_announced_silence_is_not_dead_air(
        self, drafts: Any, line: str, is_told: bool
    ) -> None:
        spoken = drafts.said(("agent", line), ("customer", "okay"))
        draft = replace(spoken, silences=(Silence(3.0, 20.0, "gap", "agent", True),))
        assert ("dead_air" in ids(draft)) == is_told

    def test_the_announcement_must_be_near_and_the_agents(self, drafts: Any) -> None:
        silence = Silence(30.0, 40.0, "gap", "agent", True)
        early = drafts.said(("agent", "just a moment"), ("customer", "okay"))
        assert "dead_air" in ids(replace(early, silences=(silence,)))
        theirs = drafts.said(("customer", "just a moment"), ("agent", "okay"))
        near = replace(theirs, silences=(replace(silence, start_s=3.0),))
        assert "dead_air" in ids(near)

    def test_holds_and_short_silences_are_left_alone(self, drafts: Any) -> None:
        draft = drafts.with_silences(
            Silence(20.0, 60.0, "hold", "agent", False), Silence(70.0, 74.0, "gap", "agent", False)
        )
        assert none_of(draft, "dead_air")

    def test_slow_answers_are_shown_with_their_number(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), response={"agent": Response(3.4, 6.0, 8)})
        finding = one(draft, "slow_response")
        assert "Median of 8 answers, one in ten over 6.0 s" in finding.detail

    @pytest.mark.parametrize(
        "response",
        [
            Response(3.0, 6.0, 8),
            Response(9.0, 9.0, 4),
            Response(None, None, 0, {"median_s": "no answers"}),
        ],
        ids=["at the limit", "few", "withheld"],
    )
    def test_other_answers_are_not(self, drafts: Any, response: Response) -> None:
        draft = replace(drafts.empty(), response={"agent": response})
        assert none_of(draft, "slow_response")

    def test_a_slow_response_without_a_tail_is_told(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), response={"agent": Response(3.4, None, 8)})
        assert "Median of 8 answers." in one(draft, "slow_response").detail

    def test_the_agents_monologues_are_shown_and_the_customers_are_not(self, drafts: Any) -> None:
        turns = drafts.with_turns(
            ("agent", 0.0, 65.0), ("customer", 66.0, 140.0), ("agent", 141.0, 235.0)
        )
        finding = one(replace(turns, monologues=(0, 1, 2)), "monologue")
        assert (finding.start_s, finding.severity) == (141.0, 2)
        assert "twice" in finding.detail
        assert none_of(replace(turns, monologues=(1,)), "monologue")


class TestWording:
    def test_an_apology_with_ownership_is_praised(self, drafts: Any) -> None:
        draft = drafts.said(
            ("customer", "it is late"),
            ("agent", "I'm sorry about the delay. That was our mistake."),
        )
        finding = one(draft, "apology_with_ownership")
        assert finding.kind == "praise"
        assert [shown.quote for shown in finding.evidence] == [
            "I'm sorry about the delay.",
            "That was our mistake.",
        ]

    def test_an_apology_alone_is_not(self, drafts: Any) -> None:
        draft = drafts.said(("customer", "hi"), ("agent", "I'm sorry about the delay."))
        assert none_of(draft, "apology_with_ownership")

    def test_an_apology_and_ownership_far_apart_are_no_pair(self, drafts: Any) -> None:
        draft = drafts.said(
            ("agent", "I'm sorry about the delay."),
            ("customer", "well now it is so late " * 25),
            ("agent", "That was our mistake."),
        )
        assert none_of(draft, "apology_with_ownership")

    def test_options_with_a_time_are_praised(self, drafts: Any) -> None:
        draft = drafts.said(
            ("agent", "Would you like a refund or a new one? You'll receive it by Friday.")
        )
        assert one(draft, "options_with_time").kind == "praise"

    def test_a_non_apology_is_coached_with_what_to_say_instead(self, drafts: Any) -> None:
        finding = one(drafts.said(("agent", "I'm sorry you feel that way.")), "non_apology")
        assert (finding.kind, finding.severity) == ("coach", 2)
        assert finding.evidence[0].quote == "I'm sorry you feel that way."
        assert finding.advice is not None
        assert "That was our mistake" in finding.advice
        assert "words alone" in finding.detail

    @pytest.mark.parametrize(
        ("line", "finding_id"),
        [
            ("you need to calm down", "negative_wording"),
            ("that's your own fault", "blaming"),
            ("that's not my problem", "dismissive"),
            ("no you didn't", "arguing"),
        ],
    )
    def test_wording_to_avoid_is_coached(self, drafts: Any, line: str, finding_id: str) -> None:
        assert one(drafts.said(("agent", line)), finding_id).kind == "coach"

    @pytest.mark.parametrize(
        ("line", "finding_id"),
        [
            ("that must have been really frustrating", "empathy"),
            ("I'll call you back tomorrow", "follow_up"),
        ],
    )
    def test_wording_worth_keeping_is_praised(
        self, drafts: Any, line: str, finding_id: str
    ) -> None:
        assert one(drafts.said(("agent", line)), finding_id).kind == "praise"

    def test_the_customers_words_are_no_finding(self, drafts: Any) -> None:
        draft = drafts.said(("agent", "okay"), ("customer", "you're an idiot, calm down"))
        assert found(draft) == []


class TestNotHeard:
    TALK = ("agent", "and then we look at the next page of it " * 8)

    def test_a_missing_check_is_an_opportunity(self, drafts: Any) -> None:
        finding = one(drafts.said(self.TALK, ("customer", "fine")), "no_resolution_check")
        assert (finding.kind, finding.severity) == ("note", 0)
        assert "may have been said" in finding.detail

    def test_a_check_that_was_heard_is_not_missed(self, drafts: Any) -> None:
        check = ("agent", "Is there anything else I can help with?")
        assert none_of(drafts.said(self.TALK, ("customer", "fine"), check), "no_resolution_check")

    def test_few_words_or_none_leave_it_open(self, drafts: Any) -> None:
        assert found(drafts.said(("agent", "okay then"), ("customer", "fine"))) == []
        assert found(drafts.empty()) == []

    def test_another_language_leaves_it_open(self, drafts: Any) -> None:
        assert found(drafts.said(self.TALK, ("customer", "fine"), language="fr")) == []

    def test_a_complaint_without_a_promise_is_an_opportunity(self, drafts: Any) -> None:
        complaint = ("customer", "this is unacceptable")
        assert not none_of(drafts.said(complaint, self.TALK), "no_follow_up")
        assert none_of(drafts.said(("customer", "hello"), self.TALK), "no_follow_up")
        promise = ("agent", "We'll send the part by Friday.")
        assert none_of(
            drafts.said(complaint, self.TALK, ("customer", "right then"), promise), "no_follow_up"
        )
