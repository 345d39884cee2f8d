"""Owns the cells of the table of numbers: a text for each party, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from callcoach.report.phrases import ABSENT, reason
from callcoach.types.call import Party, Reasons
from callcoach.types.review import Review

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as text, or why there is none."""

    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: a cell per party, or one cell for the call."""

    name: str
    cells: tuple[Cell, ...]
    means: str


def parties(review: Review) -> tuple[Party, ...]:
    """The columns: both parties, or `unknown` alone where they cannot be told apart."""
    named: tuple[Party, ...] = ("agent", "customer")
    return named if any(party in review.activity for party in named) else ("unknown",)


def cells(
    review: Review,
    values: Mapping[Party, T],
    tell: Callable[[T], str | None],
    field: str,
) -> tuple[Cell, ...]:
    """A cell for each party of its value; `field` names the reason of what is None."""
    made = []
    for party in parties(review):
        value = values.get(party)
        reasons: Reasons = getattr(value, "reasons", {})
        # A list with a reason was not looked for, which is not the same as empty.
        text = None if value is None or field in reasons else tell(value)
        why = ABSENT if value is None else reason(reasons, field)
        made.append(Cell(text) if text is not None else Cell(why=why))
    return tuple(made)


def some(value: T | None, tell: Callable[[T], str]) -> str | None:
    """What `tell` makes of a value, None of None."""
    return None if value is None else tell(value)
