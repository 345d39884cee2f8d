"""What followed a technique: nothing where nothing was, and what was put in where it was."""

from __future__ import annotations

import math

import numpy as np
import pytest

from callcoach.store.followed import MinuteOf, followed_by, interval
from callcoach.store.next_minute import NextMinute
from made_minutes import LEAST, made


@pytest.mark.parametrize(("n_calls", "measure"), [(30, "pace_sps"), (30, "complaints")])
def test_where_nothing_follows_the_interval_holds_nothing(n_calls: int, measure: str) -> None:
    rng = np.random.default_rng(20261127)
    sets = [followed_by(made(rng, n_calls, measure=measure, n_turns=10), LEAST) for _ in range(300)]
    assert all(len(each) == 1 for each in sets)
    covered = sum(one.low <= 0 <= one.high for (one,) in sets) / len(sets)
    assert covered >= 0.93
    # Held against the minute before alone, it would have looked like a success.
    assert np.mean([one.change for (one,) in sets]) < -0.1


def test_an_effect_is_found_at_its_size() -> None:
    (one,) = followed_by(made(np.random.default_rng(1), 200, effect=-0.3), LEAST)
    assert one.technique == "empathy"
    assert one.difference == pytest.approx(-0.3, abs=0.06)
    assert one.low < -0.3 < one.high < 0


def turn(names: str, before: float, after: float, near: str | None = None) -> MinuteOf:
    said, around = names.split(), (names if near is None else near).split()
    plain = NextMinute(
        0.0, 5.0, tuple(said), tuple(around), {"complaints": before}, {"complaints": after}
    )
    return MinuteOf("one", plain)


def of_each(*turns: MinuteOf) -> list[MinuteOf]:
    return [MinuteOf(f"{i:02d}", one.minute) for i in range(LEAST) for one in turns]


def test_the_parts_are_those_of_the_matched_minutes() -> None:
    minutes = of_each(
        turn("apology", 2, 0),
        turn("", 2, 1),
        turn("", 2, 2),
        turn("", 5, 0),  # another minute before: no match
        turn("", 2, 9, near="apology"),  # its minutes hold the technique
    )
    (one,) = followed_by(minutes, LEAST)
    assert (one.n_moments, one.n_calls) == (LEAST, LEAST)
    assert (one.change, one.change_without) == (-2.0, -0.5)
    assert (one.difference, one.low, one.high) == (-1.5, -1.5, -1.5)


def test_what_is_left_of_a_difference_before_is_no_effect() -> None:
    def pace(names: str, before: float) -> MinuteOf:
        said, after = tuple(names.split()), {"pace_sps": before / 2}
        return MinuteOf("one", NextMinute(0.0, 5.0, said, said, {"pace_sps": before}, after))

    # After is half of before throughout; 5.2 is matched with 5.0 and 5.1.
    turns = (pace("apology", 5.2), pace("", 4.0), pace("", 5.0), pace("", 5.1))
    (one,) = followed_by(of_each(*turns), LEAST)
    assert one.difference == pytest.approx(0.0, abs=1e-12)
    assert one.change == pytest.approx(-2.6)


def test_nothing_is_said_of_too_few_calls_or_without_a_match() -> None:
    minutes = of_each(turn("apology", 2, 0), turn("", 2, 1))
    assert len(followed_by(minutes, LEAST)) == 1
    assert followed_by(minutes, LEAST + 1) == ()
    assert followed_by(of_each(turn("apology", 2, 0), turn("", 3, 1)), LEAST) == ()
    assert followed_by([], LEAST) == ()


def test_the_same_minutes_give_the_same_interval_to_the_last_bit() -> None:
    minutes = made(np.random.default_rng(3), 30)
    assert followed_by(minutes, LEAST) == followed_by(minutes, LEAST)


def test_the_interval_is_as_wide_as_students() -> None:
    values = np.random.default_rng(5).normal(0, 1, 12)
    low, high = interval(values, np.random.default_rng(6))
    exact = 2 * 2.200985 * values.std(ddof=1) / math.sqrt(12)  # t of 11, from a table
    assert high - low == pytest.approx(exact, rel=0.12)
