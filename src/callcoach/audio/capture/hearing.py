"""Owns the sound of one open stream, made whole: losses as silence, each frame with its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from callcoach.audio.capture.clock import StreamClock
from callcoach.audio.capture.device import Device
from callcoach.audio.capture.inbox import Chunk, Frames

SETTLES_IN_S = 0.3
"""How long a stream is watched before it is used: its first times are those of a start."""

AGES_TRUSTED_WITHIN_S = 2.0
"""How long a stream may take until the ages PortAudio gives make sense; then arrivals alone count.
PulseAudio needs a second where nothing plays."""

AGE_LEAST_S, AGE_MOST_S = -0.25, 0.4
"""Of an age that makes sense. Below 0: a monitor may give what is only about to be heard."""

AGES_DIFFER_MOST_S = 0.02
"""By how much times from ages may scatter while a stream settles, to be trusted."""

GAP_LEAST_S, FLAGGED_GAP_LEAST_S = 0.08, 0.005
"""A step in the times of a stream that is a loss; the latter where PortAudio says that it was one.
Less is left to the clock, which follows it. Bursts of arrivals differ by 0.05 s on PulseAudio."""

CERTAIN_AFTER_S = 0.12
"""How long a step in time must last before it is a loss: what is merely late catches up."""

OUTLIER_S = 0.04
"""A time that far from the clock counts only as far as arrival says the same."""

ASTRAY_S = 2.0
"""A clock that is wrong by more than `OUTLIER_S` for so long begins anew."""

LAG_S = 5.0
"""The time over which the usual lag of arrivals is averaged."""

Basis = Literal["age", "arrival"]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Sound without a gap, from the frame `position` of the stream, silence in place of what was
    lost included. `is_silence`: it is nothing else. `told`: PortAudio spoke of a loss here."""

    position: int
    frames: Frames
    is_silence: bool = False
    told: bool = False


class Hearing:
    """One stream from its opening to its end.

    `clock`: when each frame was heard, once `is_settled`; positions count what was lost, too.
    `lag_s`: how much later than heard a chunk's beginning usually arrives.
    """

    def __init__(self, device: Device, opened_s: float) -> None:
        self.device = device
        self.opened_s = opened_s
        self.last_arrived_s: float | None = None
        self.basis: Basis = "age"
        self.lag_s = 0.0
        self.unsettle()

    def unsettle(self) -> None:
        """Forgets the clock, as after a standstill: the stream settles anew."""
        self.is_settled = False
        self._waiting: list[Chunk] = []
        self._doubtful: list[Chunk] = []
        self._began_s: float | None = None
        self._next_start: int | None = None
        self._at = 0
        self._astray_since_s: float | None = None

    def hear(self, chunks: Sequence[Chunk]) -> Iterator[Piece]:
        """What can be used now that `chunks`, with times of the call, came in."""
        for chunk in chunks:
            self.last_arrived_s = chunk.arrived_s
            whole = replace(chunk, samples=self.device.sound_of(chunk.samples))
            if self.is_settled:
                yield from self._heard(whole)
            else:
                yield from self._settling(whole)

    def give_up_doubt(self) -> Iterator[Piece]:
        """What was held back for want of a judgement, as the stream ends."""
        doubtful, self._doubtful = self._doubtful, []
        for chunk in doubtful:
            yield self._passed(chunk)

    # -- the beginning

    def _settling(self, chunk: Chunk) -> Iterator[Piece]:
        if self._began_s is None:
            self._began_s = chunk.arrived_s
        waiting = self._waiting
        if chunk.overflowed or (waiting and chunk.start != _end(waiting[-1])):
            waiting.clear()
        waiting.append(chunk)
        while chunk.arrived_s - waiting[1 if len(waiting) > 1 else 0].arrived_s > SETTLES_IN_S:
            waiting.pop(0)
        if chunk.arrived_s - waiting[0].arrived_s < SETTLES_IN_S - self._long_s(chunk):
            return
        if self._ages_make_sense():
            self.basis = "age"
        elif chunk.arrived_s - self._began_s < AGES_TRUSTED_WITHIN_S:
            return
        else:
            self.basis = "arrival"
        yield from self._settled()

    def _ages_make_sense(self) -> bool:
        ages_s = [chunk.age_s for chunk in self._waiting]
        if not all(AGE_LEAST_S <= age_s <= AGE_MOST_S for age_s in ages_s):
            return False
        rate_hz = self.device.rate_hz
        origins_s = [c.arrived_s - c.age_s - c.start / rate_hz for c in self._waiting]
        return max(origins_s) - min(origins_s) <= AGES_DIFFER_MOST_S

    def _settled(self) -> Iterator[Piece]:
        waiting, self._waiting = self._waiting, []
        self.is_settled = True
        first = waiting[0]
        self._next_start = _end(waiting[-1])
        self.clock = StreamClock(self.device.rate_hz, self._at, self._observed_s(first))
        lags_s = []
        at = self._at
        for chunk in waiting:
            self.clock.correct(at, self._observed_s(chunk) - self.clock.time_at(at))
            lags_s.append(chunk.arrived_s - self.clock.time_at(at))
            at += len(chunk.samples)
        self.lag_s = float(np.mean(lags_s))
        for chunk in waiting:
            yield self._passed(chunk)

    # -- the run

    def _heard(self, chunk: Chunk) -> Iterator[Piece]:
        dropped = chunk.start - (self._next_start if self._next_start is not None else chunk.start)
        if dropped > 0:  # by our own inbox, so that we know how much
            yield from self.give_up_doubt()
            yield self._silence(dropped)
        self._next_start = _end(chunk)
        if self._doubtful or chunk.overflowed or self._step_s(chunk, self._at) > GAP_LEAST_S:
            self._doubtful.append(chunk)
            yield from self._doubted()
            return
        self._learn(chunk)
        yield self._passed(chunk)

    def _doubted(self) -> Iterator[Piece]:
        """Nothing yet, silence for what was lost, or the sound that was only late."""
        doubtful = self._doubtful
        flagged = doubtful[0].overflowed
        at, step_s = self._at, np.inf
        for chunk in doubtful:
            step_s = min(step_s, self._step_s(chunk, at))
            at += len(chunk.samples)
        least_s = FLAGGED_GAP_LEAST_S if flagged else GAP_LEAST_S
        lasted_s = doubtful[-1].arrived_s - doubtful[0].arrived_s
        if step_s > least_s and lasted_s < CERTAIN_AFTER_S:
            return
        if step_s > least_s or flagged:
            lost = round(max(step_s, 0.0) * self.device.rate_hz) if step_s > least_s else 0
            yield self._silence(lost, told=flagged)
        self._doubtful = []
        for chunk in doubtful:
            yield self._passed(chunk)

    def _observed_s(self, chunk: Chunk) -> float:
        age_s = chunk.age_s if self.basis == "age" else self._long_s(chunk)
        return chunk.arrived_s - age_s

    def _step_s(self, chunk: Chunk, at: int) -> float:
        """How much later a chunk is than its place in the stream: what may have been lost."""
        foretold_s = self.clock.time_at(at)
        by_age_s = self._observed_s(chunk) - foretold_s
        by_arrival_s = chunk.arrived_s - foretold_s - self.lag_s
        return min(by_age_s, by_arrival_s + OUTLIER_S)

    def _learn(self, chunk: Chunk) -> None:
        """Corrects the clock. Ages and arrivals may each move by themselves, as buffers grow or
        PortAudio errs; sound that truly moved shows in both."""
        foretold_s = self.clock.time_at(self._at)
        error_s = self._observed_s(chunk) - foretold_s
        lag_s = chunk.arrived_s - foretold_s
        if abs(error_s) < OUTLIER_S:
            weight = min(1.0, self._long_s(chunk) / LAG_S)
            self.lag_s += weight * (lag_s - self.lag_s)
            self._astray_since_s = None
        else:
            error_s = min(error_s, lag_s - self.lag_s, key=abs)
            if abs(error_s) < OUTLIER_S:
                self._astray_since_s = None
            elif self._astray_since_s is None:
                self._astray_since_s = chunk.arrived_s
            elif chunk.arrived_s - self._astray_since_s > ASTRAY_S:
                self.clock.restart(self._at, foretold_s + error_s)
                self._astray_since_s = None
                return
        self.clock.correct(self._at, error_s)

    def _passed(self, chunk: Chunk) -> Piece:
        piece = Piece(self._at, chunk.samples)
        self._at += len(chunk.samples)
        return piece

    def _silence(self, n_frames: int, *, told: bool = False) -> Piece:
        silence = np.zeros((n_frames, self.device.n_wanted), np.int16)
        piece = Piece(self._at, silence, is_silence=True, told=told)
        self._at += n_frames
        return piece

    def _long_s(self, chunk: Chunk) -> float:
        return len(chunk.samples) / self.device.rate_hz


def _end(chunk: Chunk) -> int:
    return chunk.start + len(chunk.samples)
