"""Calls that several tests of live monitoring look at, each heard once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from callcoach.types.floor import Activity
from callcoach.types.time import Span, Spans, within
from live_runs import Watched, lane, watch
from made_calls import sample_part


@pytest.fixture(scope="session")
def bad_call() -> Watched:
    """The bad call, but for its last seconds."""
    return watch(sample_part("bad-call", 0.0, 74.0))


@pytest.fixture(scope="session")
def good_then_bad() -> Watched:
    """The same agent, first unhurried and then rushed and raised; looked at once a second."""
    parts = sample_part("good-call", 36.0, 138.7), sample_part("bad-call", 28.0, 61.0)
    return watch([np.concatenate(sides) for sides in zip(*parts, strict=True)], step_s=1.0)


@pytest.fixture
def growing() -> Callable[..., Iterator[Activity]]:
    """A drawn call as it is known after each 0.1 s."""

    def grow(agent: str, customer: str, holds: Spans = ()) -> Iterator[Activity]:
        assert len(agent) == len(customer)
        units = lane(agent), lane(customer)
        for step in range(1, len(agent) + 1):
            now = Span(0.0, round(step * 0.1, 1))
            ipus = tuple(within(each, now) for each in units)
            yield Activity(now.end_s, ipus, within(holds, now), ())

    return grow
