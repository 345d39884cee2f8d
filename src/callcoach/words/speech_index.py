"""Owns the quick way from a moment to the units of speech around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from callcoach.types.time import Span, Spans


class SpeechIndex:
    """Ordered, disjoint units, searchable by time."""

    def __init__(self, units: Spans) -> None:
        self.units = units
        self._starts_s = [unit.start_s for unit in units]
        self._ends_s = [unit.end_s for unit in units]

    def best(self, span: Span) -> Span | None:
        """The unit that the span overlaps most, else the nearest; the earlier where equal."""
        first = max(0, bisect_left(self._ends_s, span.start_s) - 1)
        last = bisect_right(self._starts_s, span.end_s) + 1
        return max(
            self.units[first:last],
            key=lambda unit: (unit.overlap_s(span), -distance_s(unit, span)),
            default=None,
        )


def distance_s(first: Span, second: Span) -> float:
    """Seconds between two spans, 0 where they touch or overlap."""
    return max(first.start_s - second.end_s, second.start_s - first.end_s, 0.0)
