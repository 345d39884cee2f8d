"""Owns what is said of each complaint of the customer: what came when in answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.report.phrases import briefly, duration, plural, reason
from callcoach.types.review import Review, Vent

_ORDER: Mapping[str, str] = {
    "acknowledged_first": "acknowledged first, then a way on",
    "solved_first": "a way on came before it was acknowledged",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that came, or did not, in answer; `is_there`: whether it came."""

    name: str
    says: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class VentRow:
    """One complaint: when, how long, and the answers in the order in which they stand."""

    start_s: float
    length: str
    steps: tuple[Step, ...]
    order: str


def vent_rows(review: Review) -> tuple[VentRow, ...]:
    """The complaints in order of time."""
    return tuple(_row(vent) for vent in review.vents or ())


def _row(vent: Vent) -> VentRow:
    return VentRow(
        vent.start_s,
        duration(vent.end_s - vent.start_s),
        (
            _came(vent, "agent_first_words_s", "You took the floor", "you did not"),
            _listened(vent),
            _came(vent, "acknowledged_s", "Acknowledged", "not heard"),
            _came(vent, "apologised_s", "Apologised", "not heard"),
            _came(vent, "option_s", "Offered a way on", "not heard"),
        ),
        _ORDER.get(vent.order or "", ""),
    )


def _came(vent: Vent, field: str, name: str, absent: str) -> Step:
    after_s: float | None = getattr(vent, field)
    if after_s is None:
        return Step(name, _absent(vent, field, absent), is_there=False)
    says = "at once" if after_s < 0.05 else f"after {duration(after_s)}"
    return Step(name, says, is_there=True)


def _absent(vent: Vent, field: str, absent: str) -> str:
    """Why a step is missing, in few words: most often it did not come by a moment of the call."""
    if field not in vent.reasons:
        return absent
    why = briefly(reason(vent.reasons, field))
    by = _BY.search(why)
    return f"not by {by[1]}" if by else why


_BY = re.compile(r"^no .* by (\d+(?::\d\d)+)$")


def _listened(vent: Vent) -> Step:
    heard, over = vent.n_affirmations, vent.n_talk_overs
    if heard is None:
        return Step("Meanwhile", briefly(reason(vent.reasons, "n_affirmations")), is_there=False)
    says = plural(heard, "affirmation") if heard else "no affirmation"
    if over:
        says += f", {plural(over, 'talk-over')}"
    return Step("Meanwhile", says, is_there=heard > 0)


def mostly_in_vents(review: Review) -> bool:
    """Whether most of the agent's talk-overs began while the customer complained."""
    if not review.vents or not review.incursions or not review.talk_overs.events:
        return False
    starts_s = [review.incursions[i].start_s for i in review.talk_overs.events]
    inside = sum(
        any(vent.start_s <= start_s < vent.end_s for vent in review.vents) for start_s in starts_s
    )
    return len(starts_s) > 1 and 2 * inside > len(starts_s)
