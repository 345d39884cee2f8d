"""Speech is packed densely, and every moment of a passage has its moment in the call."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from callcoach.settings import WordSettings
from callcoach.types.time import Span, joined, within
from callcoach.words.passages import (
    CONTEXT_S,
    RATE_HZ,
    call_time,
    passage_samples,
    passages,
)

from .conftest import spans

SETTINGS = WordSettings()


def test_no_speech_makes_no_passage() -> None:
    assert passages((), 600.0, SETTINGS) == ()


def test_a_short_gap_stays_as_it_is_and_a_long_one_is_shortened() -> None:
    (passage,) = passages(spans((10.0, 11.0), (11.4, 12.0), (60.0, 61.0)), 100.0, SETTINGS)
    first, second = passage.pieces
    assert (first.call_start_s, first.passage_start_s) == (10.0 - CONTEXT_S, 0.0)
    assert first.duration_s == pytest.approx(2.0 + 2 * CONTEXT_S)
    assert second.call_start_s == 60.0 - CONTEXT_S
    # From the end of speech to its next start in the passage: the set gap.
    speech_end_s = first.passage_end_s - CONTEXT_S
    assert second.passage_start_s + CONTEXT_S - speech_end_s == pytest.approx(0.5)
    assert passage.call_span == Span(first.call_start_s, second.call_span.end_s)


def test_context_is_not_taken_from_before_or_after_the_call() -> None:
    (passage,) = passages(spans((0.05, 1.0), (1.3, 2.0)), 2.1, SETTINGS)
    assert passage.pieces[0].call_span == Span(0.0, 2.1)


def test_neighbours_in_two_passages_share_no_sound() -> None:
    first, second = passages(spans((0.0, 20.0), (20.25, 40.0)), 40.0, SETTINGS)
    assert first.call_span.end_s == pytest.approx(20.125)
    assert second.call_span.start_s == pytest.approx(20.125)


def test_a_long_unit_is_cut_at_its_quietest_place() -> None:
    level_dbfs = np.full(10_000, -20.0, np.float32)
    level_dbfs[2000:2020] = -60.0
    level_dbfs[500:520] = -90.0  # quieter, but too early: the passage would be short
    first, second = passages(spans((0.0, 45.0)), 45.0, SETTINGS, level_dbfs)
    assert first.call_span.end_s == pytest.approx(20.1, abs=0.06)
    assert second.call_span.start_s == first.call_span.end_s


@pytest.mark.parametrize("level_dbfs", [None, np.zeros(0, np.float32)])
def test_without_levels_a_long_unit_is_cut_plainly(level_dbfs: np.ndarray | None) -> None:
    parts = passages(spans((0.0, 90.0)), 90.0, SETTINGS, level_dbfs)
    assert len(parts) == 4
    for before, after in pairwise(parts):
        assert before.call_span.end_s == pytest.approx(after.call_span.start_s)


def test_a_unit_too_long_by_rounding_alone_is_not_cut() -> None:
    unit = Span(0.1, 0.1 + 2.3)
    settings = WordSettings(passage_s=2.3 - 4e-16, passage_gap_s=0.0)
    assert unit.duration_s > settings.passage_s
    (passage,) = passages((unit,), 70.0, settings)
    assert len(passage.pieces) == 1


units = st.lists(
    st.tuples(st.floats(0.0, 3.0), st.floats(0.05, 40.0)), min_size=1, max_size=30
).map(
    lambda steps: tuple(
        Span(start_s, start_s + step[1])
        for step, start_s in zip(
            steps,
            np.cumsum([gap_s + 0.01 + length_s for gap_s, length_s in steps])
            - np.array([length_s for _, length_s in steps]),
            strict=True,
        )
    )
)


@effort(max_examples=40, deadline=None, derandomize=True)
@given(units, st.floats(2.0, 30.0), st.floats(0.0, 1.0))
def test_every_moment_of_speech_is_heard_once_and_found_again(
    ipus: tuple[Span, ...], passage_s: float, gap_s: float
) -> None:
    settings = WordSettings(passage_s=passage_s, passage_gap_s=gap_s)
    duration_s = ipus[-1].end_s + 0.1
    made = passages(ipus, duration_s, settings)
    pieces = [piece for passage in made for piece in passage.pieces]
    assert all(passage.duration_s <= passage_s + 0.01 for passage in made)
    heard = joined((piece.call_span for piece in pieces), 1e-3)
    for unit in ipus:
        (cover,) = within(heard, unit)
        assert cover.duration_s == pytest.approx(unit.duration_s, abs=2e-3)
    for before, after in pairwise(pieces):
        assert before.call_span.end_s <= after.call_start_s + 1e-3
    for passage in made:
        times_s = np.linspace(-0.5, passage.duration_s + 0.5, 200)
        mapped_s = [call_time(passage, float(time_s)) for time_s in times_s]
        assert all(np.diff(mapped_s) >= -1e-9)
        assert mapped_s[0] == passage.call_span.start_s
        assert mapped_s[-1] == passage.call_span.end_s
        for piece in passage.pieces:
            inside_s = piece.duration_s / 2
            at_s = call_time(passage, piece.passage_start_s + inside_s)
            assert at_s == pytest.approx(piece.call_start_s + inside_s, abs=1e-9)


def test_between_pieces_time_runs_over_what_was_left_out() -> None:
    (passage,) = passages(spans((0.0, 1.0), (61.0, 62.0)), 62.0, SETTINGS)
    first, second = passage.pieces
    middle_s = (first.passage_end_s + second.passage_start_s) / 2
    assert call_time(passage, middle_s) == pytest.approx(31.0)


def test_samples_lie_where_the_passage_says_with_silence_between() -> None:
    (passage,) = passages(spans((1.0, 2.0), (5.0, 6.0)), 7.0, SETTINGS)
    first, second = passage.pieces
    stretches = [np.ones(round(first.duration_s * RATE_HZ), np.float32), np.full(7, 2, np.float32)]
    samples = passage_samples(passage, stretches)
    assert len(samples) == round(passage.duration_s * RATE_HZ)
    start = round(second.passage_start_s * RATE_HZ)
    assert (samples[: len(stretches[0])] == 1).all()
    assert (samples[len(stretches[0]) : start] == 0).all()
    assert (samples[start : start + 7] == 2).all()
    assert (samples[start + 7 :] == 0).all()
