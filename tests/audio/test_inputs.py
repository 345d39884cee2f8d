"""Sound inputs are listed where PortAudio is there; what is missing is named with its cure."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from callcoach.audio.inputs import SoundInput, sound_inputs
from callcoach.errors import SoundInputUnavailable


class PortAudioError(Exception):
    pass


def sounddevice(query: Any = None) -> ModuleType:
    """A stand-in for the package, of two sound systems and three devices."""
    module = ModuleType("sounddevice")
    devices = [
        {"name": "Headset", "hostapi": 1, "max_input_channels": 1, "default_samplerate": 48000.0},
        {
            "name": "Loudspeaker",
            "hostapi": 0,
            "max_input_channels": 0,
            "default_samplerate": 48000.0,
        },
        {"name": "Line", "hostapi": 0, "max_input_channels": 2, "default_samplerate": 48000.0},
    ]
    module.__dict__.update(
        query_hostapis=lambda: ({"name": "ALSA"}, {"name": "PulseAudio"}),
        query_devices=query or (lambda: devices),
        PortAudioError=PortAudioError,
    )
    return module


def test_those_that_can_be_recorded_from_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice())
    assert sound_inputs() == (
        SoundInput("Headset", "PulseAudio", 1, 0, 48000.0),
        SoundInput("Line", "ALSA", 2, 2, 48000.0),
    )


def test_a_machine_may_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(list))
    assert sound_inputs() == ()


def test_a_sound_system_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PortAudioError("Unanticipated host error")

    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(refuse))
    with pytest.raises(SoundInputUnavailable, match=r"refuses \(Unanticipated host error\)"):
        sound_inputs()


def test_a_missing_library_is_named_with_the_command_that_gets_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So the package itself finds the library, or does not.
    import ctypes.util

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    with pytest.raises(SoundInputUnavailable, match=r"sudo apt install libportaudio2$"):
        sound_inputs()


def test_a_missing_package_is_named_with_the_command_that_gets_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SoundInputUnavailable, match=r"pip install sounddevice$"):
        sound_inputs()
