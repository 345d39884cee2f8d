"""Owns the tables of rotated calls: overlap and talk-overs at known places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from callcoach.turns.judge import judge_floor
from callcoach.turns.rows import rows_of
from callcoach.types.floor import Activity, Floor
from callcoach.types.time import Spans, intersection
from turn_taking import baselines, scoring
from turn_taking.baselines import Event
from turn_taking.bench import Bench
from turn_taking.degradations import CLEAN, Condition, bleeds, degraded, noises, with_bleed
from turn_taking.framing import say
from turn_taking.judges import SETTINGS
from turn_taking.report import Required, Value, at_least
from turn_taking.scoring import Hits
from turn_taking.truths import Call, Samples

TURNS_S = tuple(range(20, 221, 20))
QUICK_TURNS_S = (40, 120, 200)
ECHO_TURNS_S = (60, 120, 180)
ECHOES_S = {"0 ms": (0.0,), "150 ms": (0.15,), "500 ms": (0.5,), "40 and 160 ms": (0.04, 0.16)}
OURS = "callcoach"
KINDS = (
    "talk_over",
    "interruption",
    "butting_in",
    "ambiguous_overlap",
    "backchannel",
    "simultaneous_start",
)
REQUIRED = {
    "clean": 0.96,
    **dict.fromkeys(("white 20 dB", "pink 20 dB"), 0.94),
    **dict.fromkeys(("white 10 dB", "pink 10 dB"), 0.90),
    "bleed -20 dB both ways": 0.93,
    "bleed -10 dB both ways": 0.88,
}


@dataclass(frozen=True)
class Outcome:
    """What came of one degraded, rotated call: hits of overlap by system, floors, events."""

    overlap: Mapping[str, Hits]
    floor: Floor
    true_floor: Floor
    events: Mapping[str, tuple[Event, ...]]
    bleed_db: tuple[float | None, ...]


def floor_of_truth(call: Call) -> Floor:
    """The floor judged from the true spans of a call."""
    units = tuple(truth.units for truth in call.truths)
    return judge_floor(Activity(call.n_rows / 100, units, (), ()), None, SETTINGS)


def events_of(floor: Floor, kind: str) -> list[Event]:
    """The events of a kind, of `KINDS`."""
    if kind == baselines.TALK_OVER:
        return list(baselines.talk_overs_of(floor))
    return [Event(i.start_s, i.by, kind) for i in floor.incursions if i.kind == kind]


def print_rotations(bench: Bench) -> None:
    """Overlap, events, ranges, and echoes."""
    turns_s = QUICK_TURNS_S if bench.is_quick else TURNS_S
    calls = [bench.call.rolled(turn_s) for turn_s in turns_s]
    conditions = [CLEAN, *(n for n in noises(bench.data) if _is_asked(n)), *bleeds()]
    outcomes: dict[str, list[Outcome]] = {}
    for condition in conditions:
        for name, each in _degradations(condition).items():
            say(f"rotations: {name}")
            outcomes[name] = _outcomes(bench, [each(call) for call in calls])
    _print_overlap(bench, outcomes)
    _print_events(bench, outcomes)
    _print_ranges(bench, outcomes)
    _print_echoes(bench)


def _is_asked(condition: Condition) -> bool:
    kind, level, _ = condition.name.split()
    return kind in ("white", "pink") and level in ("20", "10")


def _degradations(condition: Condition) -> dict[str, Callable[[Call], Call]]:
    whole = partial(degraded, condition=condition)
    if not condition.is_bleed:
        return {condition.name: whole}

    def into_agent(call: Call) -> Call:
        return replace(call, channels=(condition.degrade(call, 0), call.channels[1]))

    return {f"{condition.name} both ways": whole, f"{condition.name} one way": into_agent}


def _outcomes(bench: Bench, calls: Sequence[Call]) -> list[Outcome]:
    sounds = [(call.channels, call.rate_hz) for call in calls]
    packages = {
        name: baselines.package_answers(bench.workshop, name, sounds)
        for name in baselines.packages()
    }
    found = []
    for k, (call, tracks) in enumerate(zip(calls, bench.tracks(calls), strict=True)):
        activity, floor = bench.judges.judged(tracks)
        answers = {name: baselines.ruled(tracks, rule) for name, rule in baselines.RULES.items()}
        answers |= {name: each[k] for name, each in packages.items()}
        overlap = {name: _overlap(call, answer.units) for name, answer in answers.items()}
        outcome = Outcome(
            overlap | {OURS: _overlap(call, activity.ipus)},
            floor,
            floor_of_truth(call),
            {name: answer.events for name, answer in answers.items()},
            tuple(quality.bleed_db for quality in activity.quality),
        )
        found.append(outcome)
    return found


def _overlap(call: Call, units: Sequence[Spans]) -> Hits:
    first, second = call.truths
    is_scored = first.is_scored & second.is_scored
    true = first.speech & second.speech & is_scored
    return scoring.row_hits(rows_of(intersection(*units), len(true)) & is_scored, true)


def _print_overlap(bench: Bench, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    systems = (*baselines.RULES, *baselines.packages())
    table = bench.report.table(
        "Rotated calls: rows of overlap",
        {"precision": "i.3f", "recall": "i.3f", "F1": "i.3f"} | dict.fromkeys(systems, ".3f"),
        bench.judges.said,
        "95 % interval over rotations; the columns of others are F1; one way: into the agent's",
        width=24,
    )
    for name, each in outcomes.items():
        parts = [one.overlap[OURS] for one in each]
        values: dict[str, Value] = {
            "precision": scoring.bootstrapped(parts, scoring.precision),
            "recall": scoring.bootstrapped(parts, scoring.recall),
            "F1": scoring.bootstrapped(parts, scoring.f1),
        }
        values |= {system: scoring.f1([one.overlap[system] for one in each]) for system in systems}
        table.row(name, values, *_required(name))


def _required(name: str) -> tuple[Required, ...]:
    return (at_least("F1", REQUIRED[name]),) if name in REQUIRED else ()


def _print_events(bench: Bench, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    table = bench.report.table(
        "Rotated calls: events against those judged from the true spans, by kind",
        {"true": "d", "found": "d", "precision": "i.2f", "recall": "i.2f", "F1": ".2f"}
        | {"false/h": ".1f"},
        "same channel, onset -0.25..+0.5 s; talk_over: interruption or butting in of 0.5 s and",
        "more; false/h: found but not true, an hour of call; others know talk-overs only",
        width=52,
    )
    for name, each in outcomes.items():
        hours = sum(one.floor.duration_s for one in each) / 3600
        for kind in KINDS:
            pairs = [(events_of(o.floor, kind), events_of(o.true_floor, kind)) for o in each]
            table.row(f"{name}, {kind}", _event_values(pairs, hours))
        true = [events_of(one.true_floor, baselines.TALK_OVER) for one in each]
        for system in each[0].events:
            pairs = [(list(o.events[system]), t) for o, t in zip(each, true, strict=True)]
            table.row(f"{name}, talk_over by {system}", _event_values(pairs, hours))


def _event_values(
    pairs: Sequence[tuple[list[Event], list[Event]]], hours: float
) -> dict[str, Value]:
    parts = [scoring.event_hits(found, true) for found, true in pairs]
    total = scoring.summed_hits(parts)
    return {
        "true": total.true,
        "found": total.found,
        "precision": scoring.bootstrapped(parts, scoring.precision),
        "recall": scoring.bootstrapped(parts, scoring.recall),
        "F1": total.f1,
        "false/h": (total.found - total.right) / hours,
    }


def _print_ranges(bench: Bench, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    table = bench.report.table(
        "Rotated calls: counts with their range, two a call",
        {"given": "d", "withheld": "d", "holding": "d", "share": ".2f", "width": ".1f"},
        "holding: ranges that hold the count judged from the true spans; width: their mean",
        width=24,
    )
    for name, each in outcomes.items():
        given = holding = n_counts = 0
        width = 0
        for one in each:
            for channel, count in one.floor.talk_overs.items():
                n_counts += 1
                if count.count_low is None or count.count_high is None:
                    continue
                true = sum(e.by == channel for e in baselines.talk_overs_of(one.true_floor))
                given += 1
                holding += count.count_low <= true <= count.count_high
                width += count.count_high - count.count_low
        values: dict[str, Value] = {
            "given": given,
            "withheld": n_counts - given,
            "holding": holding,
            "share": holding / given if given else None,
            "width": width / given if given else None,
        }
        table.row(name, values)


def _print_echoes(bench: Bench) -> None:
    """Other delays and two paths, -20 dB both ways, on fewer rotations."""
    table = bench.report.table(
        "Rotated calls: bleed of other delays, -20 dB both ways",
        {"precision": ".3f", "recall": ".3f", "F1": ".3f", "bleed_db": "s"},
        f"rotations by {', '.join(map(str, ECHO_TURNS_S))} s; two paths: the second 6 dB lower",
        width=24,
    )
    turns_s = ECHO_TURNS_S[:1] if bench.is_quick else ECHO_TURNS_S
    for name, delays_s in ECHOES_S.items():
        say(f"rotations: bleed at {name}")
        echo = Condition(name, partial(_echoed, delays_s=delays_s), True)
        calls = [degraded(bench.call.rolled(turn_s), echo) for turn_s in turns_s]
        each = _outcomes(bench, calls)
        total = scoring.summed_hits([one.overlap[OURS] for one in each])
        found = sorted({str(bleed_db) for one in each for bleed_db in one.bleed_db})
        table.row(
            name,
            {
                "precision": total.precision,
                "recall": total.recall,
                "F1": total.f1,
                "bleed_db": " ".join(found),
            },
        )


def _echoed(call: Call, channel: int, delays_s: tuple[float, ...]) -> Samples:
    return with_bleed(call, channel, -20, delays_s)
