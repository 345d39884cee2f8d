"""Techniques: what is judged, from what, and when it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach.coaching import coach, load_pack
from callcoach.settings import Settings, with_values
from callcoach.types.floor import Backchannel, Silence, TalkOvers
from callcoach.types.measures import RaisedSpan
from callcoach.types.review import Coaching, Review, Technique
from callcoach.types.words import Transcript

SORRY = "I'm sorry about the delay with your order."


def technique(draft: Review, technique_id: str, settings: Settings | None = None) -> Technique:
    coaching = coach(draft, settings or Settings())
    assert coaching.techniques is not None
    return next(one for one in coaching.techniques if one.id == technique_id)


def reason(draft: Review, technique_id: str) -> str:
    judged = technique(draft, technique_id)
    assert judged.count is None
    assert judged.evidence == ()
    return judged.reasons["count"]


class TestWords:
    def test_evidence_quotes_the_words_with_their_time_and_says_why(self, drafts: Any) -> None:
        draft = drafts.said(("customer", "it is late"), ("agent", f"Oh. {SORRY} Well."))
        judged = technique(draft, "apology")
        assert judged.count == 1
        (shown,) = judged.evidence
        assert shown.party == "agent"
        assert shown.quote == SORRY
        # three words of 0.4 s, a pause of 0.5 s, "Oh.", then eight words
        assert shown.start_s == pytest.approx(3 * 0.4 + 0.5 + 0.4)
        assert shown.end_s == pytest.approx(3 * 0.4 + 0.5 + 9 * 0.4)
        assert shown.why == 'says sorry and names what for: "i am sorry about the"'

    def test_evidence_has_the_utterances_time_where_words_have_none(self, drafts: Any) -> None:
        draft = drafts.said(("agent", "hello"), ("customer", "hi"), ("agent", SORRY), timed=False)
        (shown,) = technique(draft, "apology").evidence
        said = draft.transcript.utterances[2]
        assert (shown.start_s, shown.end_s) == (said.start_s, said.end_s)

    def test_one_utterance_may_carry_several(self, drafts: Any) -> None:
        draft = drafts.said(("agent", f"{SORRY} That was our mistake. I'll call you tomorrow."))
        for technique_id in ("apology", "ownership", "follow_up", "next_step_with_time"):
            assert technique(draft, technique_id).count == 1

    def test_the_same_thing_said_twice_in_a_row_is_one_hit(self, drafts: Any) -> None:
        draft = drafts.said(("agent", "I'm sorry about that, I do apologize for the delay"))
        assert technique(draft, "apology").count == 1

    def test_said_again_later_it_is_two(self, drafts: Any) -> None:
        draft = drafts.said(("agent", SORRY), ("customer", "well it is late"), ("agent", SORRY))
        assert technique(draft, "apology").count == 2

    def test_a_greeting_counts_only_in_the_opening(self, drafts: Any) -> None:
        talk = [("customer", "it does not work " * 20), ("agent", "okay then " * 20)] * 4
        greeting = ("agent", "Good morning, how can I help you?")
        assert technique(drafts.said(greeting, *talk), "greeting").count == 1
        assert technique(drafts.said(*talk, greeting), "greeting").count == 0

    def test_a_closing_counts_only_at_the_end(self, drafts: Any) -> None:
        talk = [("customer", "it does not work " * 20), ("agent", "okay then " * 20)] * 4
        closing = ("agent", "Have a great day, goodbye.")
        assert technique(drafts.said(*talk, closing), "closing").count == 1
        assert technique(drafts.said(closing, *talk), "closing").count == 0

    def test_a_paraphrase_looks_at_what_the_customer_said_shortly_before(self, drafts: Any) -> None:
        story = ("customer", "I ordered a blue kettle in March and the handle came off")
        back = ("agent", "So what happened is that the handle of the kettle came off.")
        between = [("agent", "okay then " * 60), ("customer", "right so " * 60)] * 2
        assert technique(drafts.said(story, back), "paraphrase").count == 1
        assert technique(drafts.said(story, *between, back), "paraphrase").count == 0
        assert technique(drafts.said(back, story), "paraphrase").count == 0

    def test_the_agents_own_words_are_not_taken_up_from_the_customer(self, drafts: Any) -> None:
        line = "So what happened is that the handle of the kettle came off."
        draft = drafts.said(
            ("agent", "a kettle with a handle"), ("customer", "yes"), ("agent", line)
        )
        assert technique(draft, "paraphrase").count == 0


class TestWithheld:
    def test_without_a_transcript_no_word_is_judged(self, drafts: Any) -> None:
        coaching = coach(drafts.empty(), Settings())
        from_words = {
            one.id: one.reasons.get("count")
            for one in coaching.techniques or ()
            if one.id not in ("let_them_vent", "steady_under_pressure", "jargon")
        }
        assert len(from_words) == 29
        assert set(from_words.values()) == {"no transcript"}
        assert coaching.promises is None
        assert coaching.reasons["promises"] == "no transcript"

    def test_another_language_than_the_packs_is_not_judged(self, drafts: Any) -> None:
        draft = drafts.said(("agent", SORRY), language="de")
        assert reason(draft, "apology") == "spoken in 'de'; the playbook pack is for 'en'"

    def test_a_region_of_the_packs_language_is_judged(self, drafts: Any) -> None:
        assert technique(drafts.said(("agent", SORRY), language="en-GB"), "apology").count == 1

    def test_a_party_without_words_is_not_judged(self, drafts: Any) -> None:
        draft = drafts.said(("agent", SORRY))
        assert reason(draft, "complaint") == "the transcript holds no words of the customer"
        assert technique(draft, "apology").count == 1

    def test_an_empty_transcript_is_not_judged(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), transcript=Transcript("test", None, {}, ()))
        assert "no words of the agent" in reason(draft, "apology")

    def test_words_of_nobody_in_particular_are_not_judged(self, drafts: Any) -> None:
        draft = drafts.said(("unknown", SORRY))
        assert "no words of the agent" in reason(draft, "apology")

    def test_jargon_is_judged_by_the_text_model_alone(self, drafts: Any) -> None:
        house = "Your MSISDN is stuck in the provisioning queue, it needs a tier two ticket."
        plain = "Your phone number is not set up yet, my colleague has to do that."
        assert "coaching.text_model" in reason(drafts.said(("agent", house)), "jargon")
        asked = with_values(Settings(), {"coaching": {"text_model": True}})
        for said, count in ((house, 1), (plain, 0)):
            found = coach(drafts.said(("agent", said)), asked).techniques or ()
            assert [one.count for one in found if one.id == "jargon"] == [count]


class TestAffirmation:
    TURNS = (("customer", 10.0, 40.0), ("agent", 41.0, 50.0))

    def heard(self, drafts: Any, *heard: Backchannel[Any]) -> Review:
        words = drafts.with_backchannels(*heard)
        return replace(words, turns=drafts.with_turns(*self.TURNS).turns)

    def test_listening_words_in_the_customers_turn_count(self, drafts: Any) -> None:
        judged = technique(
            self.heard(
                drafts,
                Backchannel("agent", 15.0, 15.4, "mm-hm", True),
                Backchannel("agent", 20.0, 20.6, "I see.", False),
            ),
            "affirmation",
        )
        assert judged.count == 2
        assert [shown.quote for shown in judged.evidence] == ["mm-hm", "I see."]

    @pytest.mark.parametrize(
        "other",
        [
            Backchannel("agent", 45.0, 45.4, "mm-hm", False),
            Backchannel("customer", 15.0, 15.4, "mm-hm", False),
            Backchannel("agent", 15.0, 15.4, "but wait", True),
            Backchannel("agent", 15.0, 15.4, None, True, {"text": "no words"}),
        ],
        ids=["in the own turn", "of the customer", "no acknowledgement", "without words"],
    )
    def test_others_do_not(self, drafts: Any, other: Backchannel[Any]) -> None:
        assert technique(self.heard(drafts, other), "affirmation").count == 0

    def test_where_listeners_words_are_not_known_the_reason_is_given(self, drafts: Any) -> None:
        draft = replace(
            drafts.said(("agent", "hello")), backchannels=None, reasons={"backchannels": "mono"}
        )
        assert reason(draft, "affirmation") == "mono"


class TestLetThemVent:
    def test_a_long_turn_without_a_talk_over_counts(self, drafts: Any) -> None:
        judged = technique(drafts.with_turns(("customer", 10.0, 30.0)), "let_them_vent")
        assert judged.count == 1
        assert (judged.evidence[0].start_s, judged.evidence[0].end_s) == (10.0, 30.0)
        assert judged.evidence[0].why == "the customer spoke for 20 s without a talk-over"

    def test_without_a_long_turn_there_is_nothing_to_judge(self, drafts: Any) -> None:
        draft = drafts.with_turns(("customer", 10.0, 29.9), ("agent", 30.0, 90.0))
        assert reason(draft, "let_them_vent") == "the customer held no turn of 20 s or more"

    def test_a_talk_over_in_the_turn_denies_it(self, drafts: Any, come_in: Any) -> None:
        talked = drafts.with_talk_overs(come_in(20.0, 1.0, kind="butting_in"))
        turns = drafts.with_turns(("customer", 10.0, 40.0), ("customer", 100.0, 130.0)).turns
        judged = technique(replace(talked, turns=turns), "let_them_vent")
        assert judged.count == 1
        assert judged.evidence[0].start_s == 100.0

    def test_a_hold_does_not_make_a_turn_long(self, drafts: Any) -> None:
        draft = replace(
            drafts.with_turns(("customer", 10.0, 35.0)),
            silences=(Silence(12.0, 20.0, "hold", "customer", False),),
        )
        assert "held no turn" in reason(draft, "let_them_vent")

    def test_withheld_talk_overs_withhold_it(self, drafts: Any) -> None:
        why = dict.fromkeys(("count", "events"), "bleed")
        draft = replace(
            drafts.with_turns(("customer", 10.0, 40.0)),
            talk_overs=TalkOvers(None, None, None, None, None, None, why),
        )
        assert reason(draft, "let_them_vent") == "bleed"

    def test_a_mono_call_withholds_it(self, drafts: Any) -> None:
        draft = replace(drafts.empty(), incursions=None, reasons={"incursions": "one channel"})
        assert reason(draft, "let_them_vent") == "one channel"


class TestSteadyUnderPressure:
    RAISED = RaisedSpan(50.0, 55.0, 7.0, 3.0, 4.0)

    def test_counts_where_the_customers_voice_rose_and_the_agents_did_not(
        self, drafts: Any
    ) -> None:
        judged = technique(drafts.with_raised(customer=[self.RAISED]), "steady_under_pressure")
        assert judged.count == 1
        assert "level +7 dB, pitch +4.0 semitones" in judged.evidence[0].why

    @pytest.mark.parametrize(("start_s", "count"), [(60.0, 0), (76.0, 1), (40.0, 1), (49.0, 0)])
    def test_the_agents_raised_voice_denies_it_within_20_s(
        self, drafts: Any, start_s: float, count: int
    ) -> None:
        own = RaisedSpan(start_s, start_s + 3.0, 6.0, 3.0, None)
        draft = drafts.with_raised(customer=[self.RAISED], agent=[own])
        assert technique(draft, "steady_under_pressure").count == count

    def test_nothing_raised_leaves_nothing_to_judge(self, drafts: Any) -> None:
        why = reason(drafts.with_raised(), "steady_under_pressure")
        assert why == "the customer's voice was not raised"

    def test_an_agent_who_said_nothing_is_not_judged(self, drafts: Any) -> None:
        draft = replace(drafts.with_raised(customer=[self.RAISED]), activity={"agent": ()})
        assert "hardly spoke" in reason(draft, "steady_under_pressure")

    @pytest.mark.parametrize("party", ["agent", "customer"])
    def test_a_voice_that_was_not_measured_is_not_judged(self, drafts: Any, party: str) -> None:
        draft = drafts.with_raised(customer=[self.RAISED])
        unheard = replace(draft.loudness[party], reasons={"raised": "too little speech"})
        missing = {key: value for key, value in draft.loudness.items() if key != party}
        unscored = replace(draft.steadiness[party], score=None, reasons={"score": "bleed"})
        for changed, why in (
            (replace(draft, loudness={**draft.loudness, party: unheard}), "too little speech"),
            (replace(draft, loudness=missing), f"the {party}'s voice was not measured"),
            (replace(draft, steadiness={**draft.steadiness, party: unscored}), "bleed"),
            (replace(draft, steadiness={}), "steadiness was not measured"),
        ):
            assert why in reason(changed, "steady_under_pressure")


def test_the_same_call_gives_the_same_coaching(drafts: Any) -> None:
    draft = drafts.said(("agent", SORRY), ("customer", "this is unacceptable"))
    first: Coaching = coach(draft, Settings())
    assert coach(draft, Settings()) == first


def test_an_own_pack_takes_the_place_of_ours(drafts: Any, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'version = "1"\nlanguage = "en"\n[[techniques]]\nid = "tea"\nname = "Tea"\n'
        'group = "own"\nwhat = "Tea."\nwhy = "Tea."\nparty = "agent"\npatterns = ["tea"]\n',
        encoding="utf-8",
    )
    settings = with_values(Settings(), {"coaching": {"pack": str(own)}})
    coaching = coach(drafts.said(("agent", "a cup of tea"), ("customer", "tea")), settings)
    assert [(one.id, one.count) for one in coaching.techniques or ()] == [("tea", 1)]
    assert coaching.promises == ()


def test_techniques_stand_in_the_order_of_the_pack(drafts: Any) -> None:
    coaching = coach(drafts.empty(), Settings())
    ids = [one.id for one in coaching.techniques or ()]
    assert ids == [rule.id for rule in load_pack("en").techniques]
