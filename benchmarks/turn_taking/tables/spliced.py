"""Owns the tables of spliced scenes: events of every kind, at 17 answers to an interruption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import FrameTrack
from turn_taking import baselines, scoring
from turn_taking.baselines import Event
from turn_taking.bench import Bench
from turn_taking.degradations import CLEAN, Condition, degraded, noises
from turn_taking.framing import say
from turn_taking.judges import SETTINGS
from turn_taking.report import Value, at_least
from turn_taking.scenes import EXPECTED, Scene, scene_of

N_SCENES, N_QUICK = 40, 6
AT_ONCE = 5
"""Scenes in memory at a time."""

KINDS = (
    "interruption",
    "butting_in",
    "ambiguous_overlap",
    "backchannel",
    "answer_in_silence",
    "simultaneous_start",
)
OTHERS = ("terminal_overlap", "nothing")
CONDITIONS = ("white 20 dB", "white 10 dB", "pink 10 dB")


@dataclass(frozen=True)
class Judged:
    """What a scene holds and what was found in it."""

    made: tuple[Event, ...]
    true: tuple[Event, ...]
    found: tuple[Event, ...]
    others: Mapping[str, tuple[Event, ...]]


def events_of(floor: Floor) -> tuple[Event, ...]:
    """All incursions, and the answers in silence, by their kinds."""
    events = [Event(each.start_s, each.by, each.kind) for each in floor.incursions]
    events += [
        Event(each.start_s, each.party, "answer_in_silence")
        for each in floor.backchannels
        if not each.in_overlap
    ]
    return tuple(sorted(events))


def events_on_true_spans(scene: Scene) -> tuple[Event, ...]:
    """The events that the timing rules give on the placed spans."""
    activity = Activity(scene.call.n_rows / 100, scene.units, (), ())
    return events_of(judge_floor(activity, None, SETTINGS))


def print_scenes(bench: Bench) -> None:
    """Per condition: kinds against true spans, others' interruptions, what was made of what."""
    n_scenes = N_QUICK if bench.is_quick else N_SCENES
    conditions = [CLEAN, *(each for each in noises(bench.data) if each.name in CONDITIONS)]
    for condition in conditions[:2] if bench.is_quick else conditions:
        judged = []
        for first in range(0, n_scenes, AT_ONCE):
            say(f"scenes: {condition.name}, {first} of {n_scenes}")
            numbers = range(first, min(first + AT_ONCE, n_scenes))
            judged += _judged(bench, condition, [scene_of(bench.call, k) for k in numbers])
        _print_kinds(bench, condition.name, judged)
        _print_confusion(bench, condition.name, judged)


def _judged(bench: Bench, condition: Condition, scenes: Sequence[Scene]) -> list[Judged]:
    calls = [degraded(scene.call, condition) for scene in scenes]
    result = []
    packages = {
        name: baselines.package_answers(
            bench.workshop, name, [(call.channels, call.rate_hz) for call in calls]
        )
        for name in baselines.packages()
    }
    for k, (scene, tracks) in enumerate(zip(scenes, bench.tracks(calls), strict=True)):
        _, floor = bench.judges.judged(tracks)
        others = _ruled(tracks) | {name: each[k].events for name, each in packages.items()}
        made = tuple(Event(m.start_s, m.by, m.name) for m in scene.made)
        result.append(Judged(made, events_on_true_spans(scene), events_of(floor), others))
    return result


def _ruled(tracks: Sequence[FrameTrack]) -> dict[str, tuple[Event, ...]]:
    return {name: baselines.ruled(tracks, rule).events for name, rule in baselines.RULES.items()}


def _print_kinds(bench: Bench, condition: str, judged: Sequence[Judged]) -> None:
    table = bench.report.table(
        f"Spliced scenes, {condition}: events by kind, 17 answers to an interruption",
        {"true": "d", "found": "d", "precision": "i.2f", "recall": "i.2f", "F1": "i.2f"},
        bench.judges.said,
        f"{len(judged)} scenes; true: by the same rules on the placed spans; 95 % interval over",
        "scenes; others: every overlap of 0.5 s and more (packages: their own) as interruption",
        width=36,
    )
    for kind in KINDS:
        required = ()
        if kind == "interruption" and condition == "clean":
            required = (at_least("precision", 0.90), at_least("recall", 0.95))
        parts = [scoring.event_hits(_of(e.found, kind), _of(e.true, kind)) for e in judged]
        table.row(kind, _values(parts), *required)
    for name in judged[0].others:
        parts = [
            scoring.event_hits(each.others[name], _of(each.true, "interruption")) for each in judged
        ]
        table.row(f"interruption by {name}", _values(parts))


def _of(events: Sequence[Event], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def _values(parts: Sequence[scoring.Hits]) -> dict[str, Value]:
    total = scoring.summed_hits(parts)
    return {
        "true": total.true,
        "found": total.found,
        "precision": scoring.bootstrapped(parts, scoring.precision),
        "recall": scoring.bootstrapped(parts, scoring.recall),
        "F1": scoring.bootstrapped(parts, scoring.f1),
    }


def _print_confusion(bench: Bench, condition: str, judged: Sequence[Judged]) -> None:
    """What was made, a row each, and what it was found to be."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*EXPECTED, "nothing")}
    for each in judged:
        for found, made in scoring.event_matches(each.found, each.made):
            row = made.kind if made else "nothing"
            counts[row][found.kind if found else "nothing"] += 1
    table = bench.report.table(
        f"Spliced scenes, {condition}: what was made (rows) and what was found in its place",
        dict.fromkeys((*KINDS, *OTHERS), "d") | {"right": ".3f"},
        "right: the kind that timing alone can give; nothing was made: false finds",
    )
    for name, found in counts.items():
        values: dict[str, Value] = {kind: found[kind] for kind in (*KINDS, *OTHERS)}
        if name in EXPECTED and found.total():
            values["right"] = found[EXPECTED[name]] / found.total()
        table.row(name, values)
