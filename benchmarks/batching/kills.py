"""Measures whether anything is lost when a batch, or a part of it, is ended at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from batch_folder import digest
from batching.made import write_broken, write_calls
from batching.runs import children, is_running, ledger_lines, started

KINDS = ("all", "all", "parent", "worker", "worker", "ctrl-c", "term")
ORPHAN_S = 20.0
"""How long what is left of a batch may take to end."""


def measure(place: Path, n_calls: int, n_kills: int, seed: int) -> None:
    """Batches that are ended at random moments and begun again, until each is done.

    `all`: kill -9 of the command and its workers. `parent`: of the command alone. `worker`: of a
    worker, while the batch goes on. `ctrl-c`, `term`: asked to end, which is to give exit code 130.
    """
    calls = write_calls(place / "calls", n_calls, 8.0)
    shutil.copy2(calls[3], place / "calls" / "copy.wav")
    broken = write_broken(place / "calls", calls[0], 3)
    began_s = time.perf_counter()
    code = _ended(started(place, "out", 2))
    took_s = time.perf_counter() - began_s
    whole = digest(place / "out")
    print(f"  undisturbed: {took_s:.1f} s, exit {code}, {len(whole)} files", flush=True)
    draw = random.Random(seed)
    n_done: Counter[str] = Counter()
    n_same = n_folders = 0
    while n_done.total() < n_kills:
        shutil.rmtree(place / "out")
        _until_done(place, took_s, draw, n_done, n_kills)
        n_folders += 1
        now = digest(place / "out")
        n_same += now == whole
        others = sorted(name for name in {*now, *whole} if now.get(name) != whole.get(name))
        lines = ledger_lines(place, "out")
        print(
            f"  after {n_done.total()} kills: {'identical' if now == whole else others}; "
            f"{lines} lines of {n_calls + len(broken) - 1} calls in the ledger",
            flush=True,
        )
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(n_done.items()))
    print(f"{n_done.total()} kills ({kinds}), seed {seed}")
    print(f"{n_same} of {n_folders} folders identical to the undisturbed one (needed: all)")
    if n_same != n_folders:
        raise SystemExit("not the same")


def _until_done(
    place: Path, took_s: float, draw: random.Random, n_done: Counter[str], n_kills: int
) -> None:
    """Starts a batch again and again, each ended at a moment drawn, until it comes to its end."""
    while True:
        batch = started(place, "out", 2)
        time.sleep(draw.uniform(0.02, 0.9) * took_s)
        kind = draw.choice(KINDS)
        if batch.poll() is not None or n_done.total() >= n_kills:
            code = _ended(batch)
            if code != 3:
                raise SystemExit(f"a batch ended with {code}")
            return
        workers = children(batch.pid)
        if kind == "worker":
            if workers:
                _kill(draw.choice(workers))
                n_done[kind] += 1
            code = _ended(batch)
            if code != 3:
                raise SystemExit(f"a batch of which a worker was killed ended with {code}")
            return
        n_done[kind] += 1
        if kind in ("ctrl-c", "term"):
            batch.send_signal(signal.SIGINT if kind == "ctrl-c" else signal.SIGTERM)
        else:
            _kill(batch.pid)
        if kind == "all":
            for worker in workers:
                _kill(worker)
        code = _ended(batch)
        # It may have been at its very end, or not yet so far that it listens.
        if (
            code
            not in ((130, 3, -signal.SIGINT, -signal.SIGTERM), (-signal.SIGKILL, 3))[
                kind in ("all", "parent")
            ]
        ):
            raise SystemExit(f"{kind}: exit {code}")
        _check_no_orphans(workers)


def _ended(batch: subprocess.Popen[str]) -> int:
    _, err = batch.communicate()
    if "Traceback" in err:
        raise SystemExit(err)
    return batch.returncode


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _check_no_orphans(workers: list[int]) -> None:
    until_s = time.monotonic() + ORPHAN_S
    while any(map(is_running, workers)):
        if time.monotonic() > until_s:
            raise SystemExit(f"workers are left running: {workers}")
        time.sleep(0.05)
