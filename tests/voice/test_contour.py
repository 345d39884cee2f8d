"""Contours: coarser rows for drawing that keep energy, pitch and speech."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.time import Span
from callcoach.voice import contour


def test_a_step_pools_energy_and_takes_the_median_pitch(drawn):
    level = np.tile([-20.0, -30.0], 50)
    f0_hz = np.tile([100.0, 110.0, 400.0, 105.0, 0.0], 20)
    drawn_contour = contour(drawn(100, f0_hz=f0_hz, level_dbfs=level), (Span(0, 1),), 0.1)
    assert drawn_contour.level_dbfs == (round(10 * np.log10(0.0055), 1),) * 10
    assert drawn_contour.f0_hz == pytest.approx((107.5,) * 10)
    assert drawn_contour.speech == (True,) * 10


def test_a_step_is_speech_from_half_of_its_rows_on(drawn):
    spans = (Span(0.05, 0.2), Span(0.26, 0.4))
    assert contour(drawn(50), spans, 0.1).speech == (True, True, False, True, False)


def test_pitch_is_shown_in_own_voiced_speech_only(drawn):
    f0_hz = np.full(60, 120.0)
    f0_hz[20:26] = 0.0
    track = drawn(60, f0_hz=f0_hz)
    track.voicing[30:40] = track.periodicity[30:40] = 0.2
    assert contour(track, (Span(0, 0.5),), 0.1).f0_hz == (120.0, 120.0, 0.0, 0.0, 120.0, 0.0)


@pytest.mark.parametrize(("n_rows", "step_s", "n"), [(0, 0.1, 0), (1, 0.1, 1), (101, 0.1, 11)])
def test_the_last_step_may_be_short(drawn, n_rows, step_s, n):
    drawn_contour = contour(drawn(n_rows, level_dbfs=-20.0), (), step_s)
    assert drawn_contour.level_dbfs == (-20.0,) * n
    assert len(drawn_contour.f0_hz) == len(drawn_contour.speech) == n


def test_a_step_under_ten_milliseconds_is_one_row(drawn):
    assert len(contour(drawn(7), (), 0.001).level_dbfs) == 7


def test_silence_has_the_level_of_silence(drawn):
    assert contour(drawn(10, level_dbfs=-150.0), (), 0.1).level_dbfs == (SILENCE_DBFS,)
