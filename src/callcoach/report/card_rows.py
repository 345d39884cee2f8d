"""Owns the scorecard as a person reads and corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from callcoach.report.phrases import reason
from callcoach.types.review import Evidence, Review, Scorecard, ScorecardItem

State = Literal["yes", "no", "open", "not_asked"]

_CORRECTED = "corrected by a person"
"""How the grounds for the agent's channel begin where a file of overrides gave it."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One question. `judged`: callcoach's own answer in words, for who looks it over."""

    id: str
    question: str
    weight: str
    state: State
    answer: str
    judged: str
    why: str
    by: str
    comment: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Questions under one heading, which may be empty."""

    title: str
    rows: tuple[CardRow, ...]


def card_groups(card: Scorecard) -> tuple[CardGroup, ...]:
    """The questions by their groups, in the order of the card."""
    groups: dict[str, list[CardRow]] = {}
    for item in card.items:
        groups.setdefault(item.group, []).append(_row(item))
    return tuple(CardGroup(title, tuple(rows)) for title, rows in groups.items())


def kept_answers(review: Review) -> Mapping[str, Mapping[str, Any]]:
    """What a person said before, as it stands in a file of overrides."""
    kept: dict[str, Mapping[str, Any]] = {}
    for item in review.scorecard.items if review.scorecard else ():
        comment = {"comment": item.comment} if item.comment else {}
        if item.overridden_by:
            kept[item.id] = {"answer": item.answer, "by": item.overridden_by, **comment}
        elif comment:
            kept[item.id] = comment
    return kept


def kept_channel(review: Review, *, is_swapped: bool) -> int | None:
    """The agent's channel that a file of overrides must name to leave things as they are."""
    was_corrected = review.call.agent_basis.startswith(_CORRECTED)
    return review.call.agent_channel if is_swapped or was_corrected else None


def _row(item: ScorecardItem) -> CardRow:
    state = _state(item)
    why = item.why or (reason(item.reasons, "answer") if item.answer is None else "")
    return CardRow(
        id=item.id,
        question=item.question or item.id.replace("_", " "),
        weight=f"{item.weight:g}",
        state=state,
        answer=_ANSWER[state],
        judged=_told(item.automatic),
        why=why,
        by=item.overridden_by or "",
        comment=item.comment or "",
        evidence=item.evidence,
    )


_ANSWER: Mapping[State, str] = {
    "yes": "Yes",
    "no": "No",
    "open": "Not answered",
    "not_asked": "Not asked",
}


def _state(item: ScorecardItem) -> State:
    if not item.is_asked:
        return "not_asked"
    if item.answer is None:
        return "open"
    return "yes" if item.answer else "no"


def _told(answer: bool | None) -> str:
    return "not answered" if answer is None else "yes" if answer else "no"
