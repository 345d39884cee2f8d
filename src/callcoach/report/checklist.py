"""Owns the checklist of techniques: in which group each stands and what its count says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from callcoach.report.phrases import briefly, reason, sentence, times
from callcoach.report.sentences import after_headline
from callcoach.types.review import Review, Technique

State = Literal["found", "opportunity", "absent", "heard", "not_judged"]

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Stay steady, let them talk", ("steady_under_pressure", "let_them_vent")),
    ("Listen", ("affirmation", "clarifying_question", "paraphrase")),
    ("Empathise", ("feelings_summary", "empathy", "common_ground", "appreciation")),
    ("Own it", ("apology", "ownership", "positive_wording")),
    ("Solve", ("options", "ask_preference", "next_step_with_time", "education")),
    ("Keep boundaries", ("boundary", "polite_policy", "support")),
    ("Close", ("greeting", "resolution_check", "follow_up", "documenting", "closing")),
)
_AVOID = ("non_apology", "blaming", "dismissive", "negative_wording", "jargon", "arguing")
_CUSTOMER = ("complaint", "abuse")
_ONLY_WHEN_NEEDED = ("boundary", "polite_policy", "support")
_ANSWERS_A_COMPLAINT = (
    "paraphrase", "feelings_summary", "empathy", "apology", "ownership", "options",
    "next_step_with_time", "follow_up",
)  # fmt: skip
"""Missed only where the customer's words held a complaint. Chosen by us."""


@dataclass(frozen=True, slots=True)
class Check:
    """One technique with what to say of it."""

    technique: Technique
    state: State
    says: str


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """Techniques that belong together."""

    title: str
    checks: tuple[Check, ...]


def checklist(techniques: tuple[Technique, ...]) -> tuple[CheckGroup, ...]:
    """All techniques in groups; those of other packs stand last, under a heading of their own."""
    known = {name for _, names in _GROUPS for name in names} | {*_AVOID, *_CUSTOMER}
    others = tuple(each.id for each in techniques if each.id not in known)
    groups = (
        *_GROUPS,
        ("More", others),
        ("Better left out", _AVOID),
        ("Heard from the customer", _CUSTOMER),
    )
    by_id = {each.id: each for each in techniques}
    complained = bool(by_id["complaint"].count) if "complaint" in by_id else False
    made = [
        CheckGroup(title, tuple(_check(by_id[name], complained) for name in names if name in by_id))
        for title, names in groups
    ]
    return tuple(group for group in made if group.checks)


def why_unjudged(review: Review) -> str:
    """Why no technique at all could be judged; empty where one could be."""
    if review.techniques is None:
        reasons = [reason(review.reasons, "techniques")]
    elif any(each.count is not None for each in review.techniques):
        return ""
    else:
        reasons = [reason(each.reasons, "count") for each in review.techniques]
    told = after_headline(review)
    distinct = dict.fromkeys(
        "for the reason at the top" if sentence(why) == told else briefly(why) for why in reasons
    )
    return "; ".join(distinct)


def _check(technique: Technique, complained: bool) -> Check:
    if technique.count is None:
        why = briefly(reason(technique.reasons, "count"))
        says = why if why.startswith("not judged") else f"not judged: {why}"
        return Check(technique, "not_judged", says)
    if technique.id in _AVOID or technique.id in _CUSTOMER:
        if technique.count:
            return Check(technique, "heard", f"heard {times(technique.count)}")
        return Check(technique, "absent", "not heard")
    if technique.count:
        return Check(technique, "found", times(technique.count))
    return _missing(technique, complained)


def _missing(technique: Technique, complained: bool) -> Check:
    if technique.id in _ONLY_WHEN_NEEDED:
        return Check(technique, "absent", "not heard; only some calls need it")
    if technique.id in _ANSWERS_A_COMPLAINT and not complained:
        return Check(technique, "absent", "not heard; no complaint was found that asked for it")
    return Check(technique, "opportunity", "not heard: an opportunity")
