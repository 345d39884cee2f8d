"""Vent windows: told by words, timed by the sound; what is not known says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import coach
from callcoach.coaching.vents import LOOKED_FOR_S
from callcoach.settings import Settings, with_values
from callcoach.types.call import Party
from callcoach.types.floor import Backchannel, Incursion, TalkOvers, Turn
from callcoach.types.review import Coaching, Finding, Review, Vent
from callcoach.types.words import Transcript, Utterance, Word

COMPLAINS = "I was charged twice and nobody called me back."
EMPATHY = "I understand how frustrating that is."
SORRY = "I am sorry that we charged you twice."
OPTION = "I can either refund it today or credit your account."
SMALL = "What is your account number?"

Line = tuple[Party, float, float, str]


def heard(drafts: Any, *lines: Line, listening: Sequence[Line] = (), s: float = 300.0) -> Review:
    """A call of these lines, each with its turn, and listener's words that are no turns."""
    spoken = [_utterance(line) for line in (*lines, *listening)]
    turns: list[Turn[Party]] = []
    for party, start_s, end_s, _ in lines:
        if turns and turns[-1].party == party:
            turns[-1] = replace(turns[-1], end_s=end_s)
        else:
            turns.append(Turn(party, start_s, end_s))
    return replace(
        drafts.empty(),
        call=replace(drafts.empty().call, duration_s=s),
        turns=tuple(turns),
        activity={
            party: tuple((a, b) for who, a, b, _ in (*lines, *listening) if who == party)
            for party in ("agent", "customer")
        },
        backchannels=tuple(Backchannel(w, a, b, text, True) for w, a, b, text in listening),
        transcript=Transcript(
            "test",
            None,
            {"agent": "en", "customer": "en"},
            tuple(sorted(spoken, key=lambda one: one.start_s)),
        ),
        reasons={},
    )


def _utterance(line: Line) -> Utterance[Party]:
    party, start_s, end_s, text = line
    parts = text.split()
    step_s = (end_s - start_s) / len(parts)
    words = tuple(
        Word(start_s + i * step_s, start_s + (i + 1) * step_s, part) for i, part in enumerate(parts)
    )
    return Utterance(party, start_s, end_s, text, words)


def coached(draft: Review) -> Coaching:
    return coach(draft, Settings())


def vents(draft: Review) -> tuple[Vent, ...]:
    found = coached(draft).vents
    assert found is not None
    return found


def one(draft: Review) -> Vent:
    (vent,) = vents(draft)
    return vent


def finding(draft: Review, finding_id: str) -> Finding | None:
    return next((each for each in coached(draft).findings if each.id == finding_id), None)


GOOD: tuple[Line, ...] = (
    ("agent", 0.0, 3.0, "Good morning, how can I help you?"),
    ("customer", 4.0, 20.0, COMPLAINS),
    ("agent", 21.0, 24.0, EMPATHY),
    ("agent", 24.5, 28.0, SORRY),
    ("customer", 28.5, 30.0, "Yes, exactly."),
    ("agent", 31.0, 36.0, OPTION),
    ("customer", 37.0, 38.0, "The refund, please."),
)


class TestTimes:
    def test_each_is_counted_from_the_start_of_the_complaint(self, drafts: Any) -> None:
        listening: list[Line] = [("agent", 8.0, 8.5, "I see."), ("agent", 12.0, 12.4, "mm-hm")]
        assert one(heard(drafts, *GOOD, listening=listening)) == Vent(
            start_s=4.0,
            end_s=20.0,
            agent_first_words_s=17.0,
            acknowledged_s=17.0,
            apologised_s=20.5,
            option_s=27.0,
            n_affirmations=2,
            n_talk_overs=0,
            order="acknowledged_first",
        )

    def test_start_and_end_are_those_of_the_turn_and_not_of_the_words(self, drafts: Any) -> None:
        """Words that come late in a long turn, set half a second off by their recogniser."""
        late = ("customer", 14.5, 20.5, COMPLAINS)
        draft = heard(drafts, GOOD[0], ("customer", 4.0, 14.0, "Hello there."), late, *GOOD[2:])
        sound = (Turn("agent", 0.0, 3.0), Turn("customer", 4.0, 20.0), *draft.turns[2:])
        vent = one(replace(draft, turns=sound))
        assert (vent.start_s, vent.end_s) == (4.0, 20.0)

    def test_breaking_in_counts_as_first_words_and_as_a_talk_over(
        self, drafts: Any, come_in: Any
    ) -> None:
        event: Incursion[Party] = come_in(9.0, 0.8, kind="butting_in", words=("and", "yes but"))
        draft = replace(
            heard(drafts, *GOOD),
            incursions=(event,),
            talk_overs=TalkOvers(1, 1, 1, 0, 0.8, (0,)),
        )
        vent = one(draft)
        assert (vent.agent_first_words_s, vent.n_talk_overs) == (5.0, 1)
        assert vent.acknowledged_s == 17.0

    def test_an_overlap_that_is_no_word_of_their_own_does_not_count(
        self, drafts: Any, come_in: Any
    ) -> None:
        event = replace(come_in(9.0, 0.4, kind="butting_in"), kind="backchannel")
        vent = one(replace(heard(drafts, *GOOD), incursions=(event,)))
        assert (vent.agent_first_words_s, vent.n_talk_overs) == (17.0, 0)

    def test_what_came_before_the_complaint_is_no_answer_to_it(self, drafts: Any) -> None:
        early: Line = ("agent", 0.0, 3.0, SORRY)
        vent = one(heard(drafts, early, GOOD[1], ("agent", 21.0, 24.0, SMALL)))
        assert vent.apologised_s is None

    @pytest.mark.parametrize(("after_s", "is_found"), [(-0.5, True), (0.5, False)])
    def test_an_answer_is_looked_for_for_two_minutes(
        self, drafts: Any, after_s: float, is_found: bool
    ) -> None:
        at_s = 20.0 + LOOKED_FOR_S + after_s
        draft = heard(drafts, *GOOD[:2], ("agent", 21.0, 24.0, SMALL), ("agent", at_s, 170, SORRY))
        vent = one(draft)
        assert vent.agent_first_words_s == 17.0
        assert (vent.apologised_s is not None) == is_found
        if not is_found:
            assert vent.reasons["apologised_s"] == (
                "no apology was found in the agent's words by 2:20"
            )

    def test_the_text_model_tells_acknowledgements_and_no_options(self, drafts: Any) -> None:
        asked = with_values(Settings(), {"coaching": {"text_model": True}})
        draft = heard(
            drafts,
            GOOD[1],
            ("agent", 21.0, 24.0, "Ten working days at the latest, in the post."),
            ("agent", 25.0, 28.0, "That must have been a horrible shock for you."),
        )
        coaching = coach(draft, asked)
        counts = {technique.id: technique.count for technique in coaching.techniques or ()}
        assert (counts["next_step_with_time"], counts["empathy"]) == (1, 1)
        assert coaching.vents is not None
        assert [(vent.acknowledged_s, vent.option_s) for vent in coaching.vents] == [(21.0, None)]
        assert one(draft).acknowledged_s is None


class TestRuns:
    def test_affirming_turns_of_the_agent_do_not_part_a_complaint(self, drafts: Any) -> None:
        vent = one(
            heard(
                drafts,
                ("customer", 4.0, 10.0, COMPLAINS),
                ("agent", 10.5, 12.0, "Okay, I see."),
                ("customer", 12.5, 20.0, "This is the third time it happened to me."),
                ("agent", 21.0, 24.0, EMPATHY),
            )
        )
        assert (vent.start_s, vent.end_s, vent.agent_first_words_s) == (4.0, 20.0, 17.0)

    def test_words_of_their_own_do(self, drafts: Any) -> None:
        first, second = vents(
            heard(
                drafts,
                ("customer", 4.0, 10.0, COMPLAINS),
                ("agent", 10.5, 12.0, SMALL),
                ("customer", 12.5, 20.0, "This is the third time it happened to me."),
                ("agent", 21.0, 24.0, EMPATHY),
            )
        )
        assert (first.start_s, first.end_s, first.agent_first_words_s) == (4.0, 10.0, 6.5)
        assert (second.start_s, second.end_s, second.agent_first_words_s) == (12.5, 20.0, 8.5)
        assert first.acknowledged_s is None
        assert "by 0:12" in first.reasons["acknowledged_s"]

    @pytest.mark.parametrize(("pause_s", "n"), [(9.5, 1), (10.5, 2)])
    def test_ten_seconds_without_a_word_part_it(self, drafts: Any, pause_s: float, n: int) -> None:
        at_s = 10.0 + pause_s
        draft = heard(
            drafts,
            ("customer", 4.0, 10.0, COMPLAINS),
            ("customer", at_s, at_s + 6.0, "This is the third time it happened to me."),
        )
        turns = (Turn("customer", 4.0, 10.0), Turn("customer", at_s, at_s + 6.0))
        assert len(vents(replace(draft, turns=turns))) == n

    def test_what_lies_between_two_complaints_belongs_to_them(self, drafts: Any) -> None:
        draft = heard(
            drafts,
            ("customer", 4.0, 10.0, COMPLAINS),
            ("agent", 10.2, 11.2, "Right."),
            ("customer", 11.5, 25.0, "And then I went home and looked at it with my son."),
            ("agent", 25.2, 26.2, "Okay."),
            ("customer", 26.5, 30.0, "This is the third time it happened to me."),
            ("agent", 31.0, 33.0, SMALL),
        )
        assert [(vent.start_s, vent.end_s) for vent in vents(draft)] == [(4.0, 30.0)]

    def test_no_complaint_is_none(self, drafts: Any) -> None:
        assert vents(heard(drafts, GOOD[0], ("customer", 4.0, 6.0, "A new card, please."))) == ()

    def test_words_outside_of_turns_take_their_unit_of_speech(self, drafts: Any) -> None:
        draft = heard(drafts, *GOOD)
        only_agent = tuple(turn for turn in draft.turns if turn.party == "agent")
        vent = one(replace(draft, turns=only_agent, activity={"customer": ((3.5, 21.0),)}))
        assert (vent.start_s, vent.end_s) == (3.5, 21.0)


class TestOrder:
    def test_a_solution_before_the_acknowledgement_is_told_with_both_moments(
        self, drafts: Any
    ) -> None:
        draft = heard(
            drafts, GOOD[1], ("agent", 21.0, 26.0, OPTION), ("agent", 27.0, 30.0, EMPATHY)
        )
        assert one(draft).order == "solved_first"
        found = finding(draft, "solved_first")
        assert found is not None
        assert (found.kind, found.severity) == ("coach", 1)
        assert [shown.party for shown in found.evidence] == ["customer", "agent"]
        assert "6.0 s before the first acknowledgement" in found.detail
        assert finding(draft, "no_acknowledgement") is None
        assert finding(draft, "acknowledged_first") is None

    def test_where_none_was_found_it_is_a_note_and_says_no_more(self, drafts: Any) -> None:
        draft = heard(drafts, GOOD[1], ("agent", 21.0, 26.0, OPTION))
        vent = one(draft)
        assert vent.order is None
        assert vent.reasons["order"] == vent.reasons["acknowledged_s"]
        found = finding(draft, "no_acknowledgement")
        assert found is not None
        assert found.kind == "note"
        assert "it may have been said" in found.detail
        assert finding(draft, "solved_first") is None

    def test_without_a_solution_nothing_is_said(self, drafts: Any) -> None:
        draft = heard(drafts, GOOD[1], ("agent", 21.0, 26.0, SMALL))
        assert one(draft).order is None
        assert "no option" in one(draft).reasons["order"]
        for name in ("no_acknowledgement", "solved_first", "acknowledged_first"):
            assert finding(draft, name) is None

    def test_an_apology_acknowledges_too(self, drafts: Any) -> None:
        draft = heard(drafts, GOOD[1], ("agent", 21.0, 24.0, SORRY), ("agent", 25.0, 30.0, OPTION))
        assert one(draft).order == "acknowledged_first"
        assert one(draft).acknowledged_s is None

    def test_one_sentence_with_both_is_the_good_order(self, drafts: Any) -> None:
        both = "I understand how frustrating that is, and I can either refund it or credit it."
        assert one(heard(drafts, GOOD[1], ("agent", 21.0, 26.0, both))).order == (
            "acknowledged_first"
        )

    def test_the_good_order_is_praised(self, drafts: Any) -> None:
        found = finding(heard(drafts, *GOOD), "acknowledged_first")
        assert found is not None
        assert found.kind == "praise"
        assert [shown.party for shown in found.evidence] == ["customer", "agent"]
        assert "complained at 0:04; you took it up at 0:21" in found.detail
        assert "a way on at 0:31" in found.detail

    def test_but_not_when_it_came_late(self, drafts: Any) -> None:
        draft = heard(
            drafts,
            GOOD[1],
            ("agent", 21.0, 24.0, SMALL),
            ("agent", 36.0, 39.0, EMPATHY),
            ("agent", 40.0, 45.0, OPTION),
        )
        assert one(draft).order == "acknowledged_first"
        assert finding(draft, "acknowledged_first") is None


class TestWithheld:
    def why(self, draft: Review) -> str:
        coaching = coached(draft)
        assert coaching.vents is None
        return coaching.reasons["vents"]

    def test_without_words_no_run_is_known(self, drafts: Any) -> None:
        assert self.why(drafts.empty()) == "no transcript"

    def test_another_language_is_not_judged(self, drafts: Any) -> None:
        assert "spoken in 'de'" in self.why(drafts.said(("customer", COMPLAINS), language="de"))

    def test_a_customer_without_words_is_told(self, drafts: Any) -> None:
        assert "no words of the customer" in self.why(drafts.said(("agent", EMPATHY)))

    def test_one_channel_for_both_has_no_times(self, drafts: Any) -> None:
        draft = replace(
            heard(drafts, *GOOD), incursions=None, reasons={"incursions": "one channel"}
        )
        assert self.why(draft) == "one channel"

    def test_a_pack_without_complaints_is_told(self, drafts: Any, tmp_path: Any) -> None:
        own = tmp_path / "own.toml"
        own.write_text('version = "1"\nlanguage = "en"\ntechniques = []\n', encoding="utf-8")
        settings = with_values(Settings(), {"coaching": {"pack": str(own)}})
        coaching = coach(heard(drafts, *GOOD), settings)
        assert coaching.vents is None
        assert "no technique 'complaint'" in coaching.reasons["vents"]

    def test_a_silent_agent_leaves_each_answer_with_its_reason(self, drafts: Any) -> None:
        vent = one(heard(drafts, GOOD[1]))
        answers = ("agent_first_words_s", "acknowledged_s", "apologised_s", "option_s", "order")
        assert [getattr(vent, name) for name in answers] == [None] * 5
        assert set(answers) <= set(vent.reasons)
        assert "affirm before the end of the call" in vent.reasons["agent_first_words_s"]
        assert vent.reasons["apologised_s"] == "the transcript holds no words of the agent"

    def test_withheld_talk_overs_are_not_counted(self, drafts: Any) -> None:
        none = TalkOvers(None, None, None, None, None, None, {"events": "bleed"})
        vent = one(replace(heard(drafts, *GOOD), talk_overs=none))
        assert (vent.n_talk_overs, vent.reasons["n_talk_overs"]) == (None, "bleed")
        assert vent.acknowledged_s == 17.0

    def test_affirmations_that_are_not_known_are_not_counted(self, drafts: Any) -> None:
        draft = replace(heard(drafts, *GOOD), backchannels=None, reasons={"backchannels": "mono"})
        vent = one(draft)
        assert (vent.n_affirmations, vent.reasons["n_affirmations"]) == (None, "mono")


def test_the_same_call_gives_the_same_vents(drafts: Any) -> None:
    assert vents(heard(drafts, *GOOD)) == vents(heard(drafts, *GOOD))


def test_a_shift_in_time_shifts_the_runs_and_nothing_else(drafts: Any) -> None:
    later = [(party, a + 32.0, b + 32.0, text) for party, a, b, text in GOOD]
    vent, moved = one(heard(drafts, *GOOD)), one(heard(drafts, *later))
    assert moved == replace(vent, start_s=vent.start_s + 32.0, end_s=vent.end_s + 32.0)
