"""Owns what is known of the last time that a folder's database and tables were brought in step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from callcoach.batch.folder.places import OWN_FOLDER, Places
from callcoach.errors import BatchError
from callcoach.report.atomic import write_whole
from callcoach.settings import Settings

NAME = "published.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A call in the database. `stamp`: of what it was made from; `digest`: as the store has it."""

    stamp: str
    digest: str


@dataclass(frozen=True, slots=True)
class Published:
    """What was written. `place`: the database, without a password. `tables`: digest of what the
    tables were made from."""

    place: str = ""
    rows: Mapping[str, Row] = field(default_factory=dict)
    tables: str = ""


def read_published(folder: Path) -> Published:
    """What was kept in a folder; nothing where it was not, or is damaged: then all is done anew."""
    try:
        plain = json.loads((folder / NAME).read_bytes())
        rows = {call_id: Row(**row) for call_id, row in plain["rows"].items()}
        return Published(str(plain["place"]), rows, str(plain["tables"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Published()


def places_of(out: Path, settings: Settings) -> Places:
    """The places of a folder whose calls are in a database already.

    Raises
    ------
    BatchError
        If that is another than the settings name: what is changed or removed must be there, too.
    """
    places, before = Places.of(out, settings), read_published(out / OWN_FOLDER).place
    if before and before != places.shown:
        raise BatchError(
            f"{out}: its calls are in the database {before}; name the --settings that say so "
            "(store.url)"
        )
    return places


def keep_published(folder: Path, published: Published) -> None:
    """Keeps it there.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_whole(folder / NAME, json.dumps(asdict(published)))
