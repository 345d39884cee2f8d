"""Owns listening to inputs for their levels, in a process that may hang or be ended by it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from queue import SimpleQueue
from typing import Any

import numpy as np

from callcoach.audio.inputs import SoundInput, sound_inputs
from callcoach.audio.portaudio import portaudio
from callcoach.errors import SoundInputUnavailable
from callcoach.live.inputs.loudness_heard import HeardSound

TICK_S = 0.1
"""Levels are told this often."""

CHANNELS_MOST = 2

SKIPS_S = 0.05
"""The first sound of a stream is not heard: some microphones click when they are switched on, and
a tone that begins in its middle overshoots by 0.7 dB where the system resamples it."""

LOST_S = 2.0
"""An input that gave sound and gives none for so long is lost. Chosen by us."""

_RATES_HZ = (48000.0, 44100.0, 16000.0)
"""Tried after an input's own."""

_TAKEN = -9985
"""PortAudio's number for a device that it cannot have."""

Blocks = SimpleQueue[bytes]


def tell_levels() -> None:
    """Prints, one JSON object a line: which input it opens and how that went, then for ever what
    was heard since the last line. For the child process of `watched_levels`."""
    asked = [SoundInput(**each) for each in json.loads(sys.argv[1])]
    try:
        present = {_key(each): each for each in sound_inputs()}
    except SoundInputUnavailable as error:
        _say({"unavailable": str(error)})
        return
    listening = {}
    for number, wanted in enumerate(asked):
        _say({"opening": number})
        one = present.get(_key(wanted))
        heard = _Listening.to(one) if one is not None else "it is not there any more"
        if isinstance(heard, str):
            _say({"failed": number, "why": heard})
        else:
            listening[number] = heard
            _say({"opened": number})
    while True:  # until who asked has heard enough, and ends this
        time.sleep(TICK_S)
        _say({"heard": {n: [asdict(c) for c in each.heard()] for n, each in listening.items()}})
        for number in [n for n, each in listening.items() if each.is_lost]:
            del listening[number]
            _say({"failed": number, "why": "no sound comes from it any more"})


class _Listening:
    """A stream that is open; its callback copies and queues, nothing else."""

    def __init__(self, stream: Any, blocks: Blocks, may_pause: bool) -> None:
        self._stream = stream  # kept, or it would be closed
        self._blocks = blocks
        self._to_skip = round(SKIPS_S * stream.samplerate)
        self._may_pause = may_pause
        self._heard_s: float | None = None

    @classmethod
    def to(cls, one: SoundInput) -> _Listening | str:
        """An input being listened to, or why it cannot be."""
        sounddevice = portaudio()
        blocks: Blocks = SimpleQueue()
        # Loopback of Windows gives nothing while nothing plays.
        may_pause = one.is_monitor and not one.pulse_source
        why = ""
        for rate_hz in dict.fromkeys((one.rate_hz or _RATES_HZ[0], *_RATES_HZ)):
            try:
                return cls(_opened(sounddevice, one, rate_hz, blocks), blocks, may_pause)
            except sounddevice.PortAudioError as error:
                why = why or _plain(error)
        return why

    def heard(self) -> list[HeardSound]:
        """What came since the last time, by channel."""
        data = b"".join(self._blocks.get() for _ in range(self._blocks.qsize()))
        if data:
            self._heard_s = time.monotonic()
        samples = np.frombuffer(data, np.int16).reshape(-1, self._stream.channels)  # (n, channels)
        samples, n_new = samples[self._to_skip :], len(samples)
        self._to_skip = max(0, self._to_skip - n_new)
        return [HeardSound.of(channel, self._stream.samplerate) for channel in samples.T]

    @property
    def is_lost(self) -> bool:
        """Whether sound came, and comes no more."""
        if self._heard_s is None or self._may_pause:
            return False
        return time.monotonic() - self._heard_s > LOST_S


def _opened(sounddevice: Any, one: SoundInput, rate_hz: float, blocks: Blocks) -> Any:
    os.environ.pop("PULSE_SOURCE", None)
    if one.pulse_source:
        os.environ["PULSE_SOURCE"] = one.pulse_source
    stream = sounddevice.RawInputStream(
        device=one.device,
        channels=min(CHANNELS_MOST, one.n_channels),
        samplerate=rate_hz,
        dtype="int16",
        callback=_queueing(blocks),
    )
    stream.start()
    return stream


def _queueing(blocks: Blocks) -> Callable[[Any, int, object, object], None]:
    def queue(samples: Any, _n: int, _time: object, _flags: object) -> None:
        blocks.put(bytes(samples))

    return queue


def _plain(error: Exception) -> str:
    if len(error.args) > 1 and error.args[1] == _TAKEN:
        return "another program has taken it, or it was unplugged"
    said = str(error.args[0]).rpartition(": ")[2] if error.args else ""
    return f"the sound system refuses it ({said})"


def _key(one: SoundInput) -> tuple[str, str]:
    return one.host, one.pulse_source or one.name


def _say(told: dict[str, object]) -> None:
    print(json.dumps(told), flush=True)
