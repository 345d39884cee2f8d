"""Pitch is tracked in chunks fixed to the call's start, with the same sound about each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.gate import GateRows
from callcoach.frames.pitch import ALL, N_HOP, PitchHops
from callcoach.frames.tracking import PitchRows, PitchStream, rows_between

Samples = npt.NDArray[np.float32]


class Echo:
    """A tracker that answers each hop with the first sample of it, and keeps what it was asked.

    `asked`: first and past-the-last hop of the call; `given`: the same of the sound, in hops.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.given: list[tuple[int, int]] = []

    def track(self, samples: Samples, hops: slice = ALL) -> PitchHops:
        n_hops = len(samples) // N_HOP
        first = samples[: n_hops * N_HOP : N_HOP][hops]
        if len(samples):
            start = int(samples[0]) // N_HOP
            self.given.append((start, start + n_hops))
            self.asked.append((start + hops.start, start + hops.stop))
        return PitchHops(first, np.where(first > 0, np.float32(0.9), np.float32(0)))


def gate_rows(n: int, *active: slice) -> GateRows:
    detector = np.zeros(n, np.float32)
    for part in active:
        detector[part] = 1
    return GateRows(np.full(n, -20, np.float32), np.zeros(n, np.float32), detector)


def ramp(n: int) -> Samples:
    """Samples that tell their own index, exact in float32 below 2**24."""
    return np.arange(n, dtype=np.float32)


def tracked(echo: Echo, n_rows: int, *active: slice) -> PitchRows:
    stream = PitchStream(echo)
    first = stream.push(ramp(n_rows * 160), gate_rows(n_rows, *active))
    rest = stream.finish()
    return PitchRows(
        np.concatenate((first.f0_hz, rest.f0_hz)), np.concatenate((first.voicing, rest.voicing))
    )


def test_a_row_takes_what_lies_between_the_hops_about_its_middle() -> None:
    rows = tracked(Echo(), 400, slice(0, 400))
    middles = np.arange(400) * 160 + 80
    a_glide = slice(40, 398)  # here two hops lie within a semitone, and the next one is whole
    # An even glide lies under the straight line by an eighth of the square of its step at most.
    assert rows.f0_hz[a_glide] == pytest.approx(middles[a_glide], rel=4e-4)
    nearest = np.round((middles + 1) / 320) * 320
    assert rows.f0_hz[:30].tolist() == nearest[:30].tolist()
    assert rows.f0_hz[398:] == pytest.approx([199 * 320, 199 * 320], rel=1e-6)


def test_the_odds_of_voicing_change_evenly_and_the_pitch_in_semitones_unless_it_jumps() -> None:
    f0_hz = np.array([100, 102, 204, 0, 0], np.float32)
    hops = PitchHops(f0_hz, np.array([0.9, 0.5, 0.2, 0.0, 0.0], np.float32))
    rows = rows_between(hops, np.arange(10))
    odds = [9**0.75, 9**0.25, 0.25**0.25, 0.25**0.75, 0.25**0.75 * 1e-4**0.25]
    found_odds = rows.voicing[:5] / (1 - rows.voicing[:5])
    assert found_odds == pytest.approx(odds, rel=2e-4)
    assert rows.voicing[6:].tolist() == [0.0] * 4
    glide = [100 * 1.02**0.25, 100 * 1.02**0.75]
    assert rows.f0_hz == pytest.approx([*glide, 102, 204, 204, 0, 0, 0, 0, 0])


def test_rows_outside_speech_are_not_tracked() -> None:
    rows = tracked(Echo(), 480, slice(200, 260))
    is_tracked = np.flatnonzero(rows.voicing)
    assert (is_tracked[0], is_tracked[-1]) == (190, 269)
    assert np.array_equal(np.flatnonzero(rows.f0_hz), is_tracked)


def test_a_stretch_is_asked_the_hops_about_its_rows_and_heard_four_beyond_that() -> None:
    echo = Echo()
    tracked(echo, 480, slice(200, 260))  # with its margins rows 190 to 269
    assert echo.asked == [(95, 136)]
    assert echo.given == [(91, 140)]


def test_a_stretch_that_goes_on_is_asked_two_hops_of_the_next_chunk() -> None:
    echo = Echo()
    tracked(echo, 480, slice(120, 260))  # with its margins rows 110 to 269
    assert echo.asked == [(55, 81 + 2), (80 - 2, 136)]
    assert echo.given == [(51, 81 + 6), (80 - 6, 140)]


def test_chunks_do_not_depend_on_the_end_of_the_call() -> None:
    short, long = Echo(), Echo()
    tracked(short, 400, slice(0, 400))
    tracked(long, 800, slice(0, 800))
    assert short.asked[:2] == long.asked[:2]
    assert short.given[:2] == long.given[:2]
    assert [first for first, _ in long.given] == [0, 74, 154, 234, 314]


def test_without_voicing_there_is_no_pitch() -> None:
    stream = PitchStream(Echo())
    stream.push(-ramp(160 * 100), gate_rows(100, slice(0, 100)))
    rest = stream.finish()
    assert not rest.voicing.any()
    assert not rest.f0_hz.any()


def test_a_call_shorter_than_a_hop_has_rows_without_pitch() -> None:
    rows = tracked(Echo(), 1, slice(0, 1))
    assert rows.f0_hz.tolist() == [0.0]
    assert rows.voicing.tolist() == [0.0]
    assert len(tracked(Echo(), 0).f0_hz) == 0
