"""Running values, rows to spans, and glides, against plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.turns.glides import pitch_moves
from callcoach.turns.noise import noise_floor_dbfs
from callcoach.turns.rows import rows_of, spans_of_rows, with_hysteresis
from callcoach.turns.windows import middle_of_three, running_max, running_mean
from callcoach.types.frames import FloatRow
from callcoach.types.time import Span


@pytest.mark.parametrize("n", [0, 1, 2, 3, 40])
@pytest.mark.parametrize("reach", [0, 1, 2, 6, 50])
def test_running_values_are_those_of_the_rows_around(n: int, reach: int) -> None:
    rows = np.random.default_rng(n).normal(size=n).astype(np.float32)
    around = [rows[max(0, i - reach) : i + reach + 1] for i in range(n)]
    assert running_max(rows, reach) == pytest.approx([each.max() for each in around])
    assert running_mean(rows, reach) == pytest.approx([each.mean() for each in around], abs=1e-6)
    assert running_mean(rows, reach).dtype == np.float32


def test_the_middle_of_three_drops_a_click_and_keeps_an_edge() -> None:
    rows = np.array([0, 0, 9, 0, 5, 5, 5, 0], np.float32)
    assert middle_of_three(rows).tolist() == [0, 0, 0, 5, 5, 5, 5, 0]
    assert middle_of_three(rows[:2]).tolist() == [0, 0]


def test_rows_and_spans_are_one_and_the_same() -> None:
    rows = np.array([1, 1, 0, 0, 1, 0, 1], bool)
    spans = spans_of_rows(rows)
    assert spans == (Span(0, 0.02), Span(0.04, 0.05), Span(0.06, 0.07))
    assert (rows_of(spans, 7) == rows).all()
    assert spans_of_rows(np.zeros(0, bool)) == ()


def test_hysteresis_keeps_what_reaches_the_upper_line() -> None:
    score = np.array([0.4, 0.4, 0.1, 0.4, 0.6, 0.4, 0.2, 0.9], np.float32)
    assert with_hysteresis(score, 0.5, 0.35).tolist() == [
        False, False, False, True, True, True, False, True,
    ]  # fmt: skip
    assert with_hysteresis(score[:0], 0.5, 0.35).tolist() == []


class TestGlides:
    n = 200

    def moves(self, semitones: FloatRow, voicing: float = 0.9) -> float:
        f0_hz = (140 * 2 ** (semitones / 12)).astype(np.float32)
        found = pitch_moves(f0_hz, np.full(self.n, voicing, np.float32))
        return float(found.is_speechlike[50:-50].mean())

    def test_a_pitch_that_sways_as_in_speech_is_speechlike(self) -> None:
        assert self.moves(3 * np.sin(np.arange(self.n) / 12)) == 1.0

    def test_a_held_note_and_steps_between_notes_are_not(self) -> None:
        assert self.moves(np.zeros(self.n)) == 0
        assert self.moves(np.repeat(np.arange(10) * 2.0, 20)) == 0

    def test_what_is_not_voiced_is_not(self) -> None:
        assert self.moves(3 * np.sin(np.arange(self.n) / 12), voicing=0.3) == 0

    def test_a_few_rows_are_not_enough(self) -> None:
        empty = np.zeros(4, np.float32)
        assert not pitch_moves(empty, empty).is_speechlike.any()


class TestNoiseFloor:
    def test_is_the_quiet_tenth_of_what_is_away_from_speech(self) -> None:
        level = np.linspace(-70, -60, 1001).astype(np.float32)
        loud = np.full(1001, -20, np.float32)
        is_near = np.repeat([False, True], 1001)
        floor = noise_floor_dbfs(np.concatenate((level, loud)), is_near)
        assert floor == pytest.approx(-69)

    def test_passes_over_digital_silence(self) -> None:
        level = np.concatenate((np.full(500, -120), np.full(500, -55))).astype(np.float32)
        assert noise_floor_dbfs(level, np.zeros(1000, bool)) == -55

    def test_is_unknown_where_all_pauses_are_digital_silence(self) -> None:
        level = np.concatenate((np.full(500, -120), np.full(500, -20))).astype(np.float32)
        assert noise_floor_dbfs(level, level > -100) is None
        assert noise_floor_dbfs(level[:0], np.zeros(0, bool)) is None

    def test_takes_all_rows_of_a_channel_that_never_pauses(self) -> None:
        level = np.linspace(-40, -20, 1001).astype(np.float32)
        assert noise_floor_dbfs(level, np.ones(1001, bool)) == pytest.approx(-38)
