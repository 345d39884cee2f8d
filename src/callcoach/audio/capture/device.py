"""Owns one open stream of PortAudio."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from callcoach.audio.capture.inbox import Frames, Inbox
from callcoach.audio.capture.world import World
from callcoach.audio.input_names import plain_name
from callcoach.audio.inputs import SoundInput
from callcoach.audio.portaudio import portaudio
from callcoach.audio.pulse_sources import pulse_server
from callcoach.errors import CaptureError

RATE_HZ = 16_000
"""Of what capture gives, and what a device is asked for first."""

OTHER_RATES_HZ = (48_000, 44_100, 32_000, 8000)

CHUNK_S = 0.02
"""How much sound the callback is given at once: the shorter, the sooner it is here."""

BUFFER_S = 0.1
"""Asked of PortAudio as its latency: how long we may be kept from listening before it overflows."""

WAITING_MOST_S = 30.0
"""Sound that may wait for its reader before the oldest is dropped."""

PATIENCE_S = 5.0
"""How long opening or closing waits for another that hangs."""

_BAD_CHANNELS, _BAD_RATE, _BAD_DEVICE, _UNAVAILABLE = -9998, -9997, -9996, -9985
"""PortAudio's numbers of the errors that are told apart."""

_PULSE = "pulse"
"""What PortAudio calls its way to PulseAudio through ALSA."""

_ONE_AT_A_TIME = threading.Lock()
"""PortAudio opens and closes in one thread at a time, and PULSE_SOURCE is the whole process's."""


class Device:
    """An input that is being recorded, until `close`. Its sound comes in `inbox`.

    `ended`: PortAudio has ended the stream by itself.
    """

    def __init__(self, rate_hz: int, n_wanted: int, wake: threading.Event) -> None:
        self.rate_hz = rate_hz
        self.n_wanted = n_wanted
        self.inbox = Inbox(round(WAITING_MOST_S / CHUNK_S), wake)
        self.ended = False
        self._stream: Any = None

    def begin(self, sounddevice: Any, number: int, n_channels: int, world: World) -> None:
        """Opens the stream; raises what PortAudio raises."""
        inbox = self.inbox

        def hear(sound: Frames, _n: int, time: Any, status: Any) -> None:
            age_s = time.currentTime - time.inputBufferAdcTime
            inbox.put(sound.copy(), world.monotonic_s(), age_s, bool(status.input_overflow))

        def end() -> None:
            self.ended = True

        stream = sounddevice.InputStream(
            device=number,
            samplerate=self.rate_hz,
            channels=n_channels,
            dtype="int16",
            blocksize=round(CHUNK_S * self.rate_hz),
            latency=BUFFER_S,
            callback=hear,
            finished_callback=end,
        )
        try:
            stream.start()
        except sounddevice.PortAudioError:
            stream.close(ignore_errors=True)
            raise
        self._stream = stream

    def sound_of(self, frames: Frames) -> Frames:
        """The channels that were asked for; one party on two channels is their mean."""
        if frames.shape[1] <= self.n_wanted:
            return frames
        if self.n_wanted == 1:
            mean: Frames = np.rint(frames.mean(axis=1, keepdims=True)).astype(np.int16)
            return mean
        return frames[:, : self.n_wanted]

    def close(self) -> None:
        """Ends the stream; may hang, as drivers do."""
        with _alone():
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)


def open_device(source: SoundInput, n_channels: int, wake: threading.Event, world: World) -> Device:
    """Begins to record one or two channels of an input; may hang, as drivers do.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed.
    CaptureError
        If there is no such input, it is taken, or has neither the channels nor a rate that serves.
    """
    if source.n_channels < n_channels:
        raise CaptureError(
            f'the input "{source.name}" has one channel, and both parties on one input need two: '
            "choose another for one of them"
        )
    with _alone():
        sounddevice = portaudio()
        number = _number_of(source, sounddevice)
        own_hz = round(source.rate_hz)
        rates_hz = dict.fromkeys(r for r in (RATE_HZ, own_hz, *OTHER_RATES_HZ) if r > 0)
        counts = dict.fromkeys((n_channels, min(2, source.n_channels)))
        refused: Exception | None = None
        with _pointed_at(source.pulse_source):
            for count in counts:
                for rate_hz in rates_hz:
                    device = Device(rate_hz, n_channels, wake)
                    try:
                        device.begin(sounddevice, number, count, world)
                    except sounddevice.PortAudioError as error:
                        refused = error
                        if _code(error) == _BAD_RATE:
                            continue
                        break
                    return device
                if _code(refused) not in (_BAD_CHANNELS, _BAD_RATE):
                    break
    raise CaptureError(_why(source, refused, tuple(rates_hz)))


def leave_hanging() -> None:
    """Lets the process end although a stream hangs: PortAudio would wait for it at the exit."""
    # Not imported here: what hangs may be just that, in another thread.
    at_exit = getattr(sys.modules.get("sounddevice"), "_exit_handler", None)
    if at_exit is not None:
        atexit.unregister(at_exit)


@contextmanager
def _alone() -> Iterator[None]:
    if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE_S):
        raise CaptureError(
            "the sound system gives no answer; unplug the device that hangs, or restart it"
        )
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


@contextmanager
def _pointed_at(pulse_source: str) -> Iterator[None]:
    if not pulse_source:
        yield
        return
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = pulse_source
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before


def _number_of(source: SoundInput, sounddevice: Any) -> int:
    """PortAudio's number of an input, which may have changed since it was listed."""
    gone = CaptureError(
        f'there is no input "{source.name}" any more; callcoach devices shows those there are'
    )
    if source.pulse_source:
        server = pulse_server()
        # Asked first, for PortAudio tells only of an "unanticipated host error", and on the screen.
        if server is not None and all(s.name != source.pulse_source for s in server.sources):
            raise gone
    try:
        names = [" ".join(device["name"].split()) for device in sounddevice.query_devices()]
    except sounddevice.PortAudioError as error:
        raise CaptureError(f"the sound system refuses ({error.args[0]})") from error
    wanted = _PULSE if source.pulse_source else plain_name(source)
    listed = names[source.device] if 0 <= source.device < len(names) else ""
    # What stands in brackets behind a name was put there to tell inputs apart.
    if listed and (listed == wanted or (listed != _PULSE and source.name.startswith(listed))):
        return source.device
    if wanted not in names:
        raise gone
    return names.index(wanted)


def _code(error: Exception | None) -> int:
    args = error.args if error is not None else ()
    return args[1] if len(args) > 1 and isinstance(args[1], int) else 0


def _why(source: SoundInput, error: Exception | None, rates_hz: tuple[int, ...]) -> str:
    code = _code(error)
    name = f'the input "{source.name}"'
    if code == _UNAVAILABLE:
        return (
            f"{name} is taken by another program, or was unplugged: close that program, plug it in "
            "again, or choose another; callcoach devices shows them"
        )
    if code == _BAD_RATE:
        rates = ", ".join(f"{rate_hz:,}" for rate_hz in rates_hz)
        return f"{name} refuses every sample rate that would serve ({rates} Hz): choose another"
    if code == _BAD_CHANNELS:
        return f"{name} refuses the number of channels: choose another for one of the parties"
    if code == _BAD_DEVICE:
        return f"there is no {name[4:]} any more; callcoach devices shows those there are"
    why = " ".join(str(error.args[0] if error is not None and error.args else error).split())
    return f"{name} cannot be opened ({why}): unplug it and plug it in again, or choose another"
