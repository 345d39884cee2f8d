"""Spans and the arithmetic of sets of spans."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from callcoach.errors import SpanError
from callcoach.types.time import (
    Span,
    Spans,
    complement,
    difference,
    intersection,
    joined,
    total_s,
    within,
)

STEPS_MOST = 400
CALL = Span(0.0, STEPS_MOST / 100)


def spans_of(steps: set[int]) -> Spans:
    """Steps of the grid as joined spans."""
    return joined(Span(step / 100, (step + 1) / 100) for step in steps)


def steps_of(spans: Spans) -> set[int]:
    """The steps of the grid that spans cover."""
    return {
        step for span in spans for step in range(round(span.start_s * 100), round(span.end_s * 100))
    }


steps = st.sets(st.integers(0, STEPS_MOST - 1))


class TestSpan:
    @pytest.mark.parametrize(
        ("start_s", "end_s", "why"),
        [
            (2.0, 1.0, "ends before it starts"),
            (-0.1, 1.0, "starts before the call"),
            (0.0, math.nan, "not finite"),
            (math.inf, math.inf, "not finite"),
        ],
    )
    def test_refuses_impossible_ends(self, start_s: float, end_s: float, why: str) -> None:
        with pytest.raises(SpanError, match=why):
            Span(start_s, end_s)

    def test_is_half_open(self) -> None:
        span = Span(1.0, 2.0)
        assert span.covers(1.0)
        assert span.covers(1.999)
        assert not span.covers(2.0)
        assert not span.covers(0.999)

    def test_may_be_empty_and_then_covers_nothing(self) -> None:
        span = Span(1.0, 1.0)
        assert span.duration_s == 0
        assert not span.covers(1.0)

    def test_knows_how_much_it_shares(self) -> None:
        assert Span(0, 2).overlap_s(Span(1.5, 3)) == 0.5
        assert Span(0, 1).overlap_s(Span(1, 2)) == 0
        assert Span(0, 1).overlap_s(Span(5, 6)) == 0


class TestJoining:
    def test_makes_one_of_what_touches(self) -> None:
        assert joined([Span(1, 2), Span(0, 1)]) == (Span(0, 2),)

    def test_keeps_apart_what_is_exactly_the_gap_apart(self) -> None:
        assert joined([Span(0, 1), Span(1.2, 2)], 0.2) == (Span(0, 1), Span(1.2, 2))
        assert joined([Span(0, 1), Span(1.19, 2)], 0.2) == (Span(0, 2),)

    def test_keeps_apart_the_gap_apart_whatever_the_rounding(self) -> None:
        assert len(joined([Span(0.0, 0.3), Span(0.1 + 0.4, 1.0)], 0.2)) == 2

    def test_a_span_inside_another_shortens_nothing(self) -> None:
        assert joined([Span(0, 5), Span(1, 2)]) == (Span(0, 5),)

    @checked(deadline=None, derandomize=True)
    @given(steps)
    def test_covers_the_same(self, some: set[int]) -> None:
        assert steps_of(spans_of(some)) == some

    @checked(deadline=None, derandomize=True)
    @given(steps, st.integers(1, 40))
    def test_leaves_no_gap_shorter_than_asked(self, some: set[int], gap: int) -> None:
        spans = joined(spans_of(some), gap / 100)
        gaps = [b.start_s - a.end_s for a, b in pairwise(spans)]
        assert all(each >= gap / 100 - 1e-9 for each in gaps)
        assert steps_of(spans) >= some


class TestSetArithmetic:
    @checked(deadline=None, derandomize=True)
    @given(steps, steps)
    def test_intersection_is_what_both_cover(self, one: set[int], two: set[int]) -> None:
        assert steps_of(intersection(spans_of(one), spans_of(two))) == one & two

    @checked(deadline=None, derandomize=True)
    @given(steps, steps)
    def test_intersection_is_symmetric(self, one: set[int], two: set[int]) -> None:
        a, b = spans_of(one), spans_of(two)
        assert intersection(a, b) == intersection(b, a)

    @checked(deadline=None, derandomize=True)
    @given(steps, steps)
    def test_difference_is_what_only_the_first_covers(self, one: set[int], two: set[int]) -> None:
        assert steps_of(difference(spans_of(one), spans_of(two))) == one - two

    @checked(deadline=None, derandomize=True)
    @given(steps)
    def test_complement_is_the_rest_of_the_call(self, some: set[int]) -> None:
        free = complement(spans_of(some), CALL)
        assert steps_of(free) == set(range(STEPS_MOST)) - some
        assert round(100 * (total_s(free) + total_s(spans_of(some)))) == STEPS_MOST

    @checked(deadline=None, derandomize=True)
    @given(steps)
    def test_complement_twice_is_the_same(self, some: set[int]) -> None:
        assert complement(complement(spans_of(some), CALL), CALL) == spans_of(some)

    def test_complement_passes_over_what_lies_outside(self) -> None:
        bounds = Span(2, 4)
        assert complement((Span(0, 1), Span(3, 5), Span(6, 7)), bounds) == (Span(2, 3),)
        assert complement((Span(0, 9),), bounds) == ()
        assert complement((), bounds) == (bounds,)

    def test_within_cuts_off_what_falls_outside(self) -> None:
        assert within((Span(0, 3), Span(4, 9)), Span(1, 5)) == (Span(1, 3), Span(4, 5))

    def test_nothing_less_something_is_nothing(self) -> None:
        assert difference((), (Span(0, 1),)) == ()
        assert intersection((), (Span(0, 1),)) == ()
        assert total_s(()) == 0

    def test_total_does_not_drift(self) -> None:
        assert total_s(Span(i / 10, (i + 1) / 10) for i in range(100_000)) == pytest.approx(
            10_000, abs=1e-9
        )
