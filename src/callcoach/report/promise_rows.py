"""Owns the promises as a person reads them: when, what, and by which date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcoach.report.phrases import briefly, reason
from callcoach.types.review import Promise, Review


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with its time as said, and the date that this means or why there is none."""

    start_s: float
    text: str
    due: str
    by_date: str
    why_no_date: str


def promise_rows(review: Review) -> tuple[PromiseRow, ...]:
    """The promises in order of time."""
    return tuple(_row(promise) for promise in review.promises or ())


def _row(promise: Promise) -> PromiseRow:
    why = "" if promise.due_at else briefly(reason(promise.reasons, "due_at"))
    # A date beside which something is told is not sure: the latest that it can be.
    latest = ", at the latest" if "due_at" in promise.reasons else ""
    return PromiseRow(
        promise.start_s,
        promise.text.strip(),
        promise.due or "",
        f"{_date(promise.due_at)}{latest}" if promise.due_at else "",
        why if promise.due else "",
    )


def _date(iso: str) -> str:
    """An ISO date, or date and time, as `Friday 4 December 2026, 14:00`."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{at:%A} {at.day} {at:%B %Y}"
    return f"{day}, {at:%H:%M}" if len(iso) > len("2026-12-04") else day
