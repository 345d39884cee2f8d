"""Measures whether broken recordings keep any other from being reviewed."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from batching.made import make_old, write_broken, write_calls, write_odd
from batching.runs import Run, ledger_lines, ran, rows

BROKEN_SHARE = 0.05


def measure(place: Path, n_calls: int, seconds: float) -> None:
    """A batch of which a twentieth is broken; then what failed once more; then one mended."""
    n_broken = round(BROKEN_SHARE * n_calls)
    good = write_calls(place / "calls", n_calls - n_broken - 4, seconds)
    odd = write_odd(place / "calls", good[-1])
    broken = write_broken(place / "calls", good[0], n_broken)
    first = ran(place, "out", 2)
    failed = _check(place, first, {*good, *odd}, set(broken))
    print(f"  {3600 * n_calls / first.wall_s:.0f} calls of {seconds:g} s an hour by two workers")
    by_kind = defaultdict(set)
    for path, (stage, reason) in failed.items():
        by_kind[broken[path]].add(f"{stage}: {reason}")
    for kind, told in by_kind.items():
        print(f"    {kind:18} {' / '.join(sorted(told))}")
    n_lines = ledger_lines(place, "out")
    again = ran(place, "out", 2, "--retry-failed")
    _check(place, again, {*good, *odd}, set(broken))
    n_found = sum(stage == "finding" for stage, _ in failed.values())
    n_tried = ledger_lines(place, "out") - n_lines
    print(f"  --retry-failed tried {n_tried} calls again (needed: {n_broken - n_found})")
    mended = max(broken)
    write_calls(mended.parent, 1, seconds, first=n_calls)[0].rename(mended)
    make_old(mended)
    last = ran(place, "out", 2)
    _check(place, last, {*good, *odd, mended}, set(broken) - {mended})
    print(f"  one mended: done, as the {len(good) + len(odd) + 1} others; exit {last.code}")


def _check(place: Path, run: Run, good: set[Path], broken: set[Path]) -> dict[Path, list[str]]:
    """Stage and reason of each call that failed, after a look whether it is those and no others."""
    done = {place / row["path"] for row in rows(place / "out" / "calls.csv")}
    failed = {
        place / row["path"]: [row["stage"], row["reason"]]
        for row in rows(place / "out" / "failed.csv")
    }
    if (run.code, done, set(failed)) != (3, good, broken):
        lost = sorted(map(str, (good ^ done) | (broken ^ set(failed))))
        raise SystemExit(f"exit {run.code}; not as it should be: {lost[:5]}")
    if not all(stage and reason for stage, reason in failed.values()):
        raise SystemExit("a failure without stage or reason")
    print(f"  {len(done)} done, {len(failed)} failed with stage and reason, exit {run.code}: right")
    return failed
