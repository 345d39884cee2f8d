"""The second pass: turns, silences, response times, and time that adds up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activity, Floor
from callcoach.types.time import Span, complement, difference, intersection, joined, total_s

Draw = Callable[..., Activity]
CALL_STEPS = 3000


def judged(activity: Activity) -> Floor:
    return judge_floor(activity, None, Settings())


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """Two lanes of random units on the grid, at least 0.2 s apart in a lane."""
    lanes = []
    for _ in (0, 1):
        at, spans = draw(st.integers(0, 300)), []
        for length, gap in draw(
            st.lists(st.tuples(st.integers(8, 400), st.integers(20, 300)), max_size=12)
        ):
            if at + length > CALL_STEPS:
                break
            spans.append(Span(at / 100, (at + length) / 100))
            at += length + gap
        lanes.append(tuple(spans))
    return Activity(CALL_STEPS / 100, (lanes[0], lanes[1]), (), ())


def lanes(*steps: list[tuple[int, int]], later: int = 0) -> Activity:
    """A call whose lanes have units at these steps of 0.01 s, all of it `later` by some."""
    first, second = (
        tuple(Span((a + later) / 100, (b + later) / 100) for a, b in lane) for lane in steps
    )
    return Activity((CALL_STEPS + later) / 100, (first, second), (), ())


@pytest.mark.parametrize("later", [1, 25, 4075, 9347])
def test_lengths_of_exactly_a_limit_do_not_hang_on_when_the_call_starts(later: int) -> None:
    """A second of 100 steps is one wherever it lies, though 20.69 - 19.69 is not 1.00."""
    call = (
        [(30, 180), (281, 480), (510, 660), (709, 858), (909, 958), (1008, 1109), (1712, 2044)],
        [(50, 250), (349, 548), (573, 724), (745, 844), (869, 1069), (1094, 1243), (1804, 1904)],
    )
    plain, moved = judged(lanes(*call)), judged(lanes(*call, later=later))

    def turns(floor: Floor, by: int) -> list[tuple[int, int, int]]:
        return [
            (t.party, round(100 * t.start_s) - by, round(100 * t.end_s) - by) for t in floor.turns
        ]

    assert turns(moved, later) == turns(plain, 0)
    assert [x.kind for x in moved.incursions] == [x.kind for x in plain.incursions]


class TestEveryTimeline:
    @checked(deadline=None, derandomize=True)
    @given(activities())
    def test_four_states_tile_the_call(self, activity: Activity) -> None:
        first, second = activity.ipus
        call = Span(0, activity.duration_s)
        states = [
            difference(first, second),
            difference(second, first),
            intersection(first, second),
            complement(joined((*first, *second)), call),
        ]
        assert joined(span for state in states for span in state) == (call,)
        assert sum(round(100 * total_s(state)) for state in states) == CALL_STEPS

    @checked(deadline=None, derandomize=True)
    @given(activities())
    def test_swapping_the_channels_swaps_the_verdicts(self, activity: Activity) -> None:
        plain = judged(activity)
        swapped = judged(replace(activity, ipus=activity.ipus[::-1]))
        both_at_s = {span.start_s for span in plain.ipus[0]} & {s.start_s for s in plain.ipus[1]}

        def verdicts(floor: Floor, channels: tuple[int, int]) -> list[tuple[object, ...]]:
            # Of two who begin at the very same moment either may be the one who is named.
            return sorted(
                (
                    each.start_s,
                    each.kind,
                    each.overlap_s,
                    -1 if each.start_s in both_at_s else channels[each.by],
                )
                for each in floor.incursions
            )

        assert verdicts(plain, (0, 1)) == verdicts(swapped, (1, 0))
        if not both_at_s:  # else the one who is named takes the turn
            assert {(t.party, t.start_s, t.end_s) for t in plain.turns} == {
                (1 - t.party, t.start_s, t.end_s) for t in swapped.turns
            }
        for channel in (0, 1):
            assert plain.talk_overs[channel].count == swapped.talk_overs[1 - channel].count

    @checked(deadline=None, derandomize=True)
    @given(activities(), st.integers(1, 50_000))
    def test_a_later_start_of_the_call_shifts_everything(
        self, activity: Activity, steps: int
    ) -> None:
        def later(span: Span) -> Span:
            return Span(
                (round(span.start_s * 100) + steps) / 100, (round(span.end_s * 100) + steps) / 100
            )

        shifted = judged(
            replace(
                activity,
                duration_s=(CALL_STEPS + steps) / 100,
                ipus=tuple(tuple(map(later, lane)) for lane in activity.ipus),
            )
        )
        plain = judged(activity)
        assert [(i.kind, i.by) for i in plain.incursions] == [
            (i.kind, i.by) for i in shifted.incursions
        ]
        assert [i.start_s + steps / 100 for i in plain.incursions] == pytest.approx(
            [i.start_s for i in shifted.incursions]
        )
        assert len(plain.turns) == len(shifted.turns)

    @checked(deadline=None, derandomize=True)
    @given(activities())
    def test_silences_are_where_nobody_speaks_and_swap_with_the_channels(
        self, activity: Activity
    ) -> None:
        nobody = complement(joined((*activity.ipus[0], *activity.ipus[1])), Span(0, 30))
        plain = judged(activity)
        listed = [Span(each.start_s, each.end_s) for each in plain.silences]
        assert listed == [span for span in nobody if span.duration_s >= 0.2 - 1e-9]
        swapped = judged(replace(activity, ipus=activity.ipus[::-1]))
        assert [(s.kind, s.after) for s in plain.silences] == [
            (s.kind, None if s.after is None else 1 - s.after) for s in swapped.silences
        ]

    @checked(deadline=None, derandomize=True)
    @given(activities())
    def test_overlap_of_all_incursions_is_no_more_than_there_is(self, activity: Activity) -> None:
        both_s = total_s(intersection(*activity.ipus))
        assert sum(i.overlap_s for i in judged(activity).incursions) <= both_s + 1e-6

    @checked(deadline=None, derandomize=True)
    @given(activities())
    def test_turns_alternate_and_begin_in_order(self, activity: Activity) -> None:
        turns = judged(activity).turns
        for before, after in pairwise(turns):
            assert before.party != after.party
            assert before.start_s <= after.start_s


class TestTurns:
    def test_what_came_in_and_failed_is_no_turn(self, drawn: Draw) -> None:
        floor = judged(drawn("#" * 60 + "...." + "#" * 10, "." * 20 + "#" * 20 + "." * 34))
        assert [(t.party, t.start_s, t.end_s) for t in floor.turns] == [(0, 0, 7.4)]
        assert floor.floor_ipus == ((Span(0, 6), Span(6.4, 7.4)), ())

    def test_nor_is_what_outlasted_the_other_by_less_than_a_second(self, drawn: Draw) -> None:
        floor = judged(drawn("#" * 50 + "." * 12 + "#" * 38, "." * 42 + "#" * 14 + "." * 44))
        assert [(t.party, t.start_s, t.end_s) for t in floor.turns] == [(0, 0, 10)]
        assert [i.kind for i in floor.incursions] == ["butting_in"]

    def test_an_answer_does_not_end_the_turn(self, drawn: Draw) -> None:
        floor = judged(drawn("#" * 20 + "." * 20 + "#" * 20, "." * 25 + "#" * 8 + "." * 27))
        assert [(t.party, t.start_s, t.end_s) for t in floor.turns] == [(0, 0, 6)]

    def test_a_turn_taken_in_a_breath_counts_once_it_stands_alone(self, drawn: Draw) -> None:
        floor = judged(drawn("#" * 20 + "..." + "#" * 5 + "." * 32, "." * 20 + "#" * 40))
        assert [t.party for t in floor.turns] == [0, 1]

    def test_of_two_who_start_together_the_one_who_goes_on_has_the_turn(self, drawn: Draw) -> None:
        floor = judged(drawn("." * 10 + "#" * 12 + "." * 28, "." * 11 + "#" * 39))
        assert [t.party for t in floor.turns] == [1]

    def test_an_empty_call_has_one_silence_and_no_turns(self) -> None:
        floor = judged(Activity(3.0, ((), ()), (), ()))
        assert floor.turns == floor.incursions == floor.backchannels == ()
        (silence,) = floor.silences
        assert (silence.kind, silence.after, silence.is_dead_air) == ("edge", None, False)
        assert floor.talk_overs[0].count == 0

    def test_a_call_of_no_length_has_nothing(self) -> None:
        floor = judged(Activity(0.0, ((), ()), (), ()))
        assert floor.silences == floor.turns == ()


class TestResponse:
    def test_offsets_are_signed_and_by_who_takes_the_turn(self, drawn: Draw) -> None:
        floor = judged(
            drawn(
                "####################..........########################",
                ".......................####................###########",
            )
        )
        assert floor.response[0].n == 0
        assert floor.response[0].reasons["median_s"]
        late = judged(drawn("#" * 20 + "." * 40, "." * 25 + "#" * 35))
        early = judged(drawn("#" * 20 + "." * 40, "." * 15 + "#" * 45))
        assert (late.response[1].median_s, late.response[1].n) == (0.5, 1)
        assert early.response[1].median_s == -0.5

    def test_median_and_p90_are_of_all_offsets(self) -> None:
        at, lanes = 0, ([], [])
        for index, gap in enumerate([10, 20, 30, 40, 50, 60]):
            lanes[index % 2].append(Span(at / 100, (at + 300) / 100))
            at += 300 + gap
        lanes[0].append(Span(at / 100, (at + 300) / 100))
        response = judged(Activity(40.0, (tuple(lanes[0]), tuple(lanes[1])), (), ())).response
        assert (response[1].n, response[1].median_s) == (3, 0.3)
        assert response[1].p90_s == pytest.approx(0.46)
        assert (response[0].n, response[0].median_s) == (3, 0.4)

    def test_a_hold_between_the_turns_is_no_response_time(self, drawn: Draw) -> None:
        activity = drawn("#" * 20 + "." * 80, "." * 70 + "#" * 30)
        held = replace(activity, holds=(Span(2.5, 6.0),))
        assert judged(activity).response[1].median_s == 5.0
        assert judged(held).response[1].n == 0


class TestSilences:
    def test_kinds_are_told_by_who_spoke_before_and_after(self, drawn: Draw) -> None:
        floor = judged(
            drawn(
                "....##########..........####################......",
                "..............................####................",
            )
        )
        assert [(s.start_s, s.end_s, s.kind, s.after) for s in floor.silences] == [
            (0.0, 0.4, "edge", None),
            (1.4, 2.4, "pause", 0),
            (4.4, 5.0, "edge", 0),
        ]
        gap = judged(drawn("##########..........", "..............######"))
        assert [(s.kind, s.after) for s in gap.silences] == [("gap", 0)]

    def test_who_spoke_alone_last_counts_not_who_stopped_last(self, drawn: Draw) -> None:
        floor = judged(drawn("##########.....#####", "......####.........."))
        assert [s.kind for s in floor.silences] == ["pause"]

    def test_short_ones_are_not_listed(self, drawn: Draw) -> None:
        floor = judged(drawn("##########............", "...........####..#####"))
        assert [(s.start_s, s.end_s) for s in floor.silences] == [(1.5, 1.7)]

    def test_five_seconds_are_dead_air_but_not_at_the_edges(self, drawn: Draw) -> None:
        floor = judged(
            drawn("." * 60 + "#" * 10 + "." * 50 + "#" * 10 + "." * 49 + "#" * 5, "." * 184)
        )
        assert [(s.kind, s.is_dead_air) for s in floor.silences] == [
            ("edge", False),
            ("pause", True),
            ("pause", False),
        ]

    def test_a_hold_is_cut_out_and_is_never_dead_air(self, drawn: Draw) -> None:
        activity = replace(drawn("#" * 10 + "." * 100 + "#" * 10, "." * 120), holds=(Span(2, 10),))
        floor = judged(activity)
        assert [(s.start_s, s.end_s, s.kind, s.is_dead_air) for s in floor.silences] == [
            (1.0, 2.0, "pause", False),
            (2.0, 10.0, "hold", False),
            (10.0, 11.0, "pause", False),
        ]

    def test_where_nobody_spoke_alone_the_kind_is_unknown(self, drawn: Draw) -> None:
        floor = judged(drawn("#####.....#####", "#####.....#####"))
        (silence,) = floor.silences
        assert silence.kind is None
        assert "nobody spoke alone" in silence.reasons["kind"]


class TestOneChannel:
    def test_gives_units_and_silences_and_says_why_nothing_else(self) -> None:
        units = (Span(1, 2), Span(4, 5))
        floor = judged(Activity(6.0, (units,), (), ()))
        assert floor.ipus == (units,)
        assert floor.turns == floor.incursions == floor.backchannels == ()
        talk_overs = floor.talk_overs[0]
        assert talk_overs.count is None
        assert talk_overs.events is None
        assert talk_overs.reasons["count"].startswith("one channel holds both parties")
        assert floor.response[0].median_s is None
        assert [(s.kind, s.is_dead_air) for s in floor.silences] == [
            ("edge", False),
            (None, False),
            ("edge", False),
        ]
        assert floor.silences[1].reasons["kind"].startswith("one channel holds both parties")
