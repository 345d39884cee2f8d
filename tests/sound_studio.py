"""A stand-in for PortAudio and the clocks, in which sound has known times and time is made.

Time goes on only as capture waits, so that minutes of sound take seconds, and nothing depends on
how busy the machine is.
"""

import heapq
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from callcoach.audio.capture import Capture
from callcoach.audio.capture.world import World
from callcoach.audio.inputs import SoundInput
from callcoach.types.live import Captured, CaptureEvent

CLICK = 20_000


class PortAudioError(Exception):
    """As sounddevice's: a text and PortAudio's number."""


Sound = Callable[[np.ndarray], np.ndarray]
"""Samples at given times, float of shape (n,) or (n, channels), of the size of int16."""


def clicks_each(period_s: float) -> Sound:
    """A millisecond in the middle of each period, over a faint offset: times are known, and there
    is always sound."""

    def sound(times_s: np.ndarray) -> np.ndarray:
        since_s = (times_s / period_s + 0.5) % 1.0 * period_s
        return np.where(since_s < 0.001, CLICK, 10.0)

    return sound


def tone(hz: float) -> Sound:
    return lambda times_s: 10_000 * np.sin(2 * np.pi * hz * times_s)


@dataclass
class Device:
    """A made input.

    `sound`: what is heard there, by true time. `ppm`: how much too fast its clock runs. `delay_s`:
    how much later than its end the n-th chunk arrives. `age_error_s`: how much too young PortAudio
    says that it is; None where it gives none. `losses`: from when to when the driver drops sound,
    and whether it says so. `rates_hz`: those it takes. `mute`: from when to when nothing arrives,
    ever. `closing`: what the driver does then.
    """

    name: str
    sound: Sound = field(default_factory=lambda: clicks_each(1.0))
    n_channels: int = 1
    ppm: float = 0.0
    delay_s: Callable[[int], float] = lambda _n: 0.004
    age_error_s: Callable[[int], float] | None = lambda _n: 0.0
    losses: list[tuple[float, float, bool]] = field(default_factory=list)
    mute: list[tuple[float, float]] = field(default_factory=list)
    rates_hz: tuple[int, ...] = (16_000,)
    channels: tuple[int, ...] = (1, 2)
    own_rate_hz: float = 48_000.0
    fails_with: tuple[str, int] | None = None
    ends_at_s: float | None = None
    closing: Callable[[], object] = lambda: None


class Studio:
    """Made inputs, PortAudio to reach them, and the time."""

    def __init__(self, *devices: Device) -> None:
        self.devices = devices
        self.now_s = 1000.0
        self.asleep_s = 0.0
        self.at: list[tuple[float, Callable[[], None]]] = []
        self.hangs = False
        self.opened: list[tuple[str, int, int]] = []
        self._due: list[tuple[float, int, Stream]] = []
        self._order = itertools.count()
        self.world = World(
            monotonic_s=lambda: self.now_s,
            elapsed_s=lambda: self.now_s + self.asleep_s,
            elapsed_may_step=False,
            wait=self._wait,
            start=lambda work: None if self.hangs else work(),
        )

    def input(self, name: str) -> SoundInput:
        number = next(n for n, device in enumerate(self.devices) if device.name == name)
        device = self.devices[number]
        return SoundInput(name, "ALSA", device.n_channels, number, device.own_rate_hz)

    def module(self) -> ModuleType:
        module = ModuleType("sounddevice")
        module.__dict__.update(
            InputStream=lambda **options: Stream(self, **options),
            PortAudioError=PortAudioError,
            query_devices=lambda: [{"name": device.name} for device in self.devices],
        )
        return module

    def schedule(self, at_s: float, stream: "Stream") -> None:
        heapq.heappush(self._due, (at_s, next(self._order), stream))

    def advance(self, seconds: float) -> None:
        """Time goes on, and what arrives in it arrives."""
        until_s = self.now_s + seconds
        while self._due and self._due[0][0] <= until_s:
            at_s, _, stream = heapq.heappop(self._due)
            self.now_s = max(self.now_s, at_s)
            stream.arrive()
        self.now_s = until_s

    def _wait(self, event: threading.Event, most_s: float) -> None:
        until_s = self.now_s + most_s
        while not event.is_set() and self.now_s < until_s:
            next_s = min(self._due[0][0] if self._due else until_s, until_s)
            self.advance(max(next_s - self.now_s, 0.0))
        for due in [due for due in self.at if due[0] <= self.now_s]:
            self.at.remove(due)
            due[1]()


class Stream:
    """An input being recorded from."""

    def __init__(self, studio: Studio, **options: Any) -> None:
        self.studio = studio
        self.device = studio.devices[options["device"]]
        self.rate_hz, self.n = options["samplerate"], options["blocksize"]
        self.n_channels = options["channels"]
        self.callback, self.finished = options["callback"], options["finished_callback"]
        studio.opened.append((self.device.name, self.rate_hz, self.n_channels))
        if self.device.fails_with:
            raise PortAudioError(*self.device.fails_with)
        if self.rate_hz not in self.device.rates_hz:
            raise PortAudioError("Invalid sample rate", -9997)
        if self.n_channels not in self.device.channels:
            raise PortAudioError("Invalid number of channels", -9998)
        self.is_closed = False

    def start(self) -> None:
        self.origin_s = self.studio.now_s
        self.true_hz = self.rate_hz * (1 + self.device.ppm * 1e-6)
        self.number = 0
        self.heard = 0  # frames by the device's clock, those dropped included
        self._next()

    def _next(self) -> None:
        device, status = self.device, False
        begin_s = self.origin_s + self.heard / self.true_hz
        for low_s, high_s, is_told in device.losses:
            if low_s <= begin_s < high_s:
                self.heard += round((high_s - begin_s) * self.true_hz)
                begin_s, status = self.origin_s + self.heard / self.true_hz, is_told
        frames = np.arange(self.heard, self.heard + self.n)
        sound = device.sound(self.origin_s + frames / self.true_hz)
        sound = np.atleast_2d(sound.T).T
        if sound.shape[1] < self.n_channels:
            sound = np.repeat(sound, self.n_channels, axis=1)
        self.heard += self.n
        end_s = self.origin_s + self.heard / self.true_hz
        self.piece = np.rint(sound).astype(np.int16), begin_s, status
        # What is late holds up what comes after it.
        at_s = max(end_s + device.delay_s(self.number), self.studio.now_s)
        self.studio.schedule(at_s, self)

    def arrive(self) -> None:
        if self.is_closed:
            return
        samples, begin_s, status = self.piece
        device, now_s = self.device, self.studio.now_s
        if device.ends_at_s is not None and now_s >= device.ends_at_s:
            self.finished()
            return
        adc_s = 0.0
        if device.age_error_s is not None:
            adc_s = 7e8 + begin_s + device.age_error_s(self.number)
        self.number += 1
        if not any(low_s <= now_s < high_s for low_s, high_s in device.mute):
            time = SimpleNamespace(currentTime=7e8 + now_s, inputBufferAdcTime=adc_s)
            flags = SimpleNamespace(input_overflow=status)
            self.callback(samples, len(samples), time, flags)
        self._next()

    def abort(self, ignore_errors: bool = True) -> None:
        self.is_closed = True

    def close(self, ignore_errors: bool = True) -> None:
        self.is_closed = True
        self.device.closing()


@dataclass
class Session:
    """What capture gave: `samples` of both channels, `events`, and when each block came."""

    samples: np.ndarray
    events: list[CaptureEvent]
    came_s: list[tuple[float, int]]

    def told(self, kind: str) -> list[CaptureEvent]:
        return [event for event in self.events if event.kind == kind]

    def clicks(self, row: int, above: int = 8000) -> np.ndarray:
        """The places of clicks in a channel, in samples."""
        loud = np.flatnonzero(np.abs(self.samples[row].astype(int)) > above)
        return loud[np.diff(loud, prepend=-1000) > 100]


@dataclass
class Recorder:
    """Runs a capture in a studio."""

    studio: Studio
    monkeypatch: pytest.MonkeyPatch

    def capture(
        self, agent: str | None, customer: str | None, world: World | None = None
    ) -> Capture:
        self.monkeypatch.setitem(sys.modules, "sounddevice", self.studio.module())
        inputs = [None if name is None else self.studio.input(name) for name in (agent, customer)]
        return Capture(inputs[0], inputs[1], world=world or self.studio.world)

    def session(self, agent: str | None, customer: str | None, seconds: float) -> Session:
        """So many seconds from the opening on."""
        capture = self.capture(agent, customer)
        until_s = self.studio.now_s + seconds
        return collected(self._until(capture, until_s), self.studio)

    def _until(self, capture: Capture, until_s: float) -> Iterator[Captured]:
        self.studio.at.append((until_s, capture.close))
        yield from capture.blocks()


def collected(blocks: Iterator[Captured], studio: Studio) -> Session:
    samples, events, came_s, n = [np.zeros((2, 0), np.int16)], [], [], 0
    for block in blocks:
        assert block.samples.dtype == np.int16
        assert block.samples.shape[0] == 2
        samples.append(block.samples)
        events.extend(block.events)
        n += block.samples.shape[1]
        came_s.append((studio.now_s, n))
    return Session(np.concatenate(samples, axis=1), events, came_s)
