"""Pitch is tracked in chunks fixed to the call's start, with the same sound about each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.frames.gate import GateRows
from callcoach.frames.pitch import ALL, PitchHops
from callcoach.frames.tracking import PitchRows, PitchStream, nearest_hops

Samples = npt.NDArray[np.float32]


class Echo:
    """A tracker that answers each hop with the first sample of it, and keeps what it was asked.

    `asked`: first and past-the-last hop of the call; `given`: the same of the sound, in hops.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.given: list[tuple[int, int]] = []

    def track(self, samples: Samples, hops: slice = ALL) -> PitchHops:
        n_hops = len(samples) // 256
        first = samples[: n_hops * 256 : 256][hops]
        if len(samples):
            start = int(samples[0]) // 256
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


def test_a_row_takes_the_hop_nearest_to_its_middle() -> None:
    rows = tracked(Echo(), 400, slice(0, 400))
    middles = np.arange(400) * 160 + 80
    assert np.abs(rows.f0_hz[:-1] - middles[:-1]).max() <= 128
    assert nearest_hops(np.array([0, 1, 2, 3, 7, 159, 160])).tolist() == [0, 1, 2, 2, 5, 100, 100]


def test_rows_outside_speech_are_not_tracked() -> None:
    rows = tracked(Echo(), 480, slice(200, 260))
    is_tracked = np.flatnonzero(rows.voicing)
    assert (is_tracked[0], is_tracked[-1]) == (190, 269)
    assert np.array_equal(np.flatnonzero(rows.f0_hz), is_tracked)


def test_a_stretch_is_asked_a_hop_beyond_its_margins_and_heard_four_beyond_that() -> None:
    echo = Echo()
    tracked(echo, 480, slice(200, 260))
    first, last = nearest_hops(np.array([190, 269])).tolist()
    assert echo.asked == [(first - 1, last + 2)]
    assert echo.given == [(first - 5, last + 6)]


def test_a_stretch_that_goes_on_is_asked_four_hops_of_the_next_chunk() -> None:
    echo = Echo()
    tracked(echo, 480, slice(120, 260))
    first, last = nearest_hops(np.array([110, 269])).tolist()
    assert echo.asked == [(first - 1, 101 + 4), (100 - 4, last + 2)]
    assert echo.given == [(first - 5, 101 + 8), (100 - 8, last + 6)]


def test_chunks_do_not_depend_on_the_end_of_the_call() -> None:
    short, long = Echo(), Echo()
    tracked(short, 400, slice(0, 400))
    tracked(long, 800, slice(0, 800))
    assert short.asked[:2] == long.asked[:2]
    assert short.given[:2] == long.given[:2]
    assert [first for first, _ in long.given] == [0, 92, 192, 292, 392]


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
