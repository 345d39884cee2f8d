"""The end of a stream keeps its addresses when its beginning is forgotten."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.frames.tail import SampleTail


def test_samples_are_addressed_from_the_streams_start() -> None:
    tail = SampleTail(n_before=2)
    tail.push(np.float32([1, 2, 3]))
    tail.push(np.float32([4]))
    assert tail.between(-2, 2).tolist() == [0, 0, 1, 2]
    tail.drop_before(2)
    tail.drop_before(0)
    assert (tail.start, tail.end) == (2, 4)
    assert tail.between(2, 4).tolist() == [3, 4]
    tail.drop_before(9)
    assert (tail.start, tail.end) == (4, 4)


def test_what_was_forgotten_or_has_not_come_is_our_own_mistake() -> None:
    tail = SampleTail()
    tail.push(np.float32([1, 2, 3]))
    tail.drop_before(1)
    for first, last in ((0, 2), (2, 4), (3, 2)):
        with pytest.raises(AssertionError):
            tail.between(first, last)
