"""Owns running a batch as a process of its own, and looking at it from outside."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One batch: exit code, seconds on the clock, processor seconds, MB of the largest process."""

    code: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    err: str


def started(place: Path, out: str, n_workers: int, *more: str) -> subprocess.Popen[str]:
    """A batch over `place`/calls that has begun."""
    command = [sys.executable, "-m", "callcoach", "batch", "calls", "--out", out]
    return subprocess.Popen(
        [*command, "--no-transcribe", "--workers", str(n_workers), *more],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(place: Path, out: str, n_workers: int, *more: str) -> Run:
    """A batch from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_s = time.perf_counter()
    batch = started(place, out, n_workers, *more)
    _, err = batch.communicate()
    wall_s = time.perf_counter() - began_s
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(batch.returncode, wall_s, cpu_s, after.ru_maxrss / 1024, err)


def ledger_lines(place: Path, out: str) -> int:
    """Calls that the ledger has lines of; one that was done again counts again."""
    path = place / out / ".callcoach" / "ledger.jsonl"
    return path.read_bytes().count(b'{"key"') if path.is_file() else 0


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def is_running(pid: int) -> bool:
    """Whether a process is there, and no mere remainder."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def resident_mb(pid: int) -> float:
    """Memory of a process; 0 where it is gone."""
    try:
        n_pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return n_pages * os.sysconf("SC_PAGESIZE") / 2**20
