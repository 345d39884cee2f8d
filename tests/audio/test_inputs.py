"""Sound inputs are listed by names for people; what is missing is named with its cure."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from callcoach.audio import inputs as inputs_module
from callcoach.audio import pulse_sources
from callcoach.audio.inputs import SoundInput, sound_inputs
from callcoach.audio.pulse_sources import PulseServer, PulseSource, pulse_server
from callcoach.errors import SoundInputUnavailable

Device = tuple[str, int, int]
"""Name, host's number, input channels."""


class PortAudioError(Exception):
    pass


def sounddevice(
    devices: Sequence[Device],
    hosts: Sequence[str] = ("ALSA",),
    default_inputs: Sequence[int] = (-1, -1, -1, -1),
    default_outputs: Sequence[int] = (-1, -1, -1, -1),
) -> ModuleType:
    """A stand-in for the package, of these devices."""
    module = ModuleType("sounddevice")
    module.__dict__.update(
        query_hostapis=lambda: tuple(
            {"name": name, "default_input_device": first, "default_output_device": last}
            for name, first, last in zip(hosts, default_inputs, default_outputs, strict=False)
        ),
        query_devices=lambda: [
            {"name": name, "hostapi": host, "max_input_channels": n, "default_samplerate": 48000.0}
            for name, host, n in devices
        ],
        PortAudioError=PortAudioError,
    )
    return module


@pytest.fixture(autouse=True)
def no_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of the machine that runs this is left alone."""
    server(monkeypatch, None)


def server(monkeypatch: pytest.MonkeyPatch, known: PulseServer | None) -> None:
    monkeypatch.setattr(inputs_module, "pulse_server", lambda: known)


def listed(monkeypatch: pytest.MonkeyPatch, *args: Any, **more: Any) -> tuple[SoundInput, ...]:
    monkeypatch.setitem(sys.modules, "sounddevice", sounddevice(*args, **more))
    return sound_inputs()


HEADSET = PulseSource("usb", "USB headset Analog Mono", 1, is_monitor=False, alsa_card="1")
BUILT_IN = PulseSource("pci", "Built-in Audio Analog Stereo", 2, is_monitor=False, alsa_card="0")
SPEAKERS = PulseSource("pci.monitor", "Monitor of Speakers", 2, is_monitor=True, alsa_card="0")
PULSE = PulseServer((SPEAKERS, BUILT_IN, HEADSET), "usb", "pci.monitor")

LINUX: Sequence[Device] = (
    ("HDA Intel PCH: ALC257 Analog (hw:0,0)", 0, 2),
    ("HDA Intel PCH: HDMI 0 (hw:0,3)", 0, 0),
    ("USB Audio: - (hw:1,0)", 0, 1),
    ("Scarlett: USB Audio (hw:2,0)", 0, 4),
    ("sysdefault", 0, 128),
    ("front", 0, 2),
    ("surround40", 0, 2),
    ("samplerate", 0, 128),
    ("dmix", 0, 2),
    ("pulse", 0, 32),
    ("default", 0, 32),
    ("system", 1, 2),
)
LINUX_HOSTS = ("ALSA", "JACK Audio Connection Kit")


class TestPlain:
    def test_those_that_can_be_recorded_from_are_listed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        devices = (("Headset", 1, 1), ("Loudspeaker", 0, 0), ("Line", 0, 2))
        assert listed(monkeypatch, devices, ("ALSA", "OSS"), (2, -1)) == (
            SoundInput("Headset", "OSS", 1, 0, 48000.0),
            SoundInput("Line", "ALSA", 2, 2, 48000.0, is_default=True),
        )

    def test_a_machine_may_have_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert listed(monkeypatch, ()) == ()

    def test_a_name_is_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # So does Windows name some Bluetooth headsets.
        (one,) = listed(monkeypatch, [("Headset (Hands-Free%0\r\n;(JBL))", 0, 1)])
        assert one.name == "Headset (Hands-Free%0 ;(JBL))"

    def test_a_sound_system_that_refuses_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse() -> None:
            raise PortAudioError("Unanticipated host error")

        module = sounddevice(())
        module.__dict__["query_devices"] = refuse
        monkeypatch.setitem(sys.modules, "sounddevice", module)
        with pytest.raises(SoundInputUnavailable, match=r"refuses \(Unanticipated host error\); "):
            sound_inputs()

    def test_a_missing_library_is_named_with_the_command_that_gets_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # So the package itself finds the library, or does not.
        import ctypes.util

        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
        with pytest.raises(SoundInputUnavailable, match=r"sudo apt install libportaudio2$"):
            sound_inputs()

    def test_a_missing_package_is_named_with_the_command_that_gets_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "sounddevice", None)
        with pytest.raises(SoundInputUnavailable, match=r"pip install sounddevice$"):
            sound_inputs()


class TestPulse:
    def test_each_source_is_an_input_and_what_alsa_calls_the_same_is_not(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server(monkeypatch, PULSE)
        found = listed(monkeypatch, LINUX, LINUX_HOSTS)
        way = (9, 48000.0)
        assert found == (
            SoundInput("Built-in Audio Analog Stereo", "PulseAudio", 2, *way, "pci"),
            SoundInput("USB headset Analog Mono", "PulseAudio", 1, *way, "usb", is_default=True),
            # A card that the server leaves alone, and another sound system's.
            SoundInput("Scarlett: USB Audio (hw:2,0)", "ALSA", 4, 3, 48000.0),
            SoundInput("system", LINUX_HOSTS[1], 2, 11, 48000.0),
            SoundInput("Monitor of Speakers", "PulseAudio", 2, *way, "pci.monitor", True, True),
        )

    @pytest.mark.parametrize("known", [None, PulseServer((), "", "")])
    def test_without_a_server_portaudios_list_stands(
        self, monkeypatch: pytest.MonkeyPatch, known: PulseServer | None
    ) -> None:
        server(monkeypatch, known)
        found = listed(monkeypatch, LINUX, LINUX_HOSTS)
        assert [each.name for each in found] == [name for name, _, n in LINUX if n]

    def test_without_a_way_to_the_server_portaudios_list_stands(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server(monkeypatch, PULSE)
        devices = (("ALC257 Analog (hw:0,0)", 0, 2), ("default", 0, 2))
        assert [each.name for each in listed(monkeypatch, devices)] == [n for n, _, _ in devices]

    def test_where_only_the_server_knows_inputs_the_way_to_it_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server(monkeypatch, PULSE)
        with pytest.raises(SoundInputUnavailable, match="sudo apt install libasound2-plugins"):
            listed(monkeypatch, ())

    def test_a_portaudio_that_speaks_to_the_server_itself_is_left_to_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renamed = PulseSource("pci.monitor", "Lautsprecher-Monitor", 2, is_monitor=True)
        server(monkeypatch, PulseServer((renamed, HEADSET), "usb", "pci.monitor"))
        devices = (
            ("Lautsprecher-Monitor", 1, 2),
            ("USB headset Analog Mono", 1, 1),
            ("pulse", 0, 32),
            ("USB Audio: - (hw:1,0)", 0, 1),
        )
        assert listed(monkeypatch, devices, ("ALSA", "PulseAudio")) == (
            SoundInput("USB headset Analog Mono", "PulseAudio", 1, 1, 48000.0, is_default=True),
            SoundInput("Lautsprecher-Monitor", "PulseAudio", 2, 0, 48000.0, "", True, True),
        )


class TestNames:
    def test_names_that_occur_twice_have_their_host_beside_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        devices = (("Mic", 0, 1), ("mic", 1, 1), ("Line", 1, 1))
        names = [each.name for each in listed(monkeypatch, devices, ("MME", "Windows WASAPI"))]
        assert names == ["Mic (MME)", "mic (Windows WASAPI)", "Line"]

    def test_and_their_place_where_the_host_is_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server(
            monkeypatch,
            PulseServer(
                (
                    PulseSource("a.monitor", "Monitor of Null Output", 1, is_monitor=True),
                    PulseSource("b.monitor", "Monitor of Null Output", 1, is_monitor=True),
                ),
                "",
                "",
            ),
        )
        found = listed(monkeypatch, [("pulse", 0, 32), ("X", 1, 1), ("X", 1, 1)], ("ALSA", "OSS"))
        assert [each.name for each in found] == [
            "X (device 1)",
            "X (device 2)",
            "Monitor of Null Output (a.monitor)",
            "Monitor of Null Output (b.monitor)",
        ]


class TestMonitorsByName:
    def test_windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        devices = (
            ("Microphone (Realtek(R) Audio)", 0, 2),
            ("Speakers (Realtek(R) Audio)", 0, 0),
            ("Headphones (JBL)", 0, 0),
            ("Stereo Mix (Realtek(R) Audio)", 0, 2),
            ("CABLE Output (VB-Audio Virtual Cable)", 0, 2),
            ("Speakers (Realtek(R) Audio) [Loopback]", 0, 2),
            ("Headphones (JBL) [Loopback]", 0, 2),
            ("Stereomix (Realtek High Definition Audio)", 0, 2),
            ("Line 1 (Virtual Audio Cable)", 0, 2),
            ("VoiceMeeter Output (VB-Audio VoiceMeeter VAIO)", 0, 2),
        )
        found = listed(monkeypatch, devices, ("Windows WASAPI",), (0,), (1,))
        assert [each.name for each in found if not each.is_monitor] == [devices[0][0]]
        assert [each.name for each in found if each.is_default] == [devices[0][0], devices[5][0]]

    @pytest.mark.parametrize(
        ("name", "is_monitor"),
        [
            ("BlackHole 2ch", True),
            ("Loopback Audio", True),
            ("Soundflower (2ch)", True),
            ("VB-Cable", True),
            ("MacBook Pro Microphone", False),
            ("Cable microphone", False),
            ("Stereo microphone", False),
            ("Monitor headset", False),
        ],
    )
    def test_macos(self, monkeypatch: pytest.MonkeyPatch, name: str, is_monitor: bool) -> None:
        (one,) = listed(monkeypatch, [(name, 0, 2)], ("Core Audio",))
        assert one.is_monitor == is_monitor


class TestServer:
    def test_without_the_package_there_is_no_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pulsectl", None)
        assert pulse_server() is None

    def test_without_its_library_there_is_no_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # As the package itself looks for it.
        import ctypes

        def none(name: str, *_args: object, **_more: object) -> None:
            raise OSError(f"{name}: cannot open shared object file")

        for name in [name for name in sys.modules if name.partition(".")[0] == "pulsectl"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(ctypes, "CDLL", none)
        assert pulse_server() is None

    def test_where_nothing_answers_there_is_no_server(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
    ) -> None:
        monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
        assert pulse_server() is None

    def test_on_windows_and_macos_there_is_no_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pulse_sources, "sys", SimpleNamespace(platform="darwin"))
        monkeypatch.setitem(sys.modules, "pulsectl", ModuleType("pulsectl"))  # would fail if used
        assert pulse_server() is None
