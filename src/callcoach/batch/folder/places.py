"""Owns where things lie in the folder of a batch, and where its database is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from callcoach.settings import Settings
from callcoach.store.engine import shown

OWN_FOLDER = ".callcoach"
"""Where the ledger lies in the folder of a batch: all else there is what it gives."""

HEARD = "heard"
"""Where in there what was heard and said of each call is kept (`pipeline.heard_files`)."""

DATABASE = "callcoach.db"

LEFT_OVER = ".callcoach-*.part"
"""Files that were being written when a process was killed."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a batch. `database`: a path or URL, which may hold a password."""

    out: Path
    database: str | Path

    @classmethod
    def of(cls, out: Path, settings: Settings) -> Places:
        """Those of a folder under settings."""
        url = settings.store.url
        return cls(out, out / DATABASE if url == "auto" else url)

    @property
    def is_own(self) -> bool:
        """Whether the database is the folder's own; any other may hold other folders' calls."""
        return isinstance(self.database, Path)

    @property
    def shown(self) -> str:
        """The database for a person: its name where it lies in the folder, never a password."""
        return DATABASE if self.is_own else shown(self.database)

    @property
    def reviews(self) -> Path:
        """The folder of JSON and pages."""
        return self.out / "reviews"

    def page(self, call_id: str) -> str:
        """Where a page lies as the database says it: from the folder, or in full from elsewhere."""
        name = f"reviews/{call_id}.html"
        return name if self.is_own else str((self.out / name).absolute())


class Reviewed:
    """Which calls have both their files in a folder, from one look at it."""

    def __init__(self, reviews: Path) -> None:
        self._names = set(os.listdir(reviews)) if reviews.is_dir() else set()

    def has(self, content: str) -> bool:
        """Whether JSON and page are there."""
        return {f"{content}.json", f"{content}.html"} <= self._names


def clear(out: Path) -> None:
    """Takes away what killed processes left half-written."""
    for folder in (out, out / "reviews", out / OWN_FOLDER):
        for path in folder.glob(LEFT_OVER):
            path.unlink(missing_ok=True)
