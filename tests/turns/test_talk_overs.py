"""The count of talk-overs, its range, and when it is withheld."""

from __future__ import annotations

import pytest

from callcoach.settings import Settings, with_values
from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activities, Activity, Floor, TalkOvers
from callcoach.types.time import Span


def handed_over(overlaps_s: list[float]) -> Activity:
    """Channel 0 speaks 10 s at a time; channel 1 comes in so long before its end and goes on."""
    first = tuple(Span(index * 20.0, index * 20 + 10.0) for index in range(len(overlaps_s)))
    second = tuple(
        Span(round(index * 20 + 10 - overlap_s, 4), index * 20 + 14.0)
        for index, overlap_s in enumerate(overlaps_s)
    )
    return Activity(20.0 * len(overlaps_s), (first, second), (), ())


def butting(overlaps_s: list[float]) -> Activity:
    """Channel 1 butts in for 1.2 s; channel 0 pauses so that both overlap for so long."""
    first, second = [], []
    for index, overlap_s in enumerate(overlaps_s):
        at = index * 2000
        over = round(overlap_s * 100)
        first += [Span(at / 100, (at + 500 + over) / 100), Span((at + 620) / 100, (at + 900) / 100)]
        second.append(Span((at + 500) / 100, (at + 620) / 100))
    return Activity(20.0 * len(overlaps_s), (tuple(first), tuple(second)), (), ())


def counted(activity: Activity, *variants: Activity) -> TalkOvers:
    floor = judge_floor(Activities(activity, variants), None, Settings())
    return floor.talk_overs[1]


def test_half_a_second_of_overlap_counts_and_less_does_not() -> None:
    assert counted(butting([0.5])).count == 1
    assert counted(butting([0.49])).count == 0


def test_the_range_is_over_the_least_overlap() -> None:
    found = counted(butting([0.3, 0.4, 0.55, 0.7]))
    assert (found.count, found.count_low, found.count_high) == (2, 1, 3)
    assert found.overlap_s == pytest.approx(1.25)


def test_ambiguous_ones_are_counted_apart_and_in_the_most() -> None:
    found = counted(handed_over([0.3, 0.4, 0.6]))
    assert (found.count, found.n_ambiguous) == (0, 1)
    assert (found.count_low, found.count_high) == (0, 2)
    assert found.events == ()


def test_the_range_is_over_the_levels_too() -> None:
    found = counted(butting([0.7, 0.7, 0.3]), butting([0.7, 0.3, 0.3]), butting([0.7] * 3))
    assert (found.count, found.count_low, found.count_high) == (2, 1, 3)


def test_a_range_wider_than_two_and_than_the_count_is_withheld() -> None:
    at_limit = counted(butting([0.7, 0.3, 0.3, 0.3]), butting([0.7] * 3 + [0.3]))
    assert (at_limit.count, at_limit.count_high) == (1, 3)
    wide = counted(butting([0.7, 0.3, 0.3, 0.3]), butting([0.7] * 4))
    values = (wide.count, wide.count_low, wide.count_high, wide.n_ambiguous, wide.overlap_s)
    assert values == (None,) * 5
    assert wide.events is None
    assert wide.reasons["count"].startswith("between 1 and 4 ")


def test_a_wide_range_is_given_where_the_count_is_as_large() -> None:
    found = counted(butting([0.7] * 6 + [0.3] * 6), butting([0.7] * 12))
    assert (found.count, found.count_low, found.count_high) == (6, 6, 12)


def test_where_the_level_makes_much_more_speech_no_count_is_given() -> None:
    steady = counted(butting([0.7] * 40), butting([0.7] * 42), butting([0.7] * 40))
    assert (steady.count, steady.count_high) == (40, 42)
    unsteady = counted(butting([0.7] * 40), butting([0.7] * 46), butting([0.7] * 40))
    assert unsteady.count is None
    assert "51 s more or less speech of the left channel" in unsteady.reasons["count"]
    assert "voices in the background" in unsteady.reasons["count"]


def test_where_the_level_makes_much_more_speech_no_response_times_are_given() -> None:
    def judged(n_more: int) -> Floor:
        as_is, more = handed_over([0.3] * 40), handed_over([0.3] * (40 + n_more))
        return judge_floor(Activities(as_is, (as_is, more)), None, Settings())

    steady, unsteady = judged(0), judged(6)
    assert steady.unsure_why is None
    assert steady.response[1].median_s == pytest.approx(-0.3)
    assert unsteady.unsure_why is not None
    assert unsteady.turns == steady.turns
    for channel in (0, 1):
        given = unsteady.response[channel]
        assert (given.median_s, given.p90_s, given.n) == (None, None, 0)
        assert given.reasons == dict.fromkeys(("median_s", "p90_s"), unsteady.unsure_why)


def test_events_point_at_the_incursions_counted() -> None:
    floor = judge_floor(butting([0.3, 0.7, 0.2, 0.6]), None, Settings())
    found = floor.talk_overs[1]
    assert found.events is not None
    assert [floor.incursions[index].overlap_s for index in found.events] == [0.7, 0.6]
    assert floor.talk_overs[0].count == 0


def test_the_least_overlap_is_a_setting() -> None:
    settings = with_values(Settings(), {"turns": {"talk_over_least_s": 1.0}})
    assert judge_floor(butting([0.7, 1.1]), None, settings).talk_overs[1].count == 1
