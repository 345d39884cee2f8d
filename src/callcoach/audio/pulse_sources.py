"""Owns the way to PulseAudio, or PipeWire in its manner: its sources, and who records from them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PulseSource:
    """A source as the server has it. `description`: its name for people. `alsa_card`: the number
    of the card it is of, empty where it is of none."""

    name: str
    description: str
    n_channels: int
    is_monitor: bool
    alsa_card: str = ""


@dataclass(frozen=True, slots=True)
class PulseServer:
    """The sources of a server, and the names of those taken where none is named: the microphone,
    and the monitor of the output."""

    sources: tuple[PulseSource, ...]
    default_source: str
    default_monitor: str

    def default_of(self, source: PulseSource) -> str:
        """The name of the default among sources of its kind."""
        return self.default_monitor if source.is_monitor else self.default_source


def pulse_server() -> PulseServer | None:
    """The server of this machine; None where there is none, or nothing to reach it with.

    One that hangs never answers.
    """
    if sys.platform != "linux":
        return None
    try:
        import pulsectl
    except (ImportError, OSError):  # the latter where libpulse is missing
        return None
    try:
        # No time limit: the package waits all of it, even where the server answers at once.
        with pulsectl.Pulse("callcoach") as pulse:
            told = pulse.server_info()
            sources = tuple(_source(each) for each in pulse.source_list())
            monitors = {each.name: each.monitor_source_name for each in pulse.sink_list()}
    except pulsectl.PulseError:
        return None
    default_monitor = monitors.get(told.default_sink_name) or ""
    return PulseServer(sources, told.default_source_name or "", default_monitor)


def _source(told: Any) -> PulseSource:
    # Its sample_spec is memory that libpulse has taken back by now: left alone.
    card = told.proplist.get("alsa.card") or told.proplist.get("api.alsa.pcm.card") or ""
    name = " ".join((told.description or told.name).split())
    return PulseSource(
        told.name, name, told.channel_count, bool(told.monitor_of_sink_name), str(card)
    )


def recorded_sources(process: int) -> frozenset[str] | None:
    """The names of the sources that a process, by its number, records from; None where that cannot
    be told. A server that hangs never answers."""
    if sys.platform != "linux":
        return None
    try:
        import pulsectl
    except (ImportError, OSError):
        return None
    try:
        with pulsectl.Pulse("callcoach") as pulse:
            names = {each.index: each.name for each in pulse.source_list()}
            streams = pulse.source_output_list()
    except pulsectl.PulseError:
        return None
    ours = [s for s in streams if s.proplist.get("application.process.id") == str(process)]
    return frozenset(names[stream.source] for stream in ours if stream.source in names)
