"""What tests of batches share: the content of a batch's folder, and files that are not fresh."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from callcoach.batch.folder.ledger import Entry, Ledger
from callcoach.batch.work.unit import figures
from callcoach.report.json_file import json_text
from callcoach.types.review import Review


def digest(out: Path) -> dict[str, str]:
    """SHA-256 of all that a batch gave, by name; the ledger, which knows when, is apart.

    Of a database it is that of what is in it.
    """
    return {
        str(path.relative_to(out)): hashlib.sha256(_content(path)).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.relative_to(out).parts[0] != ".callcoach"
        and not path.name.endswith(("-wal", "-shm"))  # of who reads a database
    }


def _content(path: Path) -> bytes:
    return repr(tables(path)).encode() if path.suffix == ".db" else path.read_bytes()


def tables(database: Path) -> dict[str, list[str]]:
    """All rows of a database of SQLite, without the numbers that it gave them, and when."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_found%'"
        return {
            name: sorted(
                repr({key: row[key] for key in row.keys() if key not in ("row", "reviewed_at")})  # noqa: SIM118
                for row in connection.execute(f"SELECT * FROM {name}")
            )
            for (name,) in sorted(map(tuple, connection.execute(names)))
        }


def make_old(folder: Path) -> None:
    """All files changed an hour ago: what is fresh is watched for a while."""
    then_s = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (then_s, then_s))


def made_batch(out: Path, *reviews: Review, path: str = "", **told: str) -> Path:
    """A folder as a batch leaves it, of made reviews; nothing is published.

    `path`: the recording's, else `calls/N.wav`. `told`: what the owner says of all of them.
    """
    about = {"call_id": "", "agent": "Dana", "queue": "billing", "tags": "new, refund", **told}
    (out / "reviews").mkdir(parents=True)
    with Ledger(out / ".callcoach") as ledger:
        for number, review in enumerate(reviews):
            content = review.call.id
            (out / "reviews" / f"{content}.json").write_text(json_text(review), encoding="utf-8")
            (out / "reviews" / f"{content}.html").write_text("a page", encoding="utf-8")
            row = {
                **figures(review),
                **about,
                "id": content,
                "path": path or f"calls/{number}.wav",
                "date": review.call.recorded_at,
                "review": f"reviews/{content}.html",
            }
            ledger.add(Entry("m.j.c.o", content, row, on="2026-11-20"))
    return out
