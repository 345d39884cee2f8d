"""Bars rise at once and sink softly; a short pause is passed over."""

from __future__ import annotations

import pytest

from callcoach.live.screen.calm import FALL_DB_PER_S, HOLD_S, CalmLanes
from callcoach.types.live import Lane, LaneState
from live_views import with_lane


def seen(*moments: tuple[float, Lane]) -> list[Lane]:
    """The agent's lane as it is to be seen, at times in seconds."""
    calm = CalmLanes()
    return [calm(with_lane("agent", lane, at_s=at_s)).lanes["agent"] for at_s, lane in moments]


def test_a_level_rises_at_once_and_sinks_softly() -> None:
    made = seen(
        (0.0, Lane(-50.0, False)),
        (0.2, Lane(-10.0, True)),
        (0.4, Lane(-50.0, True)),
        (1.4, Lane(-50.0, True)),
        (9.0, Lane(-50.0, True)),
    )
    assert FALL_DB_PER_S == 20.0
    assert [lane.level_dbfs for lane in made] == pytest.approx([-50, -10, -14, -34, -50])


def test_a_pause_shorter_than_the_hold_is_passed_over() -> None:
    quiet = Lane(-50.0, False)
    made = seen((0.0, Lane(-20.0, True)), (0.3, quiet), (HOLD_S + 0.01, quiet))
    assert [lane.is_speaking for lane in made] == [True, True, False]


@pytest.mark.parametrize("state", ["lost", "no_signal", "none"])
def test_an_input_without_sound_shows_none_and_begins_anew(state: LaneState) -> None:
    gone = Lane(-120.0, False, state)
    made = seen((0.0, Lane(-20.0, True)), (0.1, gone), (0.2, Lane(-50.0, False)))
    assert made[1] == gone
    assert made[2] == Lane(-50.0, False)


def test_nothing_else_is_changed() -> None:
    moment = with_lane("agent", Lane(-20.0, True))
    assert CalmLanes()(moment) == moment
