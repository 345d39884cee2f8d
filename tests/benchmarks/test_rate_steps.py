"""A step of rate: what was made is told of the same rows as what is read."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.types.time import Span
from callcoach.voice.local_rate import rate_windows
from callcoach.voice.nuclei import rows_by_sum
from voicing.pace import Step, rise_of, written_rows

UNITS = tuple(Span(float(at), at + 4.5) for at in range(0, 90, 5))
N_SYLLABLES = [16 if unit.start_s < 60 else 24 for unit in UNITS]


def made(paused_s: float) -> float:
    """The rise of units of 4 s of speech and a pause of so much before the step."""
    is_phonation = np.zeros(9000, bool)
    for unit in UNITS:
        start = round(100 * unit.start_s)
        is_phonation[start : start + 450] = True
        pause_s = paused_s if unit.start_s < 60 else 0.5
        is_phonation[start + 100 : start + 100 + round(100 * pause_s)] = False
    at_s = rows_by_sum(written_rows(UNITS, N_SYLLABLES, is_phonation)) / 100
    return rise_of(rate_windows(at_s, is_phonation, Settings().voice))


def test_four_to_six_syllables_a_second_are_a_rise_by_half():
    assert made(0.5) == pytest.approx(1.5, rel=0.02)


def test_pauses_inside_utterances_are_no_part_of_the_rate():
    """With 1.5 s of pause the same 16 syllables are said in 3 s: 5.33 a second, and 6 after it."""
    assert made(1.5) == pytest.approx(6 / (16 / 3), rel=0.03)


def test_written_syllables_lie_in_phonation_only():
    is_phonation = np.ones(1000, bool)
    is_phonation[100:300] = False
    written = written_rows((Span(0.0, 5.0), Span(6.0, 8.0)), (9, 4), is_phonation)
    assert written[:500].sum() == pytest.approx(9.0)
    assert written[600:800].sum() == pytest.approx(4.0)
    assert written[100:300].sum() == written[500:600].sum() == 0.0


def test_the_error_is_against_what_was_made():
    assert Step((), 1.4, 1.54).error == pytest.approx(0.1)
