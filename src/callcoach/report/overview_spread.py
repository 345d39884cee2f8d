"""Owns how each measure is spread over all calls: strips of dots, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from callcoach.report.overview_measures import OF_TEAMS, Shown, known_in, values_of
from callcoach.report.phrases import plural
from callcoach.types.overview import Overview

DOTS_MOST = 50
COLUMNS = 60
PITCH, HEIGHT_MOST = 9.0, 63.0
"""How far dots lie above each other, and how high they may stack before they overlap."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: which column of `COLUMNS`, and how many lie below it."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The dots of one measure, `pitch` above each other. `says`: middle and range in words."""

    measure: Shown
    dots: tuple[Dot, ...]
    height: float
    pitch: float
    middle: float
    low: str
    high: str
    says: str


def strips(overview: Overview) -> tuple[Strip, ...]:
    """A strip for each measure that enough calls have."""
    found = []
    for measure in known_in(overview, OF_TEAMS):
        values = sorted(values_of(overview.calls, measure))
        if len(values) >= overview.calls_least:
            found.append(_strip(measure, values))
    return tuple(found)


def dot_values(values: Sequence[float]) -> tuple[float, ...]:
    """Sorted values themselves, or of many `DOTS_MOST` that each stand for as many calls.

    These are quantile dots: Kay et al., When (ish) is My Bus? (2016).
    """
    n = len(values)
    if n <= DOTS_MOST:
        return tuple(values)
    return tuple(values[int((i + 0.5) * n / DOTS_MOST)] for i in range(DOTS_MOST))


def _strip(measure: Shown, values: Sequence[float]) -> Strip:
    shown = dot_values(values)
    low, high = shown[0], max(shown[-1], shown[0] + measure.least_span)
    below: Counter[int] = Counter()
    dots = []
    for value in shown:
        column = round((COLUMNS - 1) * (value - low) / (high - low))
        dots.append(Dot(column, below[column]))
        below[column] += 1
    rows = max(below.values())
    height = min(PITCH * rows, HEIGHT_MOST)
    middle = median(values)
    text = measure.text
    each = "a dot for each" if len(values) <= DOTS_MOST else f"each dot one in {DOTS_MOST}"
    return Strip(
        measure=measure,
        dots=tuple(dots),
        height=height,
        pitch=height / rows,
        middle=(COLUMNS - 1) * (middle - low) / (high - low),
        low=text(low),
        high=text(high),
        says=(
            f"median {text(middle)}, most from {text(values[len(values) // 10])} to "
            f"{text(values[(9 * len(values)) // 10])}; {plural(len(values), 'call')}, {each}"
        ),
    )
