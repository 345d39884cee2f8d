"""Owns time: the half-open span in seconds, and the arithmetic of sets of spans."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcoach.errors import SpanError


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of the call, half open: [start_s, end_s), seconds from the start of the call.

    Raises
    ------
    SpanError
        If an end is not finite, start is negative, or the ends run backwards.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise SpanError(f"span [{self.start_s}, {self.end_s}) has an end that is not finite")
        if self.start_s < 0:
            raise SpanError(f"span [{self.start_s}, {self.end_s}) starts before the call")
        if self.end_s < self.start_s:
            raise SpanError(f"span [{self.start_s}, {self.end_s}) ends before it starts")

    @property
    def duration_s(self) -> float:
        """Length in seconds, 0 or more."""
        return self.end_s - self.start_s

    def overlap_s(self, other: Span) -> float:
        """Seconds that both spans cover, 0 or more."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def covers(self, time_s: float) -> bool:
        """Whether the moment lies in the span."""
        return self.start_s <= time_s < self.end_s


Spans = tuple[Span, ...]
"""Spans in order of time; disjoint where a function says so."""


def total_s(spans: Iterable[Span]) -> float:
    """Seconds covered by disjoint spans, summed without rounding drift."""
    return math.fsum(span.end_s - span.start_s for span in spans)


def joined(spans: Iterable[Span], gap_s: float = 0.0) -> Spans:
    """The union of spans, those at most (for 0) or less than `gap_s` apart made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result:
            distance_s = span.start_s - result[-1].end_s
            if distance_s <= 0 or distance_s < gap_s - 1e-9:
                last = result[-1]
                result[-1] = Span(last.start_s, max(last.end_s, span.end_s))
                continue
        result.append(span)
    return tuple(result)


def intersection(first: Sequence[Span], second: Sequence[Span]) -> Spans:
    """What two ordered, disjoint sets of spans have in common."""
    return tuple(_common(first, second))


def _common(first: Sequence[Span], second: Sequence[Span]) -> Iterator[Span]:
    i = j = 0
    while i < len(first) and j < len(second):
        start_s = max(first[i].start_s, second[j].start_s)
        end_s = min(first[i].end_s, second[j].end_s)
        if start_s < end_s:
            yield Span(start_s, end_s)
        if first[i].end_s <= second[j].end_s:
            i += 1
        else:
            j += 1


def complement(spans: Sequence[Span], within: Span) -> Spans:
    """What of `within` the ordered, disjoint spans leave free."""
    free: list[Span] = []
    at_s = within.start_s
    for span in spans:
        if span.end_s <= within.start_s:
            continue
        if span.start_s >= within.end_s:
            break
        if span.start_s > at_s:
            free.append(Span(at_s, span.start_s))
        at_s = max(at_s, span.end_s)
    if at_s < within.end_s:
        free.append(Span(at_s, within.end_s))
    return tuple(free)


def difference(spans: Sequence[Span], minus: Sequence[Span]) -> Spans:
    """What of ordered, disjoint spans lies outside the ordered, disjoint `minus`."""
    if not spans:
        return ()
    hull = Span(spans[0].start_s, spans[-1].end_s)
    return intersection(spans, complement(minus, hull))


def within(spans: Iterable[Span], bounds: Span) -> Spans:
    """The parts of the spans inside `bounds`; what falls outside is cut off."""
    return intersection(tuple(spans), (bounds,))
