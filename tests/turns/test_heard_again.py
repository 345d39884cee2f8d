"""A few seconds judged by what more of the call tells; where both spoke in an incursion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from callcoach.settings import Settings
from callcoach.turns.activity import activity_of, heard_again, heard_in
from callcoach.turns.judge import contests_of, judge_floor
from callcoach.types.floor import Activity
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans, within

SETTINGS = Settings()
FIRST: Spans = (Span(1.0, 6.0), Span(12.0, 20.0), Span(30.0, 36.0))
SECOND: Spans = (Span(6.5, 11.0), Span(21.0, 29.0), Span(33.0, 39.0))
Made = Callable[..., tuple[FrameTrack, FrameTrack]]


def last(track: FrameTrack, n: int) -> FrameTrack:
    columns = {each.name: getattr(track, each.name) for each in fields(track)}
    del columns["sample_rate_hz"]
    return replace(track, **{name: c[-n:] for name, c in columns.items() if c is not None})


@pytest.mark.parametrize("bleed_db", [None, -20.0])
def test_all_of_it_again_is_the_same(made_tracks: Made, bleed_db: float | None) -> None:
    tracks = made_tracks((FIRST, SECOND), 40.0, bleed_db=(bleed_db, bleed_db))
    before = heard_in(tracks, SETTINGS)
    assert (before[0].bleed is None) == (bleed_db is None)
    again = heard_again(tracks, before, SETTINGS)
    # Where a copy is taken away, the floors are known beforehand now: the noise differs a little.
    most = 0.0 if bleed_db is None else 0.05
    for one, other in zip(before, again, strict=True):
        assert one.evidence.score() == pytest.approx(other.evidence.score(), abs=most)
        assert one.evidence.holds == other.evidence.holds


def test_the_last_seconds_are_judged_as_in_the_whole(made_tracks: Made) -> None:
    tracks = made_tracks((FIRST, SECOND), 40.0, bleed_db=(-20.0, -20.0))
    before = heard_in(tracks, SETTINGS)
    whole = activity_of(before, SETTINGS, 0.0)
    again = heard_again([last(track, 800) for track in tracks], before, SETTINGS)
    short = activity_of(again, SETTINGS, 0.0)
    for channel in (0, 1):
        expected = within(whole.ipus[channel], Span(32.5, 40.0))
        found = tuple(Span(u.start_s + 32, u.end_s + 32) for u in short.ipus[channel])
        found = within(found, Span(32.5, 40.0))
        assert [u.start_s for u in found] == pytest.approx([u.start_s for u in expected], abs=0.02)
        assert [u.end_s for u in found] == pytest.approx([u.end_s for u in expected], abs=0.02)


def test_a_short_end_alone_would_be_judged_otherwise(made_tracks: Made) -> None:
    """Why more of the call is needed: a copy is taken for the other's own speech without it."""
    tracks = made_tracks((FIRST, (Span(6.5, 11.0), Span(21.0, 29.0))), 40.0, bleed_db=(None, -20.0))
    before = heard_in(tracks, SETTINGS)
    ends = [last(track, 600) for track in tracks]
    known = activity_of(heard_again(ends, before, SETTINGS), SETTINGS, 0.0)
    alone = activity_of(heard_in(ends, SETTINGS), SETTINGS, 0.0)
    assert known.ipus[1] == ()
    assert alone.ipus[1] != ()


def test_a_contest_is_where_both_spoke(drawn: Callable[..., Activity]) -> None:
    activity = drawn(
        "......#####..######......................",
        "##########.##########...#########........",
    )
    (contest,) = contests_of(activity, 0, SETTINGS)
    assert contest.overlaps == (Span(0.6, 1.0), Span(1.3, 1.9))
    incursions = judge_floor(activity, None, SETTINGS).incursions
    assert contest.incursion in incursions
    assert sum(each.duration_s for each in contest.overlaps) == pytest.approx(
        contest.incursion.overlap_s
    )
    assert contests_of(activity, 1, SETTINGS) == ()


def test_an_answer_is_no_contest(drawn: Callable[..., Activity]) -> None:
    (answer,) = contests_of(drawn("....######......", "################"), 0, SETTINGS)
    assert (answer.incursion.kind, answer.overlaps) == ("backchannel", ())
