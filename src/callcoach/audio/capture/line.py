"""Owns one input through the whole call: its stream, its losses, its return."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from callcoach.audio.capture.attempt import Attempt
from callcoach.audio.capture.clock import CallClock
from callcoach.audio.capture.device import RATE_HZ, Device, open_device
from callcoach.audio.capture.hearing import Hearing, Piece
from callcoach.audio.capture.inbox import Chunk
from callcoach.audio.capture.placing import Placing
from callcoach.audio.capture.world import World
from callcoach.audio.capture.zeros import ZeroRun
from callcoach.audio.inputs import SoundInput
from callcoach.types.call import Channel
from callcoach.types.live import Block16, CaptureEvent, CaptureKind

LOST_AFTER_S = 1.0
"""An input from which nothing came for so long is lost."""

BEGINS_WITHIN_S = 3.0
"""An opened stream has so long until its first sound: PulseAudio takes 2 s where nothing plays."""

RETRIED_AFTER_S = 1.0

LAG_MOST_S = 0.75
"""The most that the other party's sound is held back for an input that is always late."""

Tell = Callable[[CaptureEvent], None]


class Line:
    """An input of one party (`channels` 0 or 1) or of both (0 and 1), and what happens to it.

    `tell` is given each event. `is_lost`: no sound comes; it is being tried again.
    """

    def __init__(
        self,
        source: SoundInput,
        channels: Sequence[Channel],
        wake: threading.Event,
        world: World,
        tell: Tell,
    ) -> None:
        self.source = source
        self.channels = tuple(channels)
        self.is_lost = False
        self.closings: list[Attempt[None]] = []
        self._wake = wake
        self._world = world
        self._tell = tell
        self._hearing: Hearing | None = None
        self._placing: Placing | None = None
        self._early: list[Piece] = []
        self._next_try_s = 0.0
        self._late_from: int | None = None
        self._n_late = 0
        self._is_closed = False
        self.opening: Attempt[Device] | None = None

    def begin_opening(self) -> Attempt[Device]:
        """Begins to open the input, beside us."""

        def work() -> Device:
            device = open_device(self.source, len(self.channels), self._wake, self._world)
            if self._is_closed:  # meanwhile
                device.close()
            return device

        self.opening = Attempt(work, self._world)
        return self.opening

    def opened(self, device: Device, now_s: float) -> None:
        """The input is open, and settles."""
        self.opening = None
        self._hearing = Hearing(device, now_s)
        self._placing = None
        self._early = []
        self._zeros = [ZeroRun(device.rate_hz) for _ in self.channels]

    def close(self) -> None:
        """Ends the stream for good, beside us."""
        self._is_closed = True
        if self.opening is not None and self.opening.result is not None:
            self._end(self.opening.result)
        self._end_stream()

    def _end_stream(self) -> None:
        if self._hearing is not None:
            self._end(self._hearing.device)
        self._hearing = self._placing = None

    def _end(self, device: Device) -> None:
        self.closings.append(Attempt(device.close, self._world))

    @property
    def is_placed(self) -> bool:
        """Whether its sound has its place in the call."""
        return self._placing is not None

    @property
    def is_awaited(self) -> bool:
        """Whether the call waits for its sound."""
        return self.is_placed and not self.is_lost

    def drain(self) -> list[Chunk]:
        """What the stream has brought since the last time."""
        return self._hearing.device.inbox.take() if self._hearing is not None else []

    @property
    def has_dropped(self) -> bool:
        """Whether more sound had waited for us than may."""
        return self._hearing is not None and self._hearing.device.inbox.has_dropped

    def hear(self, chunks: Sequence[Chunk]) -> None:
        """Takes in what the stream brought, with times of the call."""
        if self._hearing is None:
            return
        for piece in self._hearing.hear(chunks):
            if self._placing is None:
                self._early.append(piece)
            else:
                self._put(piece, self._placing)

    @property
    def ages_are_ready(self) -> bool:
        """Whether times of the stream might be from PortAudio's ages of its sound."""
        return self._hearing is not None and self._hearing.ages_are_ready

    def trust_ages(self) -> None:
        """Takes times from ages from now on."""
        if self._hearing is not None:
            self._hearing.trust_ages()

    @property
    def settled_at_s(self) -> float | None:
        """When the first usable sound was heard; None while the stream has not settled."""
        if self._hearing is None or not self._early:
            return None
        return self._hearing.clock.time_at(self._early[0].position)

    def place(self, call: CallClock, *, leads: bool) -> None:
        """Puts the sound that has settled where it belongs in the call."""
        hearing = self._hearing
        assert hearing is not None
        early, self._early = self._early, []
        self._placing = placing = Placing(hearing, call, early[0], leads=leads)
        if self.is_lost:
            self.is_lost = False
            self._event("recovered", max(0.0, placing.index_of(early[0].position)))
        for piece in early:
            self._put(piece, placing)

    def stood_still(self, now_s: float) -> None:
        """The computer stood still: the stream settles anew."""
        if self._hearing is not None:
            self._hearing.unsettle()
            self._hearing.last_arrived_s = now_s
            self._placing = None
            self._early = []

    def _put(self, piece: Piece, placing: Placing) -> None:
        if piece.lost_why:
            lost_s = len(piece.frames) / self._rate_hz
            self._event("overflow", placing.index_of(piece.position), lost_s, piece.lost_why)
        else:
            for n, zeros in enumerate(self._zeros):
                if zeros.hear(piece.frames[:, n]):
                    at = piece.position
                    if zeros.is_silent:
                        at += len(piece.frames) - zeros.n
                    kind: CaptureKind = "no_signal" if zeros.is_silent else "signal"
                    self._event(kind, placing.index_of(at), channel=self.channels[n])
        if len(piece.frames):
            self._see_late(placing.put(piece), placing.shelf.next_index)

    @property
    def _rate_hz(self) -> int:
        assert self._hearing is not None
        return self._hearing.device.rate_hz

    def look(self, now_s: float, emitted: int) -> None:
        """Sees whether the input is lost, and tries it again."""
        hearing = self._hearing
        if hearing is None:
            self._try_again(now_s)
            return
        if hearing.last_arrived_s is None:
            is_silent = now_s - hearing.opened_s > BEGINS_WITHIN_S
        else:
            is_silent = now_s - hearing.last_arrived_s > LOST_AFTER_S
        if hearing.device.ended:
            self.lose(now_s, emitted, "the sound system ended it")
        elif is_silent:
            self.lose(now_s, emitted, "no sound comes any more")

    def lose(self, now_s: float, emitted: int, why: str) -> None:
        """The input is lost, and will be tried again."""
        if self._hearing is not None and self._placing is not None:
            for piece in self._hearing.give_up_doubt():
                self._put(piece, self._placing)
        if not self.is_lost:
            self.is_lost = True
            self._see_late(0, emitted)
            self._event("lost", emitted, why=why)
        self._end_stream()
        self._next_try_s = now_s + RETRIED_AFTER_S

    def _try_again(self, now_s: float) -> None:
        if self.opening is None:
            if now_s >= self._next_try_s:
                self.begin_opening()
        elif self.opening.is_done:
            device = self.opening.result
            self.opening = None
            self._next_try_s = now_s + RETRIED_AFTER_S
            if device is not None:
                self.opened(device, now_s)

    @property
    def heard_since_s(self) -> float | None:
        """When the stream that runs was opened."""
        return self._hearing.opened_s if self._hearing is not None else None

    @property
    def ready_to(self) -> int:
        """The place in the call up to which its sound is there."""
        assert self._placing is not None
        return self._placing.shelf.next_index

    @property
    def lag_s(self) -> float:
        """How much later than heard its sound usually arrives."""
        assert self._hearing is not None
        return min(max(self._hearing.lag_s, 0.0), LAG_MOST_S)

    def take(self, start: int, stop: int) -> Block16 | None:
        """Its sound from `start` to `stop`, with zeros for what is not there; None if all is so."""
        if self._placing is None:
            return None
        return self._placing.shelf.take(start, stop)

    def _see_late(self, n: int, end: int) -> None:
        """Counts sound that came too late, and tells it once it is in time again."""
        if n:
            self._late_from = end - n if self._late_from is None else self._late_from
            self._n_late += n
        elif self._late_from is not None:
            lost_s = self._n_late / RATE_HZ
            self._event("late", self._late_from, lost_s, "zeros stand in its place")
            self._late_from, self._n_late = None, 0

    def _event(
        self,
        kind: CaptureKind,
        index: float,
        lost_s: float = 0.0,
        why: str = "",
        channel: Channel | None = None,
    ) -> None:
        if channel is None and len(self.channels) == 1:
            channel = self.channels[0]
        self._tell(CaptureEvent(kind, channel, max(0.0, index / RATE_HZ), lost_s, why))
