"""Truths are read as written."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from callcoach.types.time import Span
from made_call import RATE_HZ, made_call
from turn_taking.truths import Truth, label_rows, levels_dbfs, rttm_spans

RTTM = """SPEAKER a 1 0.26 5.55 <NA> <NA> agent <NA> <NA>
SPEAKER a 1 5.50 1.00 <NA> <NA> customer <NA> <NA>
SPEAKER b 1 1.00 2.00 <NA> <NA> agent <NA> <NA>
"""


def test_rttm_is_read_by_speaker_and_file(tmp_path: Path) -> None:
    path = tmp_path / "x.rttm"
    path.write_text(RTTM)
    assert rttm_spans(path, file="a", speaker="agent") == (Span(0.26, 5.81),)
    assert rttm_spans(path, file="a") == (Span(0.26, 6.5),)  # overlapping speakers are one
    assert rttm_spans(path, file="b") == (Span(1.0, 3.0),)


def test_hand_labels_are_triples_after_the_name() -> None:
    rows = label_rows("x,0.000,0.403,0,0.403,0.600,1,0.600,0.700,0,0.7,0.8,1\n", 100)
    assert np.flatnonzero(rows).tolist() == [*range(40, 60), *range(70, 80)]


def test_turning_a_call_moves_the_customer_and_the_truth_together() -> None:
    call = made_call([(0.5, 1.0)], [(1.0, 2.0)], 4.0).rolled(3)
    assert call.truths[0].units == (Span(0.5, 1.0),)
    assert call.truths[1].units == (Span(0.0, 1.0),)
    loud = levels_dbfs(call.channels[1], RATE_HZ) > -50
    assert np.array_equal(loud, call.truths[1].speech)


def test_the_active_level_is_that_of_the_speech() -> None:
    call = made_call([(0.5, 1.0)], [], 4.0)
    power = np.mean(np.square(call.channels[0][4000:8000], dtype=np.float64))
    assert abs(call.speech_power(0) / power - 1) < 1e-6


def test_units_of_a_truth_are_its_rows() -> None:
    rows = np.array([False, True, True, False, True])
    assert Truth(rows, rows).units == (Span(0.01, 0.03), Span(0.04, 0.05))
