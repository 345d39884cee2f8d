"""Measures whether memory stays flat over many calls, and how many are done in an hour."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from batching.made import write_calls
from batching.runs import children, ledger_lines, resident_mb, started

EVERY_S = 0.3
WARM_CALLS = 50
"""Calls after which memory should grow no more."""


@dataclass
class Curve:
    """Memory over calls done: of the parent, and of the largest worker."""

    n_done: list[int] = field(default_factory=list)
    parent_mb: list[float] = field(default_factory=list)
    worker_mb: list[float] = field(default_factory=list)


def measure(place: Path, n_calls: int, seconds: float) -> None:
    """Batches with two workers, recycled as shipped and never."""
    write_calls(place / "calls", n_calls, seconds)
    (place / "never.toml").write_text("[batch]\nrecycle_calls = 1000000\n")
    for how, more in (("as shipped", ()), ("never", ("--settings", "never.toml"))):
        out = f"out {how}"
        began_s = time.perf_counter()
        curve = _watched(place, out, *more)
        wall_s = time.perf_counter() - began_s
        print(
            f"  workers recycled {how}: {3600 * n_calls / wall_s:.0f} calls of {seconds:g} s an "
            f"hour by two workers; {ledger_lines(place, out)} of {n_calls} done"
        )
        for who, mb in (("parent", curve.parent_mb), ("worker", curve.worker_mb)):
            first, slope = _line(np.array(curve.n_done), np.array(mb))
            print(
                f"    {who}: {first:.0f} MB at call {WARM_CALLS}, {slope:+.1f} MB per 100 calls "
                f"from there (needed: flat), {max(mb):.0f} MB at most",
                flush=True,
            )


def _watched(place: Path, out: str, *more: str) -> Curve:
    batch = started(place, out, 2, "--quiet", *more)
    curve = Curve()
    while batch.poll() is None:
        workers = [resident_mb(child) for child in children(batch.pid)]
        if workers:
            curve.n_done.append(ledger_lines(place, out))
            curve.parent_mb.append(resident_mb(batch.pid))
            curve.worker_mb.append(max(workers))
        time.sleep(EVERY_S)
    batch.communicate()
    if batch.returncode:
        raise SystemExit(f"the batch ended with {batch.returncode}")
    return curve


def _line(n_done: np.ndarray, mb: np.ndarray) -> tuple[float, float]:
    """MB at the first warm call and per 100 calls: the line through the highs of each 25 calls."""
    highs = [
        (start, mb[(n_done >= start) & (n_done < start + 25)].max())
        for start in range(WARM_CALLS, int(n_done.max()) + 1, 25)
        if ((n_done >= start) & (n_done < start + 25)).any()
    ]
    if len(highs) < 2:
        return float(mb.max()), 0.0
    slope, first = np.polyfit(*np.array(highs).T, 1)
    return float(first + slope * WARM_CALLS), float(100 * slope)
