"""Owns live capture: both parties' sound in step, from one input or two."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from dataclasses import replace

import numpy as np

from callcoach.audio.capture.clock import CallClock
from callcoach.audio.capture.device import PATIENCE_S, RATE_HZ, leave_hanging
from callcoach.audio.capture.line import Line
from callcoach.audio.capture.moved import SourceWatch
from callcoach.audio.capture.standstill import Standstill
from callcoach.audio.capture.world import World
from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError
from callcoach.types.live import Captured, CaptureEvent

LOOK_S = 0.05
"""How long we sleep at most between two looks at the inputs."""

BLOCK_LEAST = 640
BLOCK_MOST = 1600
"""Samples of a block: 0.04 s, or more where more is there at once, and 0.1 s at most."""

STARTS_WITHIN_S = 4.0
"""The call begins when every input gives sound, and without those that do not by then."""

HELD_BACK_MOST_S = 0.25
"""How long one party's sound waits for the other's beyond what is usual."""

UNHEARD_LAG_S = 0.1
"""How far the call stays behind the clock while no input gives sound."""

CLOSES_WITHIN_S = 0.5


class Capture:
    """Sound from inputs of this machine, the agent's in row 0, the customer's in row 1.

    The same input twice: its left channel is the agent, its right the customer, both as they come.
    One of the two may be None: zeros stand on its channel, and nothing is awaited from it.

    Parameters
    ----------
    agent, customer : SoundInput or None
        The inputs, of which at least one is there.
    world : World
        Clocks and threads.
    """

    sample_rate_hz = RATE_HZ

    def __init__(
        self, agent: SoundInput | None, customer: SoundInput | None, *, world: World | None = None
    ) -> None:
        assert agent is not None or customer is not None, "no input"
        self._world = world or World()
        self._wake = threading.Event()
        self._is_closing = False
        self._events: list[CaptureEvent] = []
        self._emitted = 0
        self._call: CallClock | None = None
        self._time = Standstill(self._world)
        self._began_s = 0.0
        both = agent is not None and agent == customer
        parties = [(agent, (0, 1))] if both else [(agent, (0,)), (customer, (1,))]
        self._lines = [
            Line(source, channels, self._wake, self._world, self._events.append)
            for source, channels in parties
            if source is not None
        ]
        self._watch = (
            SourceWatch(self._world)
            if any(line.source.pulse_source for line in self._lines)
            else None
        )

    def blocks(self) -> Generator[Captured, None, None]:
        """Opens the inputs, then gives the sound as it arrives, about each 0.05 s, until `close`.

        Raises
        ------
        SoundInputUnavailable
            If PortAudio or its package is not installed.
        CaptureError
            Before the first block: if there is no such input, it is taken by another program, has
            neither the channels nor a sample rate that serves, or gives no answer.
        """
        try:
            self._open()
            while not self._is_closing:
                self._world.wait(self._wake, LOOK_S)
                self._wake.clear()
                yield from self._look()
        finally:
            self._end()

    def close(self) -> None:
        """Ends `blocks` within 0.1 s; may be called from another thread, or a signal handler."""
        self._is_closing = True  # no lock: a handler may run while our own thread holds it

    def _open(self) -> None:
        until_s = self._world.monotonic_s() + PATIENCE_S
        for line in self._lines:
            opening = line.begin_opening()
            while not opening.is_done and not self._is_closing:
                self._world.wait(self._wake, 0.01)
                if self._world.monotonic_s() > until_s:
                    raise CaptureError(
                        f'the input "{line.source.name}" gives no answer for {PATIENCE_S:g} s: '
                        "unplug it and plug it in again, or choose another"
                    )
            if opening.error is not None and opening.is_done:
                raise opening.error
            if opening.result is not None:
                line.opened(opening.result, self._time.call_s(self._world.monotonic_s()))
        self._time.begin()
        self._began_s = self._time.call_s(self._world.monotonic_s())

    def _end(self) -> None:
        for line in self._lines:
            line.close()
        closings = [closing for line in self._lines for closing in line.closings]
        until_s = time.monotonic() + CLOSES_WITHIN_S  # real time, whatever the world's clocks say
        while not all(closing.is_done for closing in closings) and time.monotonic() < until_s:
            time.sleep(0.005)
        is_opening = any(
            line.opening is not None and not line.opening.is_done for line in self._lines
        )
        if is_opening or not all(closing.is_done for closing in closings):
            leave_hanging()

    def _look(self) -> Generator[Captured, None, None]:
        monotonic_s = self._world.monotonic_s()
        chunks = [line.drain() for line in self._lines]
        arrived_s = [chunk.arrived_s for each in chunks for chunk in each]
        # Where sound was dropped for our own lateness, it had come all the time.
        can_tell = not any(line.has_dropped for line in self._lines)
        n_streams = sum(line.heard_since_s is not None for line in self._lines) if can_tell else 0
        stood_s = self._time.look(monotonic_s, arrived_s, n_streams)
        now_s = self._time.call_s(monotonic_s)
        if stood_s:
            self._stood_still(stood_s, now_s)
        for line, each in zip(self._lines, chunks, strict=True):
            line.hear([replace(c, arrived_s=self._time.call_s(c.arrived_s)) for c in each])
            line.look(now_s, self._emitted)
        if all(line.ages_are_ready for line in self._lines if not line.is_lost):
            for line in self._lines:
                line.trust_ages()
        self._see_moves(now_s)
        if self._call is None:
            self._call = self._started(now_s)
        if self._call is None:
            return
        for line in self._lines:
            if not line.is_placed and line.settled_at_s is not None:
                line.place(self._call, leads=line is self._lines[0])
        stop = self._stop(now_s, self._call)
        while stop - self._emitted >= BLOCK_LEAST:
            yield self._block(min(stop, self._emitted + BLOCK_MOST))

    def _started(self, now_s: float) -> CallClock | None:
        """The clock of the call, once it begins: when all inputs give sound, or have had time."""
        is_late = now_s - self._began_s > STARTS_WITHIN_S
        settled_s = [line.settled_at_s for line in self._lines]
        if not is_late and any(at_s is None for at_s in settled_s):
            return None
        for line, at_s in zip(self._lines, settled_s, strict=True):
            if at_s is None and not line.is_lost:
                line.lose(now_s, 0, "no sound comes")
        begins_s = max((at_s for at_s in settled_s if at_s is not None), default=now_s)
        return CallClock(0.0, begins_s, RATE_HZ)

    def _stood_still(self, stood_s: float, now_s: float) -> None:
        at_s = self._emitted / RATE_HZ
        why = "the computer or this program stood still"
        self._events.append(CaptureEvent("slept", None, at_s, stood_s, why))
        for line in self._lines:
            line.stood_still(now_s)

    def _see_moves(self, now_s: float) -> None:
        answer = self._watch.look(now_s) if self._watch is not None else None
        # Where it sees none of our streams, as from within a container, it cannot tell.
        if answer is None or not answer.sources:
            return
        for line in self._lines:
            since_s = line.heard_since_s
            source = line.source.pulse_source
            if not source or since_s is None or since_s > answer.asked_s - 0.1:
                continue
            if source not in answer.sources:
                line.lose(now_s, self._emitted, "it was unplugged, or taken away")

    def _stop(self, now_s: float, call: CallClock) -> int:
        """The place up to which the call can be given now."""
        awaited = [line for line in self._lines if line.is_awaited]
        if not awaited:
            return round(call.index_at(now_s - UNHEARD_LAG_S))
        # One is not waited for beyond its time, if another has more.
        most = max(line.ready_to for line in awaited)
        return min(
            max(
                line.ready_to,
                min(round(call.index_at(now_s - line.lag_s - HELD_BACK_MOST_S)), most),
            )
            for line in awaited
        )

    def _block(self, stop: int) -> Captured:
        samples = np.zeros((2, stop - self._emitted), np.int16)
        for line in self._lines:
            taken = line.take(self._emitted, stop)
            if taken is not None:
                samples[list(line.channels)] = taken
        self._emitted = stop
        events = tuple(self._events)
        self._events.clear()
        return Captured(samples, events)
