"""Owns which sound inputs this machine has, by names that people know them under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from callcoach.audio.input_kinds import alsa_card, gives_what_is_heard, is_alsa_alias
from callcoach.audio.input_names import with_own_names
from callcoach.audio.portaudio import portaudio
from callcoach.audio.pulse_sources import PulseServer, pulse_server
from callcoach.errors import SoundInputUnavailable

PULSE = "PulseAudio"
"""The host of inputs that PulseAudio or PipeWire gives."""

_PULSE_DEVICE = "pulse"
"""What PortAudio calls its way to PulseAudio through ALSA."""

_NO_WAY_TO_PULSE = (
    "PortAudio finds no way to PulseAudio; install it with: sudo apt install libasound2-plugins"
)


@dataclass(frozen=True, slots=True)
class SoundInput:
    """A microphone or line that sound can be recorded from.

    `name`: no other input of the machine has the same. `host`: the sound system it is of.
    `device`: PortAudio's number of it. `rate_hz`: its own sample rate; of a source of PulseAudio,
    which converts to any, the one that PortAudio proposes. `pulse_source`: the source of PulseAudio
    or PipeWire that PortAudio's device "pulse" is to be pointed at; empty for a device that
    PortAudio knows itself. `is_monitor`: whether it gives what the computer plays, which is where
    the customer is heard. `is_default`: whether it is its host's microphone where none is named; of
    a monitor, whether it gives what goes to the host's own choice of an output.
    """

    name: str
    host: str
    n_channels: int
    device: int = -1
    rate_hz: float = 0.0
    pulse_source: str = ""
    is_monitor: bool = False
    is_default: bool = False


def sound_inputs() -> tuple[SoundInput, ...]:
    """The inputs of this machine, none where it has none.

    Of PulseAudio or PipeWire each source is an input of its own, and what ALSA calls the same
    devices is left out. A sound system may hang in here for good, or end the process: ask it in
    a child first where that matters.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed, or the sound system refuses.
    """
    sounddevice = portaudio()
    try:
        known = tuple(_portaudio_inputs(sounddevice))
    except sounddevice.PortAudioError as error:
        raise SoundInputUnavailable(
            f"the sound system refuses ({error}); restart the sound system"
        ) from error
    server = pulse_server()
    if server is not None and server.sources:
        known = _with_pulse(known, server)
    # Microphones first; Python's sort leaves the rest as it was.
    return with_own_names(sorted(known, key=lambda each: each.is_monitor))


def _portaudio_inputs(sounddevice: Any) -> Iterator[SoundInput]:
    hosts = sounddevice.query_hostapis()
    devices = sounddevice.query_devices()
    for number, device in enumerate(devices):
        if device["max_input_channels"] <= 0:
            continue
        host = hosts[device["hostapi"]]
        name = " ".join(device["name"].split())  # some drivers of Windows break lines in theirs
        is_monitor = gives_what_is_heard(name)
        output = host["default_output_device"]
        of_output = output >= 0 and _is_monitor_of(name, devices[output]["name"])
        yield SoundInput(
            name,
            host["name"],
            device["max_input_channels"],
            number,
            device["default_samplerate"],
            is_monitor=is_monitor,
            is_default=of_output if is_monitor else number == host["default_input_device"],
        )


def _is_monitor_of(name: str, output: str) -> bool:
    """Whether an input is named for an output: Windows' "Speakers (Realtek) [Loopback]"."""
    return bool(output) and name.casefold().startswith(output.casefold())


def _with_pulse(known: Sequence[SoundInput], server: PulseServer) -> tuple[SoundInput, ...]:
    """The sources of a server, and what it does not know.

    Raises
    ------
    SoundInputUnavailable
        If the server has sources, and PortAudio neither reaches them nor knows anything else.
    """
    if any(each.host == PULSE for each in known):  # newer PortAudio speaks to the server itself
        sources = tuple(_as_server_says(known, server))
    else:
        way = next((each for each in known if each.name == _PULSE_DEVICE), None)
        if way is None and not known:
            raise SoundInputUnavailable(_NO_WAY_TO_PULSE)
        if way is None:
            return tuple(known)
        sources = tuple(_sources(way, server))
    cards = {source.alsa_card for source in server.sources} - {""}
    return sources + tuple(_others(known, cards))


def _sources(way: SoundInput, server: PulseServer) -> Iterator[SoundInput]:
    for source in server.sources:
        yield SoundInput(
            source.description,
            PULSE,
            source.n_channels,
            way.device,
            way.rate_hz,
            source.name,
            source.is_monitor,
            source.name == server.default_of(source),
        )


def _as_server_says(known: Iterable[SoundInput], server: PulseServer) -> Iterator[SoundInput]:
    of_name = {source.description: source for source in server.sources}
    for each in known:
        if each.host != PULSE:
            continue
        source = of_name.get(each.name)
        if source is None:
            yield each
        else:
            is_default = source.name == server.default_of(source)
            yield replace(each, is_monitor=source.is_monitor, is_default=is_default)


def _others(known: Iterable[SoundInput], cards: set[str]) -> Iterator[SoundInput]:
    for each in known:
        is_of_pulse = each.host == PULSE
        if each.host == "ALSA":
            is_of_pulse = is_alsa_alias(each.name) or alsa_card(each.name) in cards
        if not is_of_pulse:
            yield each
