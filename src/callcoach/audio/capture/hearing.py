"""Owns the sound of one open stream, made whole: losses as silence, each frame with its time."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from callcoach.audio.capture.clock import StreamClock
from callcoach.audio.capture.device import Device
from callcoach.audio.capture.inbox import Chunk, Frames

SETTLES_IN_S = 0.3
"""How long a stream is watched before it is used: its first times are those of a start."""

BACKLOG_MOST_S = SETTLES_IN_S + 0.1
"""How much sound may come in that time."""

AGES_TRUSTED_AFTER_S = 2.5
"""How old a stream must be before the ages that PortAudio gives count: of PulseAudio's they are
wrong by up to 0.6 s in the first 1.5 s. Until then arrivals count."""

AGES_WATCHED = 25
"""Chunks whose ages must make sense, 0.5 s."""

AGE_LEAST_S, AGE_MOST_S = -0.25, 0.3
"""Of an age that makes sense. Below 0: a monitor may give what is only about to be heard."""

AGES_DIFFER_MOST_S = 0.02
"""By how much times from ages may scatter to make sense."""

GAP_LEAST_S = {"age": 0.08, "arrival": 0.15}
"""A step in the times of a stream that is a loss; less is left to the clock, which follows it.
Arrivals from PulseAudio move by 0.08 s where something begins to play."""

TOLD_GAP_LEAST_S = 0.005
"""The same where PortAudio says that there was a loss."""

CERTAIN_AFTER_S = 0.12
"""How long a step in time must last before it is a loss: what is merely late catches up."""

OUTLIER_S = 0.04
"""An age that far from the clock counts only as far as arrival says the same."""

ASTRAY_S = 2.0
"""A clock that both say to be wrong by more than `OUTLIER_S` for so long begins anew."""

AGES_WIN_AFTER_S = 5.0
"""The same where only ages say so, all the time and steadily."""

LAG_S = 5.0
"""The time over which the usual lag of arrivals is averaged."""

DROPPED, MISSING = "the sound system dropped it", "it did not arrive"
"""Why sound was lost."""

Basis = Literal["age", "arrival"]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Sound without a gap, from the frame `position` of the stream, or silence in place of what was
    lost. `lost_why`: then, and only then, how that came about."""

    position: int
    frames: Frames
    lost_why: str = ""


class Hearing:
    """One stream from its opening to its end.

    `clock`: when each frame was heard, once `is_settled`; positions count what was lost, too.
    `lag_s`: how much later than heard a chunk's beginning usually arrives. `basis`: what its times
    are from; `ages_are_ready`: whether they might be from ages. All streams of a call should have
    theirs from the same, for the two differ by up to 0.05 s.
    """

    def __init__(self, device: Device, opened_s: float) -> None:
        self.device = device
        self.opened_s = opened_s
        self.last_arrived_s: float | None = None
        self.unsettle()

    def unsettle(self) -> None:
        """Forgets the clock, as after a standstill: the stream settles anew."""
        self.is_settled = False
        self.basis: Basis = "arrival"
        self.ages_are_ready = False
        self.lag_s = 0.0
        self._waiting: list[Chunk] = []
        self._doubtful: list[Chunk] = []
        self._began_s: float | None = None
        self._next_start: int | None = None
        self._at = 0
        self._astray = {"both": 0.0, "ages": 0.0}
        self._origins_s: deque[float] = deque(maxlen=AGES_WATCHED)

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

    def _settling(self, chunk: Chunk) -> Iterator[Piece]:
        if self._began_s is None:
            self._began_s = chunk.arrived_s
        waiting = self._waiting
        if chunk.overflowed or (waiting and chunk.start != _end(waiting[-1])):
            waiting.clear()
        waiting.append(chunk)
        while chunk.arrived_s - waiting[1 if len(waiting) > 1 else 0].arrived_s > SETTLES_IN_S:
            waiting.pop(0)
        # What had piled up before comes at once, and is no sound of now.
        while _end(chunk) - waiting[0].start > BACKLOG_MOST_S * self.device.rate_hz:
            waiting.pop(0)
        if chunk.arrived_s - waiting[0].arrived_s >= SETTLES_IN_S - self._long_s(chunk):
            yield from self._settled()

    def _settled(self) -> Iterator[Piece]:
        waiting, self._waiting = self._waiting, []
        self.is_settled = True
        first = waiting[0]
        self._next_start = _end(waiting[-1])
        self._usual_s = self.lag_s = self._long_s(first)
        self.clock = StreamClock(self.device.rate_hz, self._at, self._observed_s(first))
        at = self._at
        for chunk in waiting:
            self.clock.correct(at, self._observed_s(chunk) - self.clock.time_at(at))
            at += len(chunk.samples)
        for chunk in waiting:
            yield self._passed(chunk)

    def _heard(self, chunk: Chunk) -> Iterator[Piece]:
        dropped = chunk.start - (self._next_start if self._next_start is not None else chunk.start)
        if dropped > 0:  # by our own inbox, so that we know how much
            yield from self.give_up_doubt()
            yield self._silence(dropped, "callcoach was too busy to take it")
        self._next_start = _end(chunk)
        if (
            self._doubtful
            or chunk.overflowed
            or self._step_s(chunk, self._at) > GAP_LEAST_S[self.basis]
        ):
            self._doubtful.append(chunk)
            yield from self._doubted()
            return
        self._learn(chunk)
        yield self._passed(chunk)

    def _doubted(self) -> Iterator[Piece]:
        """Nothing yet, silence for what was lost, or the sound that was only late."""
        doubtful = self._doubtful
        is_told = doubtful[0].overflowed
        at, step_s = self._at, np.inf
        for chunk in doubtful:
            step_s = min(step_s, self._step_s(chunk, at))
            at += len(chunk.samples)
        least_s = TOLD_GAP_LEAST_S if is_told else GAP_LEAST_S[self.basis]
        lasted_s = doubtful[-1].arrived_s - doubtful[0].arrived_s
        if step_s > least_s and lasted_s < CERTAIN_AFTER_S:
            return
        if step_s > least_s or is_told:
            lost = round(max(step_s, 0.0) * self.device.rate_hz) if step_s > least_s else 0
            yield self._silence(lost, DROPPED if is_told else MISSING)
        self._doubtful = []
        for chunk in doubtful:
            yield self._passed(chunk)

    def _observed_s(self, chunk: Chunk) -> float:
        return chunk.arrived_s - (chunk.age_s if self.basis == "age" else self._usual_s)

    def _step_s(self, chunk: Chunk, at: int) -> float:
        """How much later a chunk is than its place in the stream: what may have been lost."""
        foretold_s = self.clock.time_at(at)
        by_age_s = self._observed_s(chunk) - foretold_s
        by_arrival_s = chunk.arrived_s - foretold_s - self.lag_s
        return min(by_age_s, by_arrival_s + OUTLIER_S)

    def _learn(self, chunk: Chunk) -> None:
        """Corrects the clock. Ages and arrivals may each move by themselves, as buffers grow or
        PortAudio errs; sound that truly moved shows in both."""
        self._watch_ages(chunk)
        foretold_s = self.clock.time_at(self._at)
        error_s = by_age_s = self._observed_s(chunk) - foretold_s
        lag_s = chunk.arrived_s - foretold_s
        long_s = self._long_s(chunk)
        if abs(by_age_s) < OUTLIER_S:
            self.lag_s += min(1.0, long_s / LAG_S) * (lag_s - self.lag_s)
        else:
            error_s = min(by_age_s, lag_s - self.lag_s, key=abs)
        both = self._lasting_s("both", abs(error_s) > OUTLIER_S, long_s)
        ages = self._lasting_s("ages", abs(by_age_s) > OUTLIER_S and self._steady(), long_s)
        if both > ASTRAY_S or ages > AGES_WIN_AFTER_S:
            self.clock.restart(self._at, foretold_s + by_age_s)
            self.lag_s = lag_s - by_age_s
            self._astray = {"both": 0.0, "ages": 0.0}
            return
        self.clock.correct(self._at, error_s)

    def trust_ages(self) -> None:
        """From now on this stream's times are from ages, which are ready."""
        if self.basis == "age" or not self.ages_are_ready:
            return
        self.basis = "age"
        origin_s = float(np.median(self._origins_s))
        self.clock.restart(self._at, origin_s + self._at / self.device.rate_hz)
        self.lag_s = self._arrival_origin_s - origin_s

    def _watch_ages(self, chunk: Chunk) -> None:
        at_s = self._at / self.device.rate_hz
        makes_sense = AGE_LEAST_S <= chunk.age_s <= AGE_MOST_S
        self._arrival_origin_s = chunk.arrived_s - at_s
        origin_s = self._arrival_origin_s - chunk.age_s
        self._origins_s.append(origin_s if makes_sense else math.nan)
        assert self._began_s is not None
        is_old = chunk.arrived_s - self._began_s > AGES_TRUSTED_AFTER_S
        self.ages_are_ready = is_old and self._steady()
        if self.basis == "age" and all(map(math.isnan, self._origins_s)):
            self.basis = "arrival"
            self._usual_s = self.lag_s

    def _steady(self) -> bool:
        """Whether the last ages make sense, and go together."""
        origins_s = self._origins_s
        if len(origins_s) < AGES_WATCHED or any(map(math.isnan, origins_s)):
            return False
        return max(origins_s) - min(origins_s) <= AGES_DIFFER_MOST_S

    def _lasting_s(self, what: str, is_so: bool, long_s: float) -> float:
        self._astray[what] = self._astray[what] + long_s if is_so else 0.0
        return self._astray[what]

    def _passed(self, chunk: Chunk) -> Piece:
        piece = Piece(self._at, chunk.samples)
        self._at += len(chunk.samples)
        return piece

    def _silence(self, n_frames: int, lost_why: str) -> Piece:
        silence = np.zeros((n_frames, self.device.n_wanted), np.int16)
        piece = Piece(self._at, silence, lost_why)
        self._at += n_frames
        return piece

    def _long_s(self, chunk: Chunk) -> float:
        return len(chunk.samples) / self.device.rate_hz


def _end(chunk: Chunk) -> int:
    return chunk.start + len(chunk.samples)
