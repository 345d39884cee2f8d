"""The checklist: techniques in groups, a missing one as an opportunity, never as a failure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_examples import mono, no_words, two_channel

from callcoach.report.checklist import checklist, why_unjudged
from callcoach.types.review import Technique


def _says(name: str, count: int | None, reasons: dict[str, str] | None = None) -> tuple[str, str]:
    (group,) = checklist((Technique(name, name, count, (), reasons or {}),))
    return group.checks[0].state, group.checks[0].says


def test_every_technique_of_the_call_stands_in_one_group() -> None:
    techniques = two_channel().techniques or ()
    groups = checklist(techniques)
    listed = [check.technique.id for group in groups for check in group.checks]
    assert sorted(listed) == sorted(each.id for each in techniques)
    assert [group.title for group in groups][:3] == [
        "Stay steady, let them talk",
        "Listen",
        "Empathise",
    ]
    assert [group.title for group in groups][-2:] == ["Better left out", "Heard from the customer"]


def test_what_was_found_is_counted() -> None:
    assert _says("paraphrase", 1) == ("found", "once")
    assert _says("paraphrase", 3) == ("found", "3 times")


def test_what_is_missing_is_an_opportunity() -> None:
    assert _says("clarifying_question", 0) == ("opportunity", "not heard: an opportunity")


@pytest.mark.parametrize(
    "name",
    ["paraphrase", "feelings_summary", "empathy", "apology", "ownership", "options", "follow_up"],
)
def test_what_answers_a_complaint_is_missed_only_where_there_was_one(name: str) -> None:
    def state(complaints: int | None) -> str:
        complaint = Technique("complaint", "Complaint", complaints, ())
        (group, _) = checklist((Technique(name, name, 0, ()), complaint))
        return group.checks[0].state

    assert state(1) == "opportunity"
    assert state(0) == "absent"
    assert state(None) == "absent"
    says = _says(name, 0)
    assert says == ("absent", "not heard; no complaint was found that asked for it")


def test_boundaries_are_not_asked_of_every_call() -> None:
    assert _says("boundary", 0) == ("absent", "not heard; only some calls need it")


def test_what_is_better_left_out_is_no_opportunity() -> None:
    assert _says("blaming", 0) == ("absent", "not heard")
    assert _says("blaming", 2) == ("heard", "heard 2 times")
    assert _says("complaint", 1) == ("heard", "heard once")


def test_what_was_not_judged_says_why() -> None:
    assert _says("empathy", None, {"count": "no transcript"}) == (
        "not_judged",
        "not judged: no transcript",
    )
    assert _says("jargon", None, {"count": "not judged yet"}) == ("not_judged", "not judged yet")


def test_techniques_of_other_packs_are_shown_too() -> None:
    (group,) = checklist((Technique("small_talk", "Small talk", 1, ()),))
    assert (group.title, group.checks[0].state) == ("More", "found")


def test_where_nothing_could_be_judged_the_reasons_are_told_once() -> None:
    review = two_channel()
    assert why_unjudged(review) == ""
    assert why_unjudged(mono()) == "for the reason at the top"
    assert why_unjudged(no_words()).startswith("no speech model on this machine")
    blind = tuple(
        replace(each, count=None, reasons={"count": f"{why}. Nothing to be done."})
        for each, why in zip(
            review.techniques or (), ["no words", "no words", "no voice"], strict=False
        )
    )
    assert why_unjudged(replace(review, techniques=blind)) == "no words; no voice"
