"""Speech is parted into as few passages as pay, and cut where nothing is said."""

from __future__ import annotations

import math

import numpy as np
import pytest

from callcoach.settings import WordSettings
from callcoach.types.time import Span, total_s
from callcoach.words.packing import packed
from callcoach.words.passages import passages

from .conftest import spans

LOUD_DBFS = -20.0


def levels(duration_s: float, *pauses: tuple[float, float]) -> np.ndarray:
    """Loud throughout but for a tenth of a second from each moment, so far below."""
    rows = np.full(round(duration_s * 100), LOUD_DBFS, np.float32)
    for at_s, depth_db in pauses:
        rows[round(at_s * 100) : round(at_s * 100) + 10] -= depth_db
    return rows


def test_no_units_no_passages() -> None:
    assert packed((), 28.0, 0.5) == []


def test_units_that_fit_are_one_passage_with_the_gaps_counted_as_they_are_packed() -> None:
    units = spans((0.0, 5.0), (60.0, 65.0), (65.3, 67.0))
    assert packed(units, 12.5, 0.5) == [[Span(0.0, 5.0), Span(60.0, 67.0)]]
    assert len(packed(units, 12.4, 0.5, levels(70.0))) == 2


def test_speech_is_not_cut_to_save_a_passage_where_there_is_no_pause() -> None:
    units = spans((0.0, 8.0), (9.0, 17.0), (18.0, 26.0))
    flat = packed(units, 13.0, 0.5, levels(30.0))
    assert [[(s.start_s, s.end_s) for s in each] for each in flat] == [
        [(0.0, 8.0)],
        [(9.0, 17.0)],
        [(18.0, 26.0)],
    ]


def test_speech_is_cut_in_a_deep_pause_where_that_saves_a_passage() -> None:
    units = spans((0.0, 8.0), (9.0, 17.0), (18.0, 26.0))
    first, second = packed(units, 13.0, 0.5, levels(30.0, (12.5, 45.0)))
    assert first[0] == Span(0.0, 8.0)
    assert first[1].start_s == 9.0
    assert first[1].end_s == pytest.approx(12.55, abs=0.02)
    assert second[0].start_s == first[-1].end_s
    assert second[-1] == Span(18.0, 26.0)
    shallow = packed(units, 13.0, 0.5, levels(30.0, (12.5, 12.0)))
    assert len(shallow) == 3


def test_the_deepest_of_several_pauses_is_taken() -> None:
    unit = spans((0.0, 40.0))
    first, second = packed(unit, 30.0, 0.5, levels(40.0, (14.0, 25.0), (20.0, 35.0), (26.0, 30.0)))
    assert first[-1].end_s == pytest.approx(20.05, abs=0.02)
    assert second == [Span(first[-1].end_s, 40.0)]


def test_a_loud_unit_longer_than_a_passage_is_cut_all_the_same() -> None:
    parts = packed(spans((5.0, 65.0)), 27.0, 0.5, levels(70.0))
    assert len(parts) == 3
    assert all(total_s(part) <= 27.0 + 1e-6 for part in parts)
    assert math.fsum(total_s(part) for part in parts) == pytest.approx(60.0)


def test_many_short_units_are_packed_with_shorter_gaps() -> None:
    few = tuple(Span(3.0 * i, 3.0 * i + 2.0) for i in range(10))
    many = tuple(Span(1.5 * i, 1.5 * i + 0.6) for i in range(400))
    settings = WordSettings()
    (gap_s,) = {
        round(after.passage_start_s - before.passage_end_s, 3)
        for passage in passages(few, 40.0, settings)
        for before, after in zip(passage.pieces, passage.pieces[1:], strict=False)
    }
    assert gap_s == pytest.approx(0.5 - 2 * 0.2)
    dense = passages(many, 610.0, settings)
    assert len(dense) <= math.ceil(400 * (0.6 + 0.2) / (28.0 - 0.2)) + 1
    assert all(passage.duration_s <= 28.0 + 1e-3 for passage in dense)
