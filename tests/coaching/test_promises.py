"""Promises: what the agent will do, who does it, and by when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import coach
from callcoach.coaching.record.promises import NOT_SAID_WHO, TWO_ORDERS
from callcoach.settings import Settings, with_values
from callcoach.types.review import Promise, Review

FRIDAY = "2026-11-27T10:15:00"


def recorded(draft: Review, at: str | None = FRIDAY) -> Review:
    return replace(draft, call=replace(draft.call, recorded_at=at))


def promised(drafts: Any, *lines: str, **more: Any) -> tuple[Promise, ...]:
    said = drafts.said(*(("agent", line) for line in lines), **more)
    return coach(recorded(said), Settings()).promises or ()


def one(drafts: Any, line: str) -> Promise:
    (promise,) = promised(drafts, line)
    return promise


def test_a_promise_has_its_words_its_time_and_its_date(drafts: Any) -> None:
    found = one(drafts, "Well. I'll call you back tomorrow morning. Okay?")
    assert found == Promise(
        start_s=0.4,
        text="I'll call you back tomorrow morning.",
        due="tomorrow morning",
        by="I",
        action="call you back",
        due_at="2026-11-28",
    )


@pytest.mark.parametrize(
    ("line", "by", "action", "due", "due_at"),
    [
        ("we will send it by monday", "we", "send it", "by monday", "2026-11-30"),
        (
            "I'm going to fix that within two business days",
            *("I", "fix that", "within two business days", "2026-12-01"),
        ),
        (
            "My colleague will call you on Monday at two in the afternoon, I promise.",
            *("My colleague", "call you", "on Monday at two in the afternoon", "2026-11-30T14:00"),
        ),
        (
            "By Monday, I'll send you the form.",
            *("I", "send you the form", "By Monday", "2026-11-30"),
        ),
        (
            "You'll hear from me within the hour.",
            *(None, "You'll hear from me", "within the hour", "2026-11-27T11:15"),
        ),
        (
            "Your phone left us today, and it will be with you tomorrow by noon.",
            *(None, "it will be with you", "tomorrow by noon", "2026-11-28T12:00"),
        ),
        (
            "um so what i'll do is i will email you the form by 5:30 pm okay",
            *("i", "email you the form", "by 5:30 pm", "2026-11-27T17:30"),
        ),
        (
            "You will receive an email within 24 to 48 hours.",
            *(None, "You will receive an email", "within 24 to 48 hours", "2026-11-29T10:15"),
        ),
    ],
)
def test_who_does_what_and_when_are_as_said(
    drafts: Any, line: str, by: str | None, action: str, due: str, due_at: str
) -> None:
    found = one(drafts, line)
    assert (found.by, found.action, found.due, found.due_at) == (by, action, due, due_at)
    assert found.reasons == ({} if by else {"by": NOT_SAID_WHO})


@pytest.mark.parametrize(
    "line",
    [
        "I will not call you tomorrow",
        "I'll call you back",
        "you can call tomorrow",
        "if I will see him tomorrow",
        "I think I will be there tomorrow",
        "I'll be honest, today is hard",
        "I can send it back, and it will be there by Monday. Or I can credit it by tomorrow.",
    ],
)
def test_no_promise_is_made_up(drafts: Any, line: str) -> None:
    assert promised(drafts, line) == ()


def test_the_customers_promises_are_not_the_agents(drafts: Any) -> None:
    draft = drafts.said(("agent", "okay"), ("customer", "I'll call you back tomorrow"))
    assert coach(draft, Settings()).promises == ()


@pytest.mark.parametrize("joint", [". And", " and"])
def test_two_promises_are_two_and_none_is_told_twice(drafts: Any, joint: str) -> None:
    line = f"I'll call you tomorrow{joint} we will send the part by Monday."
    found = promised(drafts, line)
    assert [promise.due for promise in found] == ["tomorrow", "by Monday"]
    assert [promise.action for promise in found] == ["call you", "send the part"]


def test_a_sentence_of_a_technique_is_one_promise(drafts: Any) -> None:
    """Both techniques and a pattern find it."""
    draft = drafts.said(("agent", "I will call you on Monday."), ("customer", "fine"))
    coaching = coach(recorded(draft), Settings())
    counts = {technique.id: technique.count for technique in coaching.techniques or ()}
    assert (counts["follow_up"], counts["next_step_with_time"]) == (1, 1)
    assert len(coaching.promises or ()) == 1


def test_what_the_text_model_alone_finds_is_no_promise(drafts: Any) -> None:
    asked = with_values(Settings(), {"coaching": {"text_model": "all"}})
    draft = recorded(drafts.said(("agent", "Ten working days at the latest, in the post.")))
    coaching = coach(draft, asked)
    counts = {technique.id: technique.count for technique in coaching.techniques or ()}
    assert counts["next_step_with_time"] == 1
    assert coaching.promises == ()


def test_without_the_date_of_the_call_the_words_stay(drafts: Any) -> None:
    draft = drafts.said(("agent", "I'll call you back tomorrow."))
    (found,) = coach(recorded(draft, None), Settings()).promises or ()
    assert (found.due, found.due_at) == ("tomorrow", None)
    assert found.reasons == {"due_at": "the date of the call is not known"}


def test_what_may_mean_two_days_says_so(drafts: Any) -> None:
    found = one(drafts, "We'll send it by Friday.")
    assert found.due_at == "2026-12-04"
    assert found.reasons["due_at"].startswith("it may also mean 2026-11-27")


def test_what_hangs_on_something_else_has_no_date(drafts: Any) -> None:
    found = one(drafts, "Once we have the form, we'll refund it within five business days.")
    assert found.due_at is None
    assert "yet to happen" in found.reasons["due_at"]


def test_hours_are_counted_from_the_promise_and_not_from_the_start(drafts: Any) -> None:
    lines = (*("Let me see what there is on this." for _ in range(10)), "I'll call you in an hour.")
    (found,) = promised(drafts, *lines)
    assert found.start_s > 30.0
    minutes = int(found.start_s // 60)
    assert found.due_at == f"2026-11-27T11:{15 + minutes:02d}"


def test_untimed_words_have_the_time_of_their_utterance(drafts: Any) -> None:
    (found,) = promised(drafts, "Okay. I'll call you tomorrow.", timed=False)
    assert (found.start_s, found.text) == (0.0, "I'll call you tomorrow.")


def test_a_pack_without_groups_for_who_and_what_still_gives_promises(
    drafts: Any, tmp_path: Any
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'version = "1"\nlanguage = "en"\n'
        'promises = ["we ship (?P<due>tomorrow|in due course|by 5 12)"]\n'
        '[[techniques]]\nid = "shipping"\nname = "x"\ngroup = "solve"\nwhat = "x"\nwhy = "x"\n'
        'party = "agent"\njudge = "none"\nnot_judged = "x"\n',
        encoding="utf-8",
    )
    settings = with_values(Settings(), {"coaching": {"pack": str(own)}})
    draft = recorded(
        drafts.said(
            ("agent", "We ship tomorrow."), ("agent", "We ship in due course. We ship by 5/12.")
        )
    )
    first, second, third = coach(draft, settings).promises or ()
    assert (first.due_at, first.by, first.action) == ("2026-11-28", None, None)
    assert set(first.reasons) == {"by", "action"}
    assert (second.due, second.due_at) == ("in due course", None)
    assert second.reasons["due_at"] == "the words for the time could not be read"
    assert (third.due, third.due_at, third.reasons["due_at"]) == ("by 5/12", None, TWO_ORDERS)


def test_no_transcript_and_another_language_withhold_promises(drafts: Any) -> None:
    for draft in (drafts.empty(), drafts.said(("agent", "Bis Freitag."), language="fr")):
        coaching = coach(draft, Settings())
        assert coaching.promises is None
        assert coaching.reasons["promises"]


def test_the_same_call_gives_the_same_promises(drafts: Any) -> None:
    lines = ("I'll call you tomorrow.", "We will ship it within three days.")
    assert promised(drafts, *lines) == promised(drafts, *lines)
    assert len(promised(drafts, *lines)) == 2
