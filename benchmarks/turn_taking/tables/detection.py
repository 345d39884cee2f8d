"""Owns the table of speech detection: error of scored rows under every condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from callcoach.turns.rows import rows_of
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Spans
from turn_taking import baselines, scoring
from turn_taking.bench import Bench, Case, cases_of
from turn_taking.degradations import every_condition
from turn_taking.framing import say
from turn_taking.report import Required, Value, at_most
from turn_taking.scoring import Detection

REQUIRED = {
    "clean": 0.025,
    **dict.fromkeys(("white 20 dB", "pink 20 dB"), 0.035),
    **dict.fromkeys(("white 10 dB", "pink 10 dB"), 0.08),
}
QUICK = ("clean", "white 10 dB", "pink 20 dB", "bleed -20 dB", "GSM")


def print_detection(bench: Bench) -> None:
    """Error per channel and of both, per condition."""
    systems = ("energy", "detector", *baselines.packages())
    columns = dict.fromkeys(("channel 0", "channel 1"), ".3f")
    columns |= {"error": "i.3f", "missed": ".3f", "false": ".3f"} | dict.fromkeys(systems, ".3f")
    table = bench.report.table(
        "Speech detection: (missed + false) / true speech, rows that are scored",
        columns,
        bench.judges.said,
        "error is of both channels, with a 95 % interval over stretches of 20 s; detector is",
        "Silero at 0.5; noise so far below the channel's own active level; bleed 40 ms late",
        width=24,
    )
    for name, cases in _cases(bench):
        say(f"detection: {name}")
        values = _values(bench, cases, systems)
        table.row(name, values, *_required(name))


def _cases(bench: Bench) -> Iterator[tuple[str, list[Case]]]:
    for condition in every_condition(bench.data):
        if not bench.is_quick or condition.name in QUICK:
            yield from cases_of(bench.call, condition).items()


def _required(name: str) -> tuple[Required, ...]:
    return (at_most("error", REQUIRED[name]),) if name in REQUIRED else ()


def _values(bench: Bench, cases: Sequence[Case], systems: Sequence[str]) -> Mapping[str, Value]:
    tracks = bench.tracks([case.call for case in cases])
    ours = [bench.judges.activities(pair).as_is.ipus for pair in tracks]
    by_channel = [
        [part for case, units in zip(cases, ours, strict=True) for part in _parts(case, units, c)]
        for c in (0, 1)
    ]
    parts = [part for channel in by_channel for part in channel]
    total = sum(parts, start=Detection(0, 0, 0))
    values: dict[str, Value] = {
        "channel 0": scoring.error(by_channel[0]),
        "channel 1": scoring.error(by_channel[1]),
        "error": scoring.bootstrapped(parts, scoring.error),
        "missed": total.missed_share,
        "false": total.false_share,
    }
    for system in systems:
        found = _units(bench, system, cases, tracks)
        values[system] = scoring.error(
            [
                part
                for case, units in zip(cases, found, strict=True)
                for channel in (0, 1)
                for part in _parts(case, units, channel)
            ]
        )
    return values


def _units(
    bench: Bench, system: str, cases: Sequence[Case], tracks: Sequence[Sequence[FrameTrack]]
) -> list[tuple[Spans, ...]]:
    if system in baselines.RULES:
        rule = baselines.RULES[system]
        return [tuple(rule(track) for track in pair) for pair in tracks]
    sounds = [(case.call.channels, case.call.rate_hz) for case in cases]
    return [each.units for each in baselines.package_answers(bench.workshop, system, sounds)]


def _parts(case: Case, units: tuple[Spans, ...], channel: int) -> list[Detection]:
    if channel not in case.scored:
        return []
    truth = case.call.truths[channel]
    return scoring.detection_parts(rows_of(units[channel], len(truth.speech)), truth)
