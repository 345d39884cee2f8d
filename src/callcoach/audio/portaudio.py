"""Owns the way to PortAudio, the library through which sound inputs are reached."""

from __future__ import annotations

from typing import Any

from callcoach.errors import SoundInputUnavailable


def portaudio() -> Any:
    """The module `sounddevice`, found to work.

    Raises
    ------
    SoundInputUnavailable
        If the package or its library is not installed.
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
    return sounddevice
