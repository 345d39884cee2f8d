"""Owns the table of the call as recorded, where nobody talks over anybody."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.types.floor import Floor
from callcoach.types.frames import FrameTrack
from callcoach.types.time import intersection, total_s
from turn_taking import baselines
from turn_taking.bench import Bench, Case, cases_of
from turn_taking.degradations import every_condition
from turn_taking.framing import say
from turn_taking.report import Value, at_most
from turn_taking.tables.detection import QUICK


def print_as_recorded(bench: Bench) -> None:
    """Talk-overs found under every condition: each is a false one."""
    systems = ("energy", "detector", *baselines.packages())
    columns = {
        "reported": "d",
        "found": "d",
        "range": "s",
        "ambiguous": "d",
        "withheld": "d",
        "overlap_s": ".2f",
    }
    true_s = total_s(intersection(*(truth.units for truth in bench.call.truths)))
    table = bench.report.table(
        "As recorded: talk-overs, of which there are none",
        columns | dict.fromkeys(systems, "d"),
        f"found is before counts are withheld; the true overlap is {true_s:.2f} s in pieces under",
        "0.5 s; one way: the sum of both ways in turn. Range: least and most of all counts given",
        width=24,
    )
    for condition in every_condition(bench.data):
        if bench.is_quick and condition.name not in QUICK:
            continue
        for name, cases in cases_of(bench.call, condition).items():
            say(f"as recorded: {name}")
            tracks = bench.tracks([case.call for case in cases])
            judged = [bench.judges.judged(pair) for pair in tracks]
            floors = [floor for _, floor in judged]
            overlap_s = [total_s(intersection(*activity.ipus)) for activity, _ in judged]
            values = _found(floors) | {"overlap_s": sum(overlap_s) / len(overlap_s)}
            for system in systems:
                values[system] = _count(bench, system, cases, tracks)
            table.row(name, values, at_most("reported", 0))


def _found(floors: Sequence[Floor]) -> dict[str, Value]:
    counts = [each for floor in floors for each in floor.talk_overs.values()]
    lows = [each.count_low for each in counts if each.count_low is not None]
    highs = [each.count_high for each in counts if each.count_high is not None]
    return {
        "reported": sum(each.count or 0 for each in counts),
        "found": sum(len(baselines.talk_overs_of(floor)) for floor in floors),
        "range": f"{min(lows)} to {max(highs)}" if lows and highs else "-",
        "ambiguous": sum(each.n_ambiguous or 0 for each in counts),
        "withheld": sum(each.count is None for each in counts),
    }


def _count(
    bench: Bench, system: str, cases: Sequence[Case], tracks: Sequence[Sequence[FrameTrack]]
) -> int:
    if system in baselines.RULES:
        rule = baselines.RULES[system]
        return sum(len(baselines.ruled(pair, rule).events) for pair in tracks)
    sounds = [(case.call.channels, case.call.rate_hz) for case in cases]
    answers = baselines.package_answers(bench.workshop, system, sounds)
    return sum(len(each.events) for each in answers)
