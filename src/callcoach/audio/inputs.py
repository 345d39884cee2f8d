"""Owns which sound inputs this machine has, through PortAudio."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.audio.portaudio import portaudio
from callcoach.errors import SoundInputUnavailable


@dataclass(frozen=True, slots=True)
class SoundInput:
    """A microphone or line that sound can be recorded from.

    `host`: the sound system it is of. `device`: PortAudio's number of it. `rate_hz`: its own sample
    rate. `pulse_source`: the source of PulseAudio or PipeWire that PortAudio's device "pulse" is to
    be pointed at; empty for a device that PortAudio knows itself. `is_monitor`: whether it gives
    what the computer plays, which is where the customer is heard.
    """

    name: str
    host: str
    n_channels: int
    device: int = -1
    rate_hz: float = 0.0
    pulse_source: str = ""
    is_monitor: bool = False


def sound_inputs() -> tuple[SoundInput, ...]:
    """The inputs of this machine, none where it has none.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed, or the sound system refuses.
    """
    sounddevice = portaudio()
    try:
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        return tuple(
            SoundInput(
                device["name"],
                hosts[device["hostapi"]],
                device["max_input_channels"],
                number,
                device["default_samplerate"],
            )
            for number, device in enumerate(sounddevice.query_devices())
            if device["max_input_channels"] > 0
        )
    except sounddevice.PortAudioError as error:
        raise SoundInputUnavailable(f"the sound system refuses ({error})") from error
