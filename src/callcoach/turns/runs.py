"""Owns the run: what one party says in a row, in which a short breath is no end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from callcoach.types.call import Channel
from callcoach.types.time import Span, Spans

TINY_S = 1e-9
"""Slack of comparisons, so that 0.50 s written as 10.50 - 10.00 is not less than 0.5."""


@dataclass(frozen=True)
class Run:
    """Units of one channel less than the chain gap apart; what an incursion is judged by."""

    channel: Channel
    units: Spans

    @property
    def start_s(self) -> float:
        """Start of the first unit."""
        return self.units[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last unit."""
        return self.units[-1].end_s

    @property
    def duration_s(self) -> float:
        """From start to end, the breaths inside included."""
        return self.end_s - self.start_s

    @property
    def span(self) -> Span:
        """From start to end."""
        return Span(self.start_s, self.end_s)


def runs_of(units: Spans, channel: Channel, chain_gap_s: float) -> tuple[Run, ...]:
    """The units of a channel as runs, those less than `chain_gap_s` apart in one."""
    groups: list[list[Span]] = []
    for unit in units:
        if groups and unit.start_s - groups[-1][-1].end_s < chain_gap_s - TINY_S:
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return tuple(Run(channel, tuple(group)) for group in groups)


@dataclass(frozen=True)
class Speech:
    """Ordered, disjoint spans that can be asked quickly what lies where."""

    spans: Spans

    @cached_property
    def _starts_s(self) -> Sequence[float]:
        return [span.start_s for span in self.spans]

    @cached_property
    def _ends_s(self) -> Sequence[float]:
        return [span.end_s for span in self.spans]

    def at(self, time_s: float) -> Span | None:
        """The span that covers a moment."""
        index = bisect_right(self._starts_s, time_s) - 1
        if index >= 0 and self.spans[index].covers(time_s):
            return self.spans[index]
        return None

    def ending_after(self, time_s: float) -> Iterator[Span]:
        """The spans, in order, that end after a moment."""
        return islice(self.spans, bisect_right(self._ends_s, time_s), None)

    def last_ending_by(self, time_s: float) -> Span | None:
        """The last span that ends at a moment or before."""
        index = bisect_right(self._ends_s, time_s) - 1
        return self.spans[index] if index >= 0 else None

    def starting_in(self, first_s: float, last_s: float) -> Spans:
        """The spans that start in [first_s, last_s], ends included."""
        low = bisect_left(self._starts_s, first_s - TINY_S)
        return self.spans[low : bisect_right(self._starts_s, last_s + TINY_S)]

    def inside(self, start_s: float, end_s: float) -> Spans:
        """What of the spans lies in [start_s, end_s), cut at its ends."""
        low = bisect_right(self._ends_s, start_s)
        high = bisect_left(self._starts_s, end_s)
        return tuple(
            Span(max(span.start_s, start_s), min(span.end_s, end_s))
            for span in self.spans[low:high]
        )
