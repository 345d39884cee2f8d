"""The interaction note: only what was said, and why the rest is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import coach
from callcoach.coaching.record.note import QUOTE_MOST, WANTS_WITHIN_S
from callcoach.settings import Settings
from callcoach.types.call import Party
from callcoach.types.review import InteractionNote, Review

FRIDAY = "2026-11-27T10:15:30"
HELLO = "Good morning, my name is Anna, how can I help?"
COMPLAINS = "Hello. I was charged twice and nobody called me back. I am not happy."


def noted(draft: Review, recorded_at: str | None = FRIDAY) -> InteractionNote:
    found = coach(replace(draft, call=replace(draft.call, recorded_at=recorded_at)), Settings())
    assert found.note is not None
    return found.note


def test_a_whole_note(drafts: Any) -> None:
    draft = drafts.said(
        ("agent", HELLO),
        ("customer", COMPLAINS),
        ("agent", "I have refunded the second payment. I'll call you on Monday by noon."),
        ("customer", "Fine."),
        ("agent", "And you'll get a letter within three business days."),
    )
    assert noted(draft) == InteractionNote(
        date="2026-11-27T10:15",
        parties="Anna (agent) and a customer",
        issue="I was charged twice and nobody called me back.",
        actions=("I have refunded the second payment.",),
        promises=(
            "I'll call you on Monday by noon. (due 2026-11-30 12:00)",
            "And you'll get a letter within three business days. (due 2026-12-02)",
        ),
        next_step="I'll call you on Monday by noon. (due 2026-11-30 12:00)",
        duration_s=draft.call.duration_s,
    )


class TestDate:
    @pytest.mark.parametrize(
        ("stamp", "date"),
        [
            ("2026-11-27", "2026-11-27"),
            ("2026-11-27T00:00:00", "2026-11-27"),
            ("2026-11-27T10:15:30+02:00", "2026-11-27T10:15+02:00"),
        ],
    )
    def test_it_is_as_exact_as_the_stamp(self, drafts: Any, stamp: str, date: str) -> None:
        assert noted(drafts.said(("agent", HELLO)), stamp).date == date

    @pytest.mark.parametrize("stamp", [None, "yesterday"])
    def test_without_a_stamp_it_is_missing_with_the_reason(
        self, drafts: Any, stamp: str | None
    ) -> None:
        note = noted(drafts.said(("agent", HELLO)), stamp)
        assert note.date is None
        assert note.reasons["date"] == "the recording does not say"


class TestParties:
    def parties(self, drafts: Any, *lines: tuple[Party, str]) -> str:
        return noted(drafts.said(*lines)).parties

    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("Hello, this is Dana, how can I help?", "Dana"),
            ("You are speaking with O'Neill.", "O'Neill"),
            ("Marta speaking, what can I do for you?", "Marta"),
        ],
    )
    def test_the_agents_name_is_taken_from_the_opening(
        self, drafts: Any, line: str, name: str
    ) -> None:
        assert self.parties(drafts, ("agent", line)) == f"{name} (agent) and a customer"

    @pytest.mark.parametrize(
        "lines",
        [
            [("agent", "my name is on the account as well")],
            [("agent", "Welcome."), ("customer", "My name is Peter.")],
            [("agent", "This is NORTHWIND speaking.")],
            [("agent", "Let me look at that for you. " * 30), ("agent", "My name is Anna.")],
        ],
        ids=["no name", "the customer's", "no person's", "too late"],
    )
    def test_what_is_not_sure_is_left_out(
        self, drafts: Any, lines: list[tuple[Party, str]]
    ) -> None:
        assert self.parties(drafts, *lines) == "an agent and a customer"


class TestIssue:
    def issue(self, drafts: Any, *lines: str) -> str | None:
        said: list[tuple[Party, str]] = [("agent", HELLO)]
        said += [("customer", line) for line in lines]
        return noted(drafts.said(*said)).issue

    def test_a_complaint_comes_before_a_request(self, drafts: Any) -> None:
        found = self.issue(drafts, "I'd like to ask something.", "Nobody called me about it.")
        assert found == "Nobody called me about it."

    def test_without_one_it_is_what_they_want(self, drafts: Any) -> None:
        assert self.issue(drafts, "Hello. I'd like to know when my phone will come.") == (
            "I'd like to know when my phone will come."
        )

    def test_a_request_late_in_the_call_is_another_one(self, drafts: Any) -> None:
        n = int(WANTS_WITHIN_S / 0.4)
        assert self.issue(drafts, "well " + "so " * n, "I'd like to know the price.") is None

    def test_neither_gives_the_reason(self, drafts: Any) -> None:
        note = noted(drafts.said(("agent", HELLO), ("customer", "Okay then.")))
        assert note.issue is None
        assert "neither a complaint nor a request" in note.reasons["issue"]

    def test_a_long_one_is_cut_at_a_sentence_or_between_words(self, drafts: Any) -> None:
        long = "I was charged twice for extraordinarily complicated subscriptions of " * 2
        whole = self.issue(
            drafts, long + "incomprehensible international telecommunications and more, sir."
        )
        assert whole is not None
        assert QUOTE_MOST - 30 < len(whole) <= QUOTE_MOST + 2
        assert whole.endswith(" and more \u2026")
        short = "I was charged twice. Nobody called me. "
        assert self.issue(drafts, short * 8) == (short * 5).strip()

    def test_its_sentence_is_quoted_whole(self, drafts: Any) -> None:
        line = "Since last spring and all of the summer and autumn nobody called me about the "
        line += "letter that I sent to you by post in May with all of my papers in it."
        assert self.issue(drafts, "Hello. " + line + " Well.") == line

    def test_a_sentence_without_marks_is_quoted_around_its_words(self, drafts: Any) -> None:
        found = self.issue(drafts, "so " * 40 + "i was charged twice and " + "then " * 40)
        assert found is not None
        assert "i was charged twice" in found
        assert len(found.split()) < 30


class TestDone:
    def done(self, drafts: Any, *lines: str) -> tuple[str, ...]:
        return noted(drafts.said(*(("agent", line) for line in lines))).actions

    @pytest.mark.parametrize(
        ("line", "quote"),
        [
            ("Okay, so I've just sent the form to you.", "I've just sent the form to you."),
            ("I have put a note on your account.", "I have put a note on your account."),
            ("We've taken the fee off.", "We've taken the fee off."),
            ("I am writing this down in your file.", "I am writing this down in your file."),
            ("Your refund has just been processed.", "Your refund has just been processed."),
            ("I've booked a technician for Monday.", "I've booked a technician for Monday."),
        ],
    )
    def test_what_is_done_is_quoted(self, drafts: Any, line: str, quote: str) -> None:
        assert self.done(drafts, line) == (quote,)

    @pytest.mark.parametrize(
        "line",
        [
            "I have not sent it yet.",
            "Once I have sent the form, you can sign it.",
            "If we have refunded it, you will see it.",
            "You did not read the letter that we sent you.",
            "We've changed our terms.",
            "I am sending a technician tomorrow.",
            "Have I sent you the form?",
            "I have sent you the form before, is that right?",
            "You have sent the form.",
            "I can put a note on your account.",
            "That is done today before five.",
        ],
    )
    def test_nothing_is_made_up(self, drafts: Any, line: str) -> None:
        assert self.done(drafts, line) == ()

    def test_once_is_enough(self, drafts: Any) -> None:
        assert len(self.done(drafts, "I've sent the form.", "I've sent the form.")) == 1

    def test_what_the_customer_did_is_none(self, drafts: Any) -> None:
        draft = drafts.said(("agent", HELLO), ("customer", "I have sent the form."))
        assert noted(draft).actions == ()


class TestNextStep:
    def test_it_is_the_one_that_is_due_first_not_the_first_one_said(self, drafts: Any) -> None:
        note = noted(
            drafts.said(
                ("agent", "I'll call you on Tuesday. And I'll email you tomorrow by 9 am."),
                ("agent", "I'll text you tomorrow."),
            )
        )
        assert note.next_step == "And I'll email you tomorrow by 9 am. (due 2026-11-28 09:00)"
        assert len(note.promises) == 3

    def test_several_without_a_date_have_no_order(self, drafts: Any) -> None:
        draft = drafts.said(("agent", "I'll call you tomorrow. I'll email you on Monday."))
        note = noted(draft, None)
        assert note.next_step is None
        assert "due first is not known: the date of the call" in note.reasons["next_step"]

    def test_the_only_one_needs_no_date(self, drafts: Any) -> None:
        note = noted(drafts.said(("agent", "I'll call you tomorrow.")), None)
        assert note.next_step == (
            "I'll call you tomorrow. (no date; the date of the call is not known)"
        )

    def test_none_promised_is_told(self, drafts: Any) -> None:
        note = noted(drafts.said(("agent", HELLO)))
        assert (note.promises, note.next_step) == ((), None)
        assert note.reasons["next_step"] == "no promise with a time was found"

    def test_what_is_not_sure_of_a_date_stands_in_the_note(self, drafts: Any) -> None:
        (told,) = noted(drafts.said(("agent", "I'll call you by Friday."))).promises
        assert told == (
            "I'll call you by Friday. (due 2026-12-04; "
            "it may also mean 2026-11-27; the later day is given)"
        )

    def test_a_long_sentence_is_told_in_short(self, drafts: Any) -> None:
        line = "so what we do now since you have been waiting for such a very long time is that "
        line += "my colleague will call you on monday and then we look at everything once more ok"
        (told,) = noted(drafts.said(("agent", line))).promises
        assert told == "my colleague: call you, on monday (due 2026-11-30)"


class TestWithheld:
    def test_without_words_there_is_no_note(self, drafts: Any) -> None:
        coaching = coach(drafts.empty(), Settings())
        assert coaching.note is None
        assert coaching.reasons["note"] == "no transcript"

    def test_nor_in_another_language(self, drafts: Any) -> None:
        draft = drafts.said(("agent", "Guten Tag."), ("customer", "Hallo."), language="fr")
        coaching = coach(draft, Settings())
        assert coaching.note is None
        assert "spoken in 'fr'" in coaching.reasons["note"]

    def test_a_silent_agent_leaves_the_issue(self, drafts: Any) -> None:
        note = noted(drafts.said(("customer", COMPLAINS)))
        assert note.issue == "I was charged twice and nobody called me back."
        assert (note.actions, note.promises) == ((), ())
        assert note.reasons["next_step"] == "the transcript holds no words of the agent"

    def test_a_silent_customer_leaves_the_agents_part(self, drafts: Any) -> None:
        note = noted(drafts.said(("agent", "I have sent the form.")))
        assert note.actions == ("I have sent the form.",)
        assert note.reasons["issue"] == "the transcript holds no words of the customer"


def test_markup_and_apostrophes_stay_as_they_were_said(drafts: Any) -> None:
    draft = drafts.said(
        ("agent", "My name is D'Angelo. I've sent the <b>form</b> & more."),
        ("customer", "Nobody called me about O'Brien's <script>."),
    )
    note = noted(draft)
    assert note.parties == "D'Angelo (agent) and a customer"
    assert note.actions == ("I've sent the <b>form</b> & more.",)
    assert note.issue == "Nobody called me about O'Brien's <script>."


def test_the_same_call_gives_the_same_note(drafts: Any) -> None:
    draft = drafts.said(("agent", HELLO), ("customer", COMPLAINS), ("agent", "I've sent it now."))
    assert noted(draft) == noted(draft)
