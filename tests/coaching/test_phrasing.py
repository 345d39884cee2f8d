"""Numbers in words."""

from __future__ import annotations

import pytest

from callcoach.coaching.phrasing import clock, counted, raised_cues, ranged, seconds, times
from callcoach.types.measures import RaisedSpan


@pytest.mark.parametrize(
    ("time_s", "text"), [(0.0, "0:00"), (59.99, "0:59"), (65.2, "1:05"), (3661.0, "61:01")]
)
def test_a_moment(time_s: float, text: str) -> None:
    assert clock(time_s) == text


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (0.04, "0.0 s"),
        (1.44, "1.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (119.4, "119 s"),
        (125.0, "2 min 5 s"),
    ],
)
def test_a_length(duration_s: float, text: str) -> None:
    assert seconds(duration_s) == text


def test_counts_and_their_ranges() -> None:
    assert [times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert [counted(n, "silence") for n in (0, 1, 2)] == ["0 silences", "1 silence", "2 silences"]
    assert ranged(4, 3, 5) == "4 (3-5)"
    assert ranged(4, None, 5) == "4"


def test_only_measured_cues_are_named() -> None:
    assert raised_cues(RaisedSpan(0.0, 1.0, 6.6, None, 3.44)) == "level +7 dB, pitch +3.4 semitones"
