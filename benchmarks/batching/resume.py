"""Measures what a run costs that finds all calls reviewed already."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

from batching.made import make_old, write_calls
from batching.runs import ran
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.work.made_with import made_with
from callcoach.batch.work.unit import Unit
from callcoach.settings import Settings, with_values
from callcoach.types.about import About
from callcoach.types.progress import no_progress

PER_FOLDER = 500


def measure(place: Path, n_calls: int, n_rounds: int) -> None:
    """A folder in which that many calls are done, and the same command again.

    The recordings are not: files of 1 kB, no two alike, for no recording is opened here. Their
    reviews are copies of a true one, under their own ids.
    """
    write_calls(place / "calls", 1, 10.0)
    if ran(place, "out", 1).code:
        raise SystemExit("the one true call was not reviewed")
    _fill(place, n_calls)
    first = ran(place, "out", 2)
    print(
        f"  put into the database: {first.wall_s:.1f} s, {first.cpu_s:.1f} processor s", flush=True
    )
    for _ in range(n_rounds):
        run = ran(place, "out", 2)
        told = run.err.splitlines()[-1]
        print(
            f"  nothing to do, {n_calls} calls: {run.wall_s:.2f} s on the clock (needed: under "
            f"5 s), {run.cpu_s:.2f} processor s, {run.peak_mb:.0f} MB; {told}",
            flush=True,
        )


def _fill(place: Path, n_calls: int) -> None:
    before = Path.cwd()
    os.chdir(place)  # links and paths are as the command sees them
    try:
        settings = with_values(
            Settings(), {"words": {"transcribe": False}, "report": {"sound": "link"}}
        )
        made = made_with(settings, no_progress)
        reviews = Path("out/reviews")
        (true,) = reviews.glob("*.json")
        review = true.read_text()
        with Ledger(Path("out/.callcoach")) as ledger:
            (entry,) = ledger.entries.values()
            entries = []
            for number in range(n_calls - 1):
                path = Path(f"calls/day-{number // PER_FOLDER:02d}/{number:05d}.wav")
                path.parent.mkdir(exist_ok=True)
                data = f"{number:05d}".encode() * 200
                path.write_bytes(data)
                make_old(path)
                content = hashlib.sha256(data).hexdigest()
                unit = Unit(path, content, About(), reviews, settings)
                unit.json_path.write_text(review.replace(true.stem, content))
                unit.page_path.write_text("<!doctype html><title>a made page</title>")
                text = json.dumps(dict(entry.row)).replace(true.stem, content)
                row = {**json.loads(text), "path": str(path)}
                key = unit.key(made)
                entries.append(replace(entry, key=key, base=key, content=content, row=row))
            ledger.add(*entries)
    finally:
        os.chdir(before)
