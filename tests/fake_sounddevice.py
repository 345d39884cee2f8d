"""A stand-in for the package sounddevice, run in the child processes of tests: devices that are
well, and such as hang, end the process, or are taken. Their names say which."""

import os
import sys
import threading
import time
from array import array
from types import ModuleType

NAMES = (
    "loud",
    "two sides",
    "zeros",
    "full",
    "mute",
    "taken",
    "picky",
    "dies",
    "hangs",
    "breaks",
    "stops",
    "stops [Loopback]",
)
N_CHANNELS = {"two sides": 2}
BLOCK_S = 0.02


class PortAudioError(Exception):
    pass


def query_hostapis():
    return ({"name": "Fake", "default_input_device": 0, "default_output_device": -1},)


def query_devices():
    return [
        {
            "name": name,
            "hostapi": 0,
            "max_input_channels": N_CHANNELS.get(name, 1),
            "default_samplerate": 16000.0,
        }
        for name in NAMES
    ]


def samples_of(name, n):
    """Interleaved. A square wave: its level is its size."""
    sign = [1 if i % 20 < 10 else -1 for i in range(n)]
    if name == "two sides":
        return [size * each for each in sign for size in (3277, 655)]
    size = {"loud": 3277, "full": 32767, "picky": 3277}.get(name, 0)
    return [size * each for each in sign]


class RawInputStream:
    def __init__(self, device, channels, samplerate, dtype, callback):
        assert dtype == "int16"
        name = NAMES[device]
        if name == "hangs":
            time.sleep(600)
        if name == "dies":
            os.abort()
        if name == "taken":
            raise PortAudioError("Error opening RawInputStream: Device unavailable", -9985)
        if name == "picky" and samplerate != 44100:
            raise PortAudioError("Error opening RawInputStream: Invalid sample rate", -9997)
        self.name, self.channels, self.samplerate = name, channels, samplerate
        self._callback = callback

    def start(self):
        if self.name != "mute":
            threading.Thread(target=self._play, daemon=True).start()

    def _play(self) -> None:
        n = round(BLOCK_S * self.samplerate)
        block = array("h", samples_of(self.name, n)).tobytes()
        for i in range(10**6):
            if self.name == "breaks" and i == 10:
                os.abort()
            if self.name.startswith("stops") and i == 10:
                return
            self._callback(block, n, None, None)
            time.sleep(BLOCK_S)


def take_the_place():
    """From here on `import sounddevice` gives this, and there is no PulseAudio."""
    module = ModuleType("sounddevice")
    module.__dict__.update(globals())
    sys.modules["sounddevice"] = module
    sys.modules["pulsectl"] = None
