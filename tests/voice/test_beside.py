"""How far a stretch stands over the own speech right beside it."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.beside import rise_beside

N = 400
STRETCH = (200, 240)


def beside(values, first=STRETCH[0], last=STRETCH[1]):
    """The rise of one cue of (n,) values a step; the other two are 0 and not known."""

    def rises(starts, ends):
        of_cue = [values[start:end].mean() for start, end in zip(starts, ends, strict=True)]
        return np.column_stack((of_cue, np.zeros(len(of_cue)), np.full(len(of_cue), np.nan)))

    return rise_beside(rises, first, last, len(values))


def stepped(before=0.0, here=0.0, after=0.0):
    return np.concatenate(
        (np.full(STRETCH[0], before), np.full(40, here), np.full(N - STRETCH[1], after))
    )


def test_the_mean_of_both_sides_is_what_it_is_held_against():
    rise = beside(stepped(before=1.0, here=5.0, after=2.0))
    assert rise[0] == pytest.approx(3.5)
    assert rise[1] == 0.0
    assert np.isnan(rise[2])


def test_what_changes_evenly_through_all_three_is_no_rise():
    """12 dB in 40 s; the stretch lies 6 dB over the start of the call."""
    assert beside(np.linspace(0.0, 12.0, N))[0] == pytest.approx(0.0, abs=1e-9)


def test_eight_seconds_on_a_side_are_beside():
    values = stepped(before=9.0)
    values[STRETCH[0] - 80 : STRETCH[0]] = 1.0
    assert beside(values)[0] == pytest.approx(-0.5)


@pytest.mark.parametrize(("first", "rise"), [(19, 3.0), (20, 2.0)])
def test_less_than_two_seconds_on_a_side_tell_nothing(first, rise):
    """2 before it, 0 after; before it 1.9 s or 2.0 s."""
    values = np.zeros(N)
    values[:first] = 2.0
    values[first : first + 40] = 3.0
    assert beside(values, first, first + 40)[0] == pytest.approx(rise)


def test_with_no_speech_beside_nothing_is_known():
    assert np.isnan(beside(np.ones(60), 10, 50)).all()
