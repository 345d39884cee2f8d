"""No field of a redacted review tells what was taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_examples import mono

from callcoach.coaching import coach
from callcoach.pipeline import judge_timeline
from callcoach.settings import Settings
from callcoach.types.review import Evidence, Finding, InteractionNote, Promise, Review
from callcoach.words.redact_review import redact_review

CARD = "four zero one two eight eight eight eight eight eight eight eight one eight eight one"

OTHER = "5105 1051 0510 5100"
"""A card number that is not in the words of the call."""


def a_review(secret: str) -> Review:
    """A judged call in which the agent comes in on a customer who is reading a secret out."""
    said = f"So my number is {secret} as I told you before and before that"
    step_s = 0.4
    words = [
        {"text": each, "start_s": 2 + step_s * i, "end_s": 2 + step_s * (i + 1)}
        for i, each in enumerate(said.split())
    ]
    end_s = words[-1]["end_s"]
    return judge_timeline(
        {
            "duration_s": 60.0,
            "language": "en",
            "utterances": [
                {"party": "agent", "start_s": 0.2, "end_s": 1.6, "text": "What is your number?"},
                {"party": "customer", "start_s": 2.0, "end_s": end_s, "words": words},
                {
                    "party": "agent",
                    "start_s": 5.1,
                    "end_s": 9.3,
                    "text": f"I will call you back on {secret} by Friday at noon",
                },
            ],
        }
    )


def texts(plain: Any) -> Iterator[str]:
    """Every text in a review, names of fields left aside."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for value in plain.values():
            yield from texts(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from texts(value)


def told_of(review: Review, secret: str) -> list[str]:
    """The texts that hold two words of the secret in a row."""
    words = [re.escape(word) for word in secret.split()]
    pairs = {f"{a}[ ,.]+{b}" for a, b in pairwise(words)} or set(words)
    telling = re.compile("|".join(rf"\b{pair}\b" for pair in pairs))
    return [text for text in texts(review.to_dict()) if telling.search(text)]


SECRETS = [
    CARD,
    "4012 8888 8888 1881",
    "two one two five five five oh one four three",
    "john dot smith at example dot com",
    "john.smith@example.com",
    "AB 55 29 17",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_field_tells_it(secret: str) -> None:
    review = a_review(secret)
    before = told_of(review, secret)
    quoting = [*(review.incursions or ()), *(review.promises or ())]
    assert len(before) >= 4  # the transcript, and what quotes it
    assert quoting
    found = redact_review(review)
    assert told_of(found, secret) == []
    assert found.redaction is not None
    assert sum(found.redaction.counts.values()) == 2


@pytest.mark.parametrize("secret", SECRETS)
def test_the_note_and_the_promises_keep_their_dates_and_lose_the_secret(secret: str) -> None:
    judged = a_review(secret)
    dated = replace(judged, call=replace(judged.call, recorded_at="2026-11-23T10:15:00"))
    coaching = coach(dated, Settings())
    review = replace(dated, promises=coaching.promises, note=coaching.note, vents=coaching.vents)
    told = {name for name in ("promises", "note") if _tells(getattr(review, name), secret)}
    assert told == {"promises", "note"}
    found = redact_review(review)
    assert told_of(found, secret) == []
    assert found.promises is not None
    assert found.note is not None
    (promise,) = found.promises
    assert promise.by == "I"
    assert promise.action is not None
    assert promise.action.startswith("call you back on ")
    assert promise.action.endswith("]")
    assert (promise.due, promise.due_at) == ("by Friday at noon", "2026-11-27T12:00")
    assert found.note.date == "2026-11-23T10:15"
    assert found.note.next_step is not None
    assert found.note.next_step.endswith("(due 2026-11-27 12:00)")
    assert found.vents == review.vents


def _tells(part: Any, secret: str) -> bool:
    return secret.split(maxsplit=1)[0] in repr(part)


def test_a_complaint_that_reads_a_secret_out_is_redacted_in_the_note() -> None:
    review = judge_timeline(
        {
            "duration_s": 30.0,
            "language": "en",
            "utterances": [
                {
                    "party": "customer",
                    "start_s": 1.0,
                    "end_s": 15.0,
                    "text": f"Nobody called me back on card {CARD} about it.",
                },
                {
                    "party": "agent",
                    "start_s": 16.0,
                    "end_s": 29.0,
                    "text": f"I have just sent {CARD} to my colleague.",
                },
            ],
        }
    )
    found = redact_review(review)
    assert found.note is not None
    assert found.note.issue == "Nobody called me back on card [card number] about it."
    assert found.note.actions == ("I have just sent [card number] to my colleague.",)
    assert told_of(found, CARD) == []


def test_a_quote_that_breaks_off_within_a_number_is_redacted_to_its_last_figure() -> None:
    review = a_review(CARD)
    assert review.incursions is not None
    cut = replace(
        review.incursions[0], cut_off="So my number is four", said="one two", over_said="one"
    )
    found = redact_review(replace(review, incursions=(cut,)))
    assert found.incursions is not None
    assert found.incursions[0].cut_off == "So my number is [card number]"
    assert found.incursions[0].said == "[card number]"
    assert found.incursions[0].over_said == "[card number]"


def test_what_is_written_of_the_call_is_redacted_and_its_measures_are_not() -> None:
    review = a_review(CARD)
    took = "Took " + " ".join(CARD.split()[:8])
    note = InteractionNote(None, "agent", f"Card {CARD}", (took,), (), None)
    told = Finding(
        "x", "note", 1, 2.0, 9.0, "You said four zero one two",
        "At 4012 8888 you spoke 44100 times", None, (),
    )  # fmt: skip
    promise = Promise(5.1, f"call you on {CARD}", "Friday", f"our {OTHER}", f"call on {OTHER}")
    full = replace(review, note=note, findings=(told,), promises=(promise,))
    found = redact_review(full)
    assert told_of(found, CARD) == []
    assert found.note is not None
    assert found.promises is not None
    assert (found.promises[0].by, found.promises[0].action) == (
        "our [card number]",
        "call on [card number]",
    )
    assert found.note.issue == "Card [card number]"
    assert found.note.actions == ("Took [card number]",)
    assert found.findings[0].title == "You said [card number]"
    assert found.findings[0].detail == "At 4012 8888 you spoke 44100 times"
    for name in ("time", "talk_overs", "pace", "activity", "turns", "response"):
        assert getattr(found, name) == getattr(review, name)


def test_a_scorecard_tells_none_of_it_either() -> None:
    review = a_review(CARD)
    assert review.scorecard is not None
    finish = review.scorecard.items[0]
    moment = Evidence("agent", 5.1, 9.3, f"I will call you back on {CARD} by Friday", "a promise")
    finish = replace(finish, evidence=(moment,), why=f"found once: {CARD}")
    said = replace(finish, overridden_by="Dana", comment=f"read {CARD} out, mail a@b.com")
    items = tuple(said if item.id == said.id else item for item in review.scorecard.items)
    notice = f"An answer to 'four zero one two' was kept: {CARD}"
    card = replace(review.scorecard, items=items, notices=(notice,))
    found = redact_review(replace(review, scorecard=card))
    assert told_of(found, CARD) == []
    assert found.scorecard is not None
    cleaned = next(item for item in found.scorecard.items if item.id == said.id)
    assert "[card number]" in (cleaned.evidence[0].quote or "")
    assert cleaned.comment == "read [card number] out, mail [e-mail]"
    assert (cleaned.answer, found.scorecard.score) == (True, review.scorecard.score)


def test_a_redacted_review_stays_as_it_is() -> None:
    once = redact_review(a_review(CARD))
    assert redact_review(once) == once
    assert Review.from_dict(once.to_dict()) == once


def test_a_review_says_that_it_was_redacted_and_how_much() -> None:
    found = redact_review(a_review(CARD))
    assert found.quality.notices[0].startswith("Redacted: 2 card numbers taken out of the words")
    assert found.redaction is not None
    # The customer reads from 3.6 s to 10 s; the agent's words have no times of their own.
    assert found.redaction.silenced == ((3.45, 10.15),)
    assert "silent there (6.7 s)" in found.quality.notices[0]
    none = redact_review(a_review("nothing special"))
    assert none.redaction is not None
    assert none.redaction.silenced == ()
    assert none.quality.notices[0].startswith("Redacted: no card, phone or other long number")


def test_a_review_without_words_says_that_nothing_could_be_looked_for() -> None:
    silent = replace(mono(), transcript=None, reasons={**mono().reasons, "transcript": "none"})
    found = redact_review(silent)
    assert found.transcript is None
    assert found.quality.notices[0] == (
        "Redacted: there are no words to look through, so the page holds no sound."
    )


def test_a_language_whose_numbers_are_not_known_is_told() -> None:
    review = a_review("4012 8888 8888 1881")
    assert review.transcript is not None
    spoken = replace(review.transcript, language={"agent": "fr", "customer": "fr"})
    found = redact_review(replace(review, transcript=spoken))
    assert told_of(found, "4012 8888 8888 1881") == []
    assert "in English only; this call is in fr" in found.quality.notices[1]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("+12125550143_in.wav", "[number]_in.wav"),
        ("20240131-101530_2125550143.wav", "20240131-101530_[number].wav"),
        ("20240131101530.wav", "20240131101530.wav"),
        ("call a.b@example.com in.wav", "call [e-mail] in.wav"),
    ],
)
def test_a_telephone_in_the_name_of_the_recording_goes(name: str, shown: str) -> None:
    review = a_review(CARD)
    found = redact_review(replace(review, call=replace(review.call, source=name)))
    assert found.call.source == shown
    assert found.call.id == review.call.id


FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(FIGURES), min_size=9, max_size=19))
def test_no_number_of_nine_figures_and_more_is_told(figures: list[str]) -> None:
    secret = " ".join(figures)
    assert told_of(redact_review(a_review(secret)), secret) == []
