"""The robust spread of a cue, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.spread import middle_and_spread


def test_one_value_far_off_moves_neither_middle_nor_spread() -> None:
    # Distances from the median 3: 2, 1, 0, 1 and far.
    expected = pytest.approx((3.0, 1.4826))
    assert middle_and_spread(np.array([1.0, 2.0, 3.0, 4.0, 1000.0])) == expected
    assert middle_and_spread(np.array([1.0, np.nan, 2.0, 3.0, 4.0, 5.0])) == expected


def test_what_is_not_known_or_does_not_move_has_no_spread() -> None:
    assert middle_and_spread(np.array([np.nan, np.nan])) == (0.0, 0.0)
    assert middle_and_spread(np.array([2.0, 2.0, 2.0])) == (2.0, 0.0)
