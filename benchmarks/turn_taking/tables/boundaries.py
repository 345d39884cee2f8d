"""Owns the table of boundary errors on the clean call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from callcoach.types.time import Spans
from turn_taking import baselines, scoring
from turn_taking.bench import Bench
from turn_taking.report import Required, Table, Value, at_least, at_most

MEDIAN_MS = {"onset": 20, "offset": 30}
BIAS_MS = 15


def print_boundaries(bench: Bench) -> None:
    """Onset and offset of units against the truth, ours and others'."""
    table = bench.report.table(
        "Boundaries on the clean call: found minus true, ms",
        {"matched": "d", "true": "d", "median": "i.0f", "P90": ".0f", "bias": ".1f"},
        bench.judges.said,
        "median and P90 of what each is off by, bias the mean with its sign; matched one to one",
        "within 0.5 s; the truth closes gaps under 0.20 s and drops bursts under 0.10 s",
        width=28,
    )
    (tracks,) = bench.tracks([bench.call])
    ours = bench.judges.activities(tracks).as_is.ipus
    for edge, place in (("onset", scoring.starts_s), ("offset", scoring.ends_s)):
        for name, channels in (("channel 0", (0,)), ("channel 1", (1,)), ("both", (0, 1))):
            required = (
                at_most("median", MEDIAN_MS[edge]),
                at_most("bias", BIAS_MS),
                at_least("bias", -BIAS_MS),
            )
            _row(bench, table, f"{edge}, {name}", ours, channels, place, *required)
        for system, rule in baselines.RULES.items():
            units = tuple(rule(track) for track in tracks)
            _row(bench, table, f"{edge}, {system}", units, (0, 1), place)
        for system in baselines.packages():
            sound = (bench.call.channels, bench.call.rate_hz)
            (answer,) = baselines.package_answers(bench.workshop, system, [sound])
            _row(bench, table, f"{edge}, {system}", answer.units, (0, 1), place)


def _row(
    bench: Bench,
    table: Table,
    name: str,
    units: Sequence[Spans],
    channels: Sequence[int],
    place: Callable[[Spans], list[float]],
    *required: Required,
) -> None:
    truths = [bench.call.truths[channel].units for channel in channels]
    errors_ms = [
        1000 * error_s
        for channel, truth in zip(channels, truths, strict=True)
        for error_s in scoring.boundary_errors(place(units[channel]), place(truth))
    ]
    values: dict[str, Value] = {
        "matched": len(errors_ms),
        "true": sum(len(truth) for truth in truths),
        "median": scoring.bootstrapped(np.abs(errors_ms).tolist(), _median),
        "P90": float(np.quantile(np.abs(errors_ms), 0.9)) if errors_ms else None,
        "bias": float(np.mean(errors_ms)) if errors_ms else None,
    }
    table.row(name, values, *required)


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if len(values) else None
