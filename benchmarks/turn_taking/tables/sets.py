"""Owns the table of the labelled sets: meetings, and speech marked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from callcoach.turns.rows import rows_of
from turn_taking import baselines, scoring
from turn_taking.bench import Bench
from turn_taking.framing import say
from turn_taking.report import Required, Table, Value, over
from turn_taking.truths import Labelled, Rows, activity_set, meetings_set

BEST_KNOWN = 0.904
DETECTOR_LEAST = 0.5
SYSTEMS = ("callcoach", "detector", "its rows", "energy")


@dataclass(frozen=True)
class Agreement:
    """Rows that agree, of all. Parts, so that they add up."""

    right: int
    total: int


def print_sets(bench: Bench) -> None:
    """Share of rows that agree with the labels."""
    table = bench.report.table(
        "Labelled recordings: share of rows that agree with the labels",
        {"callcoach": "i.3f", "detector": ".3f", "its rows": ".3f", "energy": ".3f"},
        bench.judges.said,
        "95 % interval over recordings; of the activity set those with odd numbers, since the",
        "others were fitted on; detector is Silero at 0.5 made into units as ours are, its rows",
        "the same as they come: the best single detector known, 0.904 on all fifteen recordings",
    )
    sets = {"meetings": meetings_set(bench.data), "activity": unfitted(bench)}
    parts: dict[str, list[Agreement]] = {system: [] for system in SYSTEMS}
    for name, recordings in sets.items():
        say(f"sets: {name}")
        found = _agreements(bench, name, recordings)
        _row(table, name, found, *([over("callcoach", BEST_KNOWN)] if name == "activity" else []))
        for system, agreements in found.items():
            parts[system] += agreements
    _row(table, "both", parts)


def unfitted(bench: Bench) -> list[Labelled]:
    """The hand-labelled recordings that no weights were fitted on: those with odd numbers."""
    return [each for each in activity_set(bench.data) if int(each.name[-2:]) % 2 == 1]


def _row(table: Table, name: str, parts: dict[str, list[Agreement]], *required: Required) -> None:
    values: dict[str, Value] = {
        "callcoach": scoring.bootstrapped(parts["callcoach"], _share),
        "detector": _share(parts["detector"]),
        "its rows": _share(parts["its rows"]),
        "energy": _share(parts["energy"]),
    }
    limits = [over("callcoach", _share(parts[system]) or 0.0) for system in SYSTEMS[1:3]]
    table.row(name, values, *limits, *required)


def _agreements(
    bench: Bench, name: str, recordings: Sequence[Labelled]
) -> dict[str, list[Agreement]]:
    judging = bench.judges.of_sets(name)
    found: dict[str, list[Agreement]] = {system: [] for system in SYSTEMS}
    tracks = [
        track
        for each in recordings
        for track in bench.workshop.frames([each.samples], each.rate_hz)
    ]
    for each, track in zip(recordings, tracks, strict=True):
        n_rows = len(each.speech)
        rows = {
            "callcoach": rows_of(judging([track]).as_is.ipus[0], n_rows),
            "detector": rows_of(baselines.detector_units(track), n_rows),
            "its rows": np.resize(track.detector >= DETECTOR_LEAST, n_rows),
            "energy": rows_of(baselines.energy_units(track), n_rows),
        }
        for system, is_speech in rows.items():
            found[system].append(_agreement(is_speech, each.speech))
    return found


def _agreement(found: Rows, true: Rows) -> Agreement:
    return Agreement(int(np.count_nonzero(found == true)), len(true))


def _share(parts: Sequence[Agreement]) -> float | None:
    total = sum(each.total for each in parts)
    return sum(each.right for each in parts) / total if total else None
