"""The path of a pitch is the best one, voiced where it can be and in the octave that goes on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from callcoach.voice.path import CHANGE_COST, JUMP_COST, JUMP_FREE, _best_path, voiced_path

RANGE_HZ = (55.0, 600.0)


def path_of(track, *, voicing_least=0.5):
    return voiced_path(track, np.ones(len(track), bool), RANGE_HZ, voicing_least)


def worth(states, candidates, gains):
    """What a path of one stretch gains, by the rules as they are written."""
    n, m = candidates.shape
    total = -CHANGE_COST * ((states[0] < m) + (states[-1] < m))
    for row in range(n):
        if states[row] < m:
            total += gains[row, states[row]]
        if row and (states[row] < m) != (states[row - 1] < m):
            total -= CHANGE_COST
        elif row and states[row] < m:
            step = abs(candidates[row, states[row]] - candidates[row - 1, states[row - 1]])
            total -= JUMP_COST * max(step - JUMP_FREE, 0)
    return total


@pytest.mark.parametrize("seed", range(10))
def test_no_other_path_is_better(seed):
    random = np.random.default_rng(seed)
    candidates = random.uniform(6, 9, (7, 2))
    gains = random.normal(0, 4, (7, 2))
    found = _best_path(candidates, gains, np.array([[2, 5], [0, 2]]))
    for first, last in ((0, 2), (2, 7)):
        part = slice(first, last)
        every = itertools.product(range(3), repeat=last - first)
        best = max(worth(states, candidates[part], gains[part]) for states in every)
        assert worth(found[part].tolist(), candidates[part], gains[part]) == pytest.approx(best)


def test_an_octave_heard_too_high_in_doubt_is_lowered(drawn):
    f0_hz = np.full(300, 130.0)
    f0_hz[100:150] *= 2.0
    f0_hz[200:220] *= 3.0
    track = drawn(300, f0_hz=f0_hz)
    track.voicing[100:220] = 0.6
    assert path_of(track) == pytest.approx(np.full(300, 130.0), rel=1e-6)


def test_an_octave_heard_for_sure_is_kept(drawn):
    f0_hz = np.full(300, 130.0)
    f0_hz[100:150] *= 2.0
    assert path_of(drawn(300, f0_hz=f0_hz)) == pytest.approx(f0_hz, rel=1e-6)


def test_a_glide_over_an_octave_is_kept_however_doubtful(drawn):
    f0_hz = 130.0 * 2 ** np.minimum(np.arange(100) / 50, 1)
    track = drawn(100, f0_hz=f0_hz)
    track.voicing[:] = 0.5
    assert path_of(track) == pytest.approx(f0_hz, rel=1e-6)


def test_a_row_or_two_does_not_change_the_voicing(drawn):
    track = drawn(100, f0_hz=130.0)
    track.voicing[50] = track.periodicity[50] = 0.3
    assert (path_of(track) > 0).all()
    track = drawn(100, f0_hz=130.0)
    track.voicing[:] = track.periodicity[:] = 0.2
    track.voicing[50] = track.periodicity[50] = 0.6
    assert not path_of(track).any()


def test_rows_far_below_loud_speech_are_not_voiced(drawn):
    level_dbfs = np.full(300, -20.0)
    level_dbfs[200:] = -90.0
    path_hz = path_of(drawn(300, f0_hz=130.0, level_dbfs=level_dbfs))
    assert path_hz[:200].all()
    assert not path_hz[200:].any()


def test_more_is_voiced_where_less_is_asked(drawn):
    track = drawn(100, f0_hz=130.0)
    track.voicing[:], track.periodicity[:] = 0.5, 0.2
    assert path_of(track, voicing_least=0.2).all()
    assert not path_of(track, voicing_least=0.5).any()
    assert not path_of(drawn(100, f0_hz=130.0), voicing_least=1.0).any()


def test_stretches_do_not_depend_on_each_other_nor_long_ones_on_where_they_are_cut(drawn):
    random = np.random.default_rng(4)
    f0_hz = 130.0 * 2 ** random.choice([0, 0, 0, 1], 5000) * (random.random(5000) < 0.99)
    track = drawn(5000, f0_hz=f0_hz)
    track.voicing[:] = random.uniform(0.1, 0.9, 5000) * (f0_hz > 0)
    whole = path_of(track)
    gaps = np.flatnonzero(f0_hz == 0)
    for first, last in itertools.pairwise(gaps.tolist()):
        among = np.zeros(5000, bool)
        among[first:last] = True
        alone = voiced_path(track, among, RANGE_HZ, 0.5)
        assert np.array_equal(alone[first:last], whole[first:last])
    steady = drawn(4321, f0_hz=130.0)
    assert path_of(steady) == pytest.approx(np.full(4321, 130.0), rel=1e-6)


def test_nothing_tracked_is_nothing_voiced(drawn):
    assert not path_of(drawn(50)).any()
    assert len(path_of(drawn(0))) == 0
