"""Owns what callcoach is held against: plain rules and two packages, each as units and events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from callcoach.settings import Settings
from callcoach.turns.rows import spans_of_rows
from callcoach.types.floor import Floor, Incursion
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans, intersection, joined
from turn_taking.framing import Sound, Workshop, say

TURNS = Settings().turns
ENERGY_DB = 15.0
DETECTOR_LEAST = 0.5
TALK_OVER = "talk_over"
INSTALL = "not installed: pip install 'callcoach[bench]'"


@dataclass(frozen=True, order=True)
class Event:
    """Something that begins at a moment by a channel; `kind` as in `IncursionKind`, or both
    kinds of talk-over as one."""

    start_s: float
    by: int
    kind: str = TALK_OVER


@dataclass(frozen=True)
class Answer:
    """What one system says of a call: units per channel, and talk-overs."""

    units: tuple[Spans, ...]
    events: tuple[Event, ...]


def units_of(is_speech: np.ndarray) -> Spans:
    """Rows as units, gaps closed and short ones dropped as callcoach does."""
    units = joined(spans_of_rows(is_speech), TURNS.ipu_gap_s)
    return tuple(unit for unit in units if unit.duration_s >= TURNS.ipu_least_s - 1e-9)


def energy_units(track: FrameTrack) -> Spans:
    """Level over the 10th percentile + 15 dB."""
    return units_of(track.level_dbfs > np.quantile(track.level_dbfs, 0.1) + ENERGY_DB)


def detector_units(track: FrameTrack) -> Spans:
    """The best single detector at 0.5: Silero, the only trained one that callcoach runs."""
    return units_of(track.detector >= DETECTOR_LEAST)


def long_overlaps(units: Sequence[Spans]) -> tuple[Event, ...]:
    """Every overlap of 0.5 s and more, by who began later."""
    found = []
    for both in intersection(*units):
        if both.duration_s >= TURNS.talk_over_least_s - 1e-9:
            starts_s = [max(u.start_s for u in side if u.start_s <= both.start_s) for side in units]
            found.append(Event(both.start_s, 0 if starts_s[0] > starts_s[1] else 1))
    return tuple(found)


def ruled(tracks: Sequence[FrameTrack], units: Callable[[FrameTrack], Spans]) -> Answer:
    """A rule for units, and any long overlap for a talk-over."""
    found = tuple(units(track) for track in tracks)
    return Answer(found, long_overlaps(found) if len(found) == 2 else ())


def talk_overs_of(floor: Floor) -> tuple[Event, ...]:
    """Talk-overs by either channel, counted or withheld."""
    return tuple(Event(i.start_s, i.by) for i in floor.incursions if is_talk_over(i))


def is_talk_over(each: Incursion[int]) -> bool:
    """Interruption or butting in with 0.5 s of overlap and more."""
    is_kind = each.kind in ("interruption", "butting_in")
    return is_kind and each.overlap_s >= TURNS.talk_over_least_s - 1e-9


def call_ai_metrics(sound: Sound) -> Answer:
    """The package call-ai-metrics (0.1.0 was tried): energy, bleed gate, overlap over 0.5 s."""
    channels, rate_hz = sound
    report = import_module("call_ai_metrics").analyze(
        [np.asarray(samples) for samples in channels], sample_rate=rate_hz, speakers=["0", "1"]
    )
    units = tuple(
        joined(Span(each.start_s, each.end_s) for each in report.segments if each.speaker == side)
        for side in ("0", "1")
    )
    events = tuple(Event(each.time_s, int(each.by)) for each in report.interruption_events)
    return Answer(units, events)


def hotato(sound: Sound) -> Answer:
    """The package hotato (1.20.0 was tried): energy; its candidates of 0.5 s and more."""
    channels, rate_hz = sound
    audio, vad, scan = (
        import_module(f"hotato.{name}") for name in ("_engine.audio", "_engine.vad", "scan")
    )
    levels = [audio.frame_rms(samples, rate_hz)[0] for samples in channels]
    agent, caller = (vad.energy_vad(level, 0.01) for level in levels)
    found = scan.scan_tracks(
        caller.active,
        agent.active,
        0.01,
        caller_trimmed=caller.active_trimmed,
        agent_trimmed=agent.active_trimmed,
        sample_rate=rate_hz,
        duration_sec=len(levels[0]) / 100,
        source="",
        rms_c=levels[1],
        rms_a=levels[0],
    )
    kinds = {"agent_start_during_caller": 0, "overlap_while_agent_talking": 1}
    events = tuple(
        Event(each["t_sec"], kinds[each["kind"]])
        for each in found["candidates"]
        if each["kind"] in kinds and each["durations"]["overlap_sec"] >= TURNS.talk_over_least_s
    )
    units = tuple(spans_of_rows(np.array(side.active_trimmed)) for side in (agent, caller))
    return Answer(units, tuple(sorted(events)))


RULES: Mapping[str, Callable[[FrameTrack], Spans]] = {
    "energy": energy_units,
    "detector": detector_units,
}
PACKAGES: Mapping[str, Callable[[Sound], Answer]] = {
    "call_ai_metrics": call_ai_metrics,
    "hotato": hotato,
}


def packages() -> tuple[str, ...]:
    """The packages that are installed."""
    return tuple(name for name in PACKAGES if find_spec(name) is not None)


def missing_packages() -> None:
    """Says which packages are not there, and how to get them."""
    for name in PACKAGES:
        if name not in packages():
            say(f"{name}: {INSTALL}")


def package_answers(workshop: Workshop, name: str, sounds: Sequence[Sound]) -> list[Answer]:
    """What a package says of calls."""
    return workshop.answers(PACKAGES[name], sounds)
