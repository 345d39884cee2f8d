"""What the line did: what level and spectrum around a unit rose by without pitch."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.baseline import call_baseline
from callcoach.voice.surroundings import line_shift
from callcoach.voice.units import Units

N = 20
LENGTH_S = 3.0


def shift(alpha_db=0.0, level_db=0.0, f0_st=0.0, from_unit=12, least=N):
    """The line's shift at each unit of a call whose units from one on rise."""
    is_there = (np.arange(N) >= from_unit) & (np.arange(N) < least)
    start_s = np.arange(N) * 4.0
    units = Units(
        start_s=start_s,
        end_s=start_s + LENGTH_S,
        clear_s=np.full(N, LENGTH_S),
        voiced_s=np.full(N, 2.0),
        level_dbfs=-25.0 + level_db * is_there,
        alpha_db=-6.0 + alpha_db * is_there,
        f0_hz=120.0 * 2 ** (f0_st * is_there / 12),
    )
    return line_shift(units, call_baseline(units))


def test_a_line_that_grows_brighter_and_louder_is_told():
    line = shift(alpha_db=1.5, level_db=4.0)
    assert line.alpha_db[12:] == pytest.approx([1.5] * 8)
    assert line.level_db[12:] == pytest.approx([4.0] * 8)
    assert line.alpha_db[:8].tolist() == [0.0] * 8


def test_what_pitch_explains_is_left_to_the_voice():
    line = shift(alpha_db=4.0, level_db=6.0, f0_st=3.0)
    assert line.alpha_db.tolist() == [0.0] * N
    assert line.level_db.tolist() == [0.0] * N


def test_less_than_a_decibel_is_left_to_the_voice():
    assert shift(alpha_db=0.9, level_db=0.9).alpha_db.tolist() == [0.0] * N


def test_three_seconds_on_one_side_are_enough():
    """Only the last unit but one has but the last after it."""
    assert shift(level_db=4.0, from_unit=18).level_db[18] == pytest.approx(4.0)
