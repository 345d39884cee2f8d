"""A line that sets its gain by itself is told by its noise, which rises in the pauses."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.turns.gain_control import gain_control_suspected
from callcoach.types.time import Span

UNITS = tuple(Span(at, at + 2.0) for at in np.arange(0.0, 40.0, 4.0).tolist())
NOBODY = np.zeros(4000, dtype=np.bool_)


def levels(rise_db_per_s=0.0, tail_db=0.0, noise_dbfs=-60.0):
    """Speech of 2 s and pauses of 2 s; the noise rises in them, after an echo that dies away."""
    at_s = np.arange(4000) / 100
    since_s = np.maximum(at_s % 4.0 - 2.0, 0.0)
    noise = noise_dbfs + rise_db_per_s * since_s + tail_db * np.exp(-since_s / 0.5)
    noise += np.random.default_rng(1).normal(0, 1.0, 4000)
    return np.where(at_s % 4.0 < 2.0, -25.0, noise).astype(np.float32)


@pytest.mark.parametrize(
    ("line", "expected"),
    [({}, False), ({"rise_db_per_s": 4.0}, True), ({"tail_db": 10.0}, False)],
)
def test_noise_that_rises_in_the_pauses_tells(line, expected):
    assert gain_control_suspected(levels(**line), UNITS, NOBODY) is expected


def test_gain_does_not_matter():
    assert gain_control_suspected(levels(4.0) - 20, UNITS, NOBODY) is True


def test_five_pauses_are_too_few():
    assert gain_control_suspected(levels(4.0)[:2000], UNITS[:5], NOBODY[:2000]) is None
    assert gain_control_suspected(levels(4.0)[:2400], UNITS[:6], NOBODY[:2400]) is True


def test_digital_silence_tells_nothing():
    muted = levels(4.0, noise_dbfs=-120.0)
    assert gain_control_suspected(muted, UNITS, NOBODY) is None


def test_pauses_with_the_other_party_in_them_are_left_out():
    assert gain_control_suspected(levels(4.0), UNITS, ~NOBODY) is None


def test_nobody_speaks():
    assert gain_control_suspected(levels(), (), NOBODY) is None
    assert gain_control_suspected(levels()[:0], (), NOBODY[:0]) is None
