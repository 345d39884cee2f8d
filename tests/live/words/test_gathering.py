"""Passages come when enough was said, hold all of it once, and never wait for long."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from callcoach.live.words.gathering import AGE_S, CUT_PIECE_S, Due, Gathering
from callcoach.settings import WordSettings
from callcoach.types.time import Span, Spans, difference, joined, total_s

LONGEST_S = 28.0
GAP_S = 0.2
STEP_S = 0.5


def no_levels() -> Any:
    return np.zeros(0, np.float32)


def spans(*pairs: tuple[float, float]) -> Spans:
    return tuple(Span(*pair) for pair in pairs)


def known_at(units: Spans, now_s: float, window_s: float = 60.0) -> Spans:
    """The units as one sees them at a moment of the call, in a window that ends there."""
    cut = (Span(max(u.start_s, now_s - window_s, 0.0), min(u.end_s, now_s))
           for u in units if u.start_s < now_s and u.end_s > now_s - window_s)  # fmt: skip
    return tuple(cut)


def gathered(
    units: Spans,
    duration_s: float,
    is_free: Callable[[float], bool] = lambda _now_s: True,
    levels: Callable[[], Any] = no_levels,
) -> list[tuple[float, Due]]:
    """When each passage was taken, by a worker that asks every half second where it is free."""
    gathering = Gathering(WordSettings(), GAP_S)
    taken: list[tuple[float, Due]] = []
    for step in range(1, int(duration_s / STEP_S) + 1):
        now_s = step * STEP_S
        gathering.spoken(known_at(units, now_s), now_s)
        if is_free(now_s) and (due := gathering.take(LONGEST_S, levels)):
            taken.append((now_s, due))
    gathering.end(units, duration_s)
    while due := gathering.take(LONGEST_S, levels):
        taken.append((duration_s, due))
    assert gathering.oldest_s is None
    return taken


def pieces(taken: list[tuple[float, Due]]) -> list[Span]:
    return [piece.call_span for _, due in taken for piece in due.passage.pieces]


def random_units(seed: int, duration_s: float) -> Spans:
    rng = np.random.default_rng(seed)
    found, at_s = [], 0.5
    while True:
        length_s = float(rng.choice([0.3, 1.0, 2.5, 6.0, 40.0], p=[0.3, 0.3, 0.25, 0.14, 0.01]))
        if at_s + length_s > duration_s:
            return tuple(found)
        found.append(Span(at_s, at_s + length_s))
        at_s += length_s + float(rng.choice([0.21, 0.4, 1.0, 4.0, 15.0]))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_slow", [False, True])
def test_all_that_is_said_is_taken_once(seed: int, is_slow: bool) -> None:
    units = random_units(seed, 280.0)
    taken = gathered(units, 300.0, lambda now_s: not is_slow or now_s % 23 == 0)
    found = pieces(taken)
    # Sound at the edges may go with both its neighbours where their pause is longer than the gap
    # at which units are joined; speech never does.
    assert difference(units, joined(found)) == ()
    for left, right in pairwise(sorted(found)):
        common = Span(right.start_s, max(right.start_s, left.end_s))
        assert sum(common.overlap_s(unit) for unit in units) == pytest.approx(0, abs=1e-3)
    assert all(due.passage.duration_s <= LONGEST_S + 1e-3 for _, due in taken)
    assert [p.start_s for p in found] == sorted(p.start_s for p in found)
    for at_s, due in taken:
        assert due.passage.call_span.end_s <= at_s + 1e-9  # never sound that is still to come


def first_taken_s(*pairs: tuple[float, float]) -> tuple[float, float]:
    """When the first passage was taken, and how much speech it holds."""
    units = spans(*pairs)
    at_s, due = gathered(units, 60.0)[0]
    within = [u for u in units if u.start_s >= due.passage.call_span.start_s - 0.01
              and u.end_s <= due.passage.call_span.end_s + 0.01]  # fmt: skip
    return at_s, total_s(within)


def test_a_short_word_waits_for_three_seconds_of_silence() -> None:
    assert first_taken_s((1.0, 2.0)) == (5.0, 1.0)


def test_eight_seconds_are_taken_at_a_pause() -> None:
    assert first_taken_s((0.0, 5.0), (5.3, 8.5), (8.8, 9.4), (10.0, 30.0)) == (
        10.0, pytest.approx(8.8),
    )  # fmt: skip


def test_what_is_old_is_taken_at_any_end() -> None:
    units = [(2.5 + 3.25 * i, 2.5 + 3.25 * i + 3.0) for i in range(12)]
    at_s, speech_s = first_taken_s(*units)
    assert (at_s, speech_s) == (2.5 + AGE_S, pytest.approx(12.0))


def test_few_words_are_not_held_back_for_long() -> None:
    units = [(2.9 * i, 2.9 * i + 0.3) for i in range(20)]
    at_s, _ = first_taken_s(*units)
    assert at_s == AGE_S


def test_speech_without_a_pause_is_cut_where_it_is_quiet() -> None:
    levels = np.full(10_000, -20.0, np.float32)
    levels[1_150:1_170] = -60.0
    taken = gathered(spans((0.0, 45.0)), 60.0, levels=lambda: levels)
    at_s, due = taken[0]
    assert at_s == 20.0
    assert due.passage.call_span.end_s == pytest.approx(11.6, abs=0.06)
    assert all(due.passage.duration_s <= CUT_PIECE_S + 1e-3 for _, due in taken[:-1])
    assert total_s(pieces(taken)) == pytest.approx(45.2, abs=0.01)


def test_a_worker_that_comes_late_gets_longer_passages() -> None:
    units = tuple(Span(3.0 * i, 3.0 * i + 2.0) for i in range(20))
    taken = gathered(units, 70.0, lambda now_s: now_s > 40)
    (at_s, due), (_, second) = taken[:2]
    assert (at_s, due.since_s) == (40.5, 11.5)  # 8 s of speech and a pause
    assert due.passage.duration_s > 24
    assert second.since_s == 44.5


def test_speech_whose_sound_is_gone_is_not_asked_for() -> None:
    gathering = Gathering(WordSettings(), GAP_S)
    gathering.spoken(spans((1.0, 4.0), (5.0, 9.0), (10.0, 12.0)), 16.0)
    gathering.lose(0.5)
    assert gathering.oldest_s == 1.0
    gathering.lose(6.0)
    assert gathering.oldest_s == 6.0
    due = gathering.take(LONGEST_S, no_levels)
    assert due is not None
    assert due.passage.call_span.start_s == 6.0
    gathering.spoken(spans((1.0, 4.0), (17.0, 18.0)), 22.0)
    gathering.lose(20.0)
    assert (gathering.due_since_s, gathering.take(LONGEST_S, no_levels)) == (None, None)


def test_the_final_units_decide_what_of_the_end_is_taken() -> None:
    gathering = Gathering(WordSettings(), GAP_S)
    gathering.spoken(spans((1.0, 9.5), (11.0, 12.0)), 12.1)
    first = gathering.take(LONGEST_S, no_levels)
    assert first is not None
    assert first.passage.call_span.end_s == pytest.approx(9.7)
    # The whole call says that the first unit ended later, and of a word never heard before.
    gathering.end(spans((1.0, 9.8), (11.1, 12.4), (13.0, 13.5)), 14.0)
    rest = gathering.take(LONGEST_S, no_levels)
    assert rest is not None
    assert rest.passage.call_span.start_s == pytest.approx(10.9)
    assert rest.passage.call_span.end_s == pytest.approx(13.7)
    assert gathering.take(LONGEST_S, no_levels) is None
