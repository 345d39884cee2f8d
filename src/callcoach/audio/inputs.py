"""Owns which sound inputs this machine has, through PortAudio."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.errors import SoundInputUnavailable


@dataclass(frozen=True, slots=True)
class SoundInput:
    """A microphone or line that sound can be recorded from; `host`: the sound system it is of."""

    name: str
    host: str
    n_channels: int


def sound_inputs() -> tuple[SoundInput, ...]:
    """The inputs of this machine, none where it has none.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed, or the sound system refuses.
    """
    try:
        import sounddevice
    except ImportError as error:
        raise SoundInputUnavailable(
            "the package sounddevice is not installed; install it with: pip install sounddevice"
        ) from error
    except OSError as error:  # that is how the package says that its library is missing
        raise SoundInputUnavailable(
            "the PortAudio library is not installed; install it with: "
            "sudo apt install libportaudio2"
        ) from error
    try:
        hosts = [host["name"] for host in sounddevice.query_hostapis()]
        return tuple(
            SoundInput(device["name"], hosts[device["hostapi"]], device["max_input_channels"])
            for device in sounddevice.query_devices()
            if device["max_input_channels"] > 0
        )
    except sounddevice.PortAudioError as error:
        raise SoundInputUnavailable(f"the sound system refuses ({error})") from error
