"""Calls an hour of a batch with one worker and with two, and what a run with nothing to do costs.

Makes short two-channel calls of a sample's parts, no two alike, and runs ``callcoach batch
--no-transcribe`` on them as a process of its own, one worker and two in turn. Prints calls an
hour, the ratio, processor seconds, and peak memory of the largest process.

Usage: python benchmarks/batch.py [--calls 40] [--seconds 60] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from made_calls import sample_part, write_wav

HOUR_AGO_S = 3600.0


@dataclass(frozen=True)
class Run:
    """One batch: seconds on the clock, processor seconds, megabytes of the largest process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def write_calls(folder: Path, n_calls: int, seconds: float) -> None:
    """Calls that differ in where they begin and in one sample."""
    folder.mkdir(parents=True)
    left, right = sample_part("good-call", 0.0, 138.0)
    then_s = time.time() - HOUR_AGO_S
    n_samples = int(seconds * 8000)
    for number in range(n_calls):
        sides = [np.resize(np.roll(side, -997 * number), n_samples) for side in (left, right)]
        sides[0][0] = number
        path = write_wav(folder / f"{number:05d}.wav", *sides)
        os.utime(path, (then_s, then_s))


def batch(place: Path, out: str, n_workers: int) -> Run:
    """Runs a batch to its end."""
    command = [sys.executable, "-m", "callcoach", "batch", "calls", "--out", out, "--quiet"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_s = time.perf_counter()
    subprocess.run(
        [*command, "--no-transcribe", "--workers", str(n_workers)], cwd=place, check=True
    )
    wall_s = time.perf_counter() - began_s
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall_s, cpu_s, after.ru_maxrss / 1024)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_calls(place / "calls", options.calls, options.seconds)
        ratios = []
        for number in range(options.rounds):
            runs = {n: batch(place, f"out{number}-{n}", n) for n in (1, 2)}
            for n_workers, run in runs.items():
                an_hour = 3600 * options.calls / run.wall_s
                print(
                    f"{n_workers} worker{'s' * (n_workers > 1)}: {an_hour:7.0f} calls an hour, "
                    f"{run.wall_s:6.1f} s, {run.cpu_s:6.1f} processor s, {run.peak_mb:4.0f} MB"
                )
            ratios.append(runs[1].wall_s / runs[2].wall_s)
            print(f"two against one: {ratios[-1]:.2f} x")
        again = batch(place, f"out{options.rounds - 1}-2", 2)
        print(f"median {statistics.median(ratios):.2f} x (needed: 1.8)")
        print(f"nothing to do, {options.calls} calls: {again.wall_s:.1f} s")


if __name__ == "__main__":
    main()
