"""What tests of batches share: the content of a batch's folder, and files that are not fresh."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

DATABASE = "callcoach.db"
NO_MATTER = ("row", "reviewed_at")


def digest(out: Path) -> dict[str, str]:
    """SHA-256 of all that a batch gave, by name; the ledger, which knows when, is apart.

    Of the database what its tables say: its bytes depend on the order of work.
    """
    return {
        str(path.relative_to(out)): table_digest(path) if path.name == DATABASE else _sha256(path)
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.relative_to(out).parts[0] != ".callcoach"
        and path.name not in (f"{DATABASE}-wal", f"{DATABASE}-shm")
    }


def table_digest(path: Path) -> str:
    """SHA-256 of the rows of all tables of an SQLite file, in any order.

    Without the numbers of rows and when a call was reviewed, which depend on the order of work;
    and without what a full-text index is made of, which is made of the tables.
    """
    with closing(sqlite3.connect(path)) as database:
        tables = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        virtual = tuple(name for name in tables if tables[name].startswith("CREATE VIRTUAL"))
        said = {}
        for name in sorted(tables):
            if name.startswith(("sqlite_", *virtual)):
                continue
            found = database.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in found.description]
            said[name] = sorted(
                repr([(c, v) for c, v in zip(columns, row, strict=True) if c not in NO_MATTER])
                for row in found
            )
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_old(folder: Path) -> None:
    """All files changed an hour ago: what is fresh is watched for a while."""
    then_s = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (then_s, then_s))
