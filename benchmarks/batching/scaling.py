"""Measures what a second worker brings."""

from __future__ import annotations

import statistics
from pathlib import Path

from batching.made import write_calls
from batching.runs import Run, ran

FEW = 2


def measure(place: Path, n_calls: int, seconds: float, n_rounds: int) -> None:
    """Batches with one worker and with two, in turn; and of two calls alone, for what starting
    costs."""
    write_calls(place / "calls", n_calls, seconds)
    write_calls(place / "few" / "calls", FEW, seconds)
    ratios, bounds = [], []
    for number in range(n_rounds):
        runs = {n: ran(place, f"out{number}-{n}", n) for n in (1, 2)}
        for n_workers, run in runs.items():
            print(f"  {n_workers} worker{'s' * (n_workers > 1)}: {_told(run, n_calls)}", flush=True)
        ratios.append(runs[1].wall_s / runs[2].wall_s)
        few = {n: ran(place / "few", f"out{number}-{n}", n) for n in (1, 2)}
        each_s = {n: (runs[n].cpu_s - few[n].cpu_s) / (n_calls - FEW) for n in (1, 2)}
        print(
            f"  without what {FEW} calls cost with all that is started: "
            f"{each_s[1]:.2f} and {each_s[2]:.2f} processor s a call",
            flush=True,
        )
        bounds.append(2 * each_s[1] / each_s[2])
    print(f"two against one: {statistics.median(ratios):.2f} x on the clock (needed: 1.8 x, idle)")
    print(
        f"                 {statistics.median(bounds):.2f} x at best, by the processor seconds: "
        "what a long batch can come to on two idle cores"
    )


def _told(run: Run, n_calls: int) -> str:
    return (
        f"{3600 * n_calls / run.wall_s:6.0f} calls an hour, {run.wall_s:6.1f} s, "
        f"{run.cpu_s / n_calls:5.2f} processor s a call, {run.peak_mb:4.0f} MB at most"
    )
