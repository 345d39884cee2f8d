"""Owns the version of the database's tables, and how an older one becomes today's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, func, insert, inspect, select, text, update

from callcoach.errors import StoreError
from callcoach.store.tables import META, METADATA, WORDS_INDEX

Upgrade = Callable[[Connection], None]

UPGRADES: tuple[Upgrade, ...] = ()
"""The first makes version 2 of version 1, and so on. One that was released is never changed: it
writes out its own DDL, for `tables` has moved on. A test holds that an upgraded database equals a
new one."""

_LOCK = 0x63616C6C
"""Of PostgreSQL's advisory locks the one that makes or upgrades tables: "call" in ASCII."""


def migrate(connection: Connection, upgrades: Sequence[Upgrade] = UPGRADES) -> None:
    """Makes the tables where there are none, and upgrades those of an older version.

    Within the transaction of the connection, which must be one that writes: all of it or nothing.

    Raises
    ------
    StoreError
        If the database is of a newer version, or holds tables of these names that are not ours.
    """
    newest = 1 + len(upgrades)
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    version = _version(connection)
    if version == newest:
        return
    if version is None:
        _make(connection)
        connection.execute(insert(META).values(version=newest))
        return
    if version > newest:
        raise StoreError(
            f"is of version {version}; this release reads versions up to {newest}: "
            "use the release of callcoach that wrote it, or a newer one"
        )
    for upgrade in upgrades[version - 1 :]:
        upgrade(connection)
    connection.execute(update(META).values(version=newest))


def _version(connection: Connection) -> int | None:
    """The version of the tables, None where there are none."""
    there = set(inspect(connection).get_table_names())
    if META.name in there:
        return int(connection.execute(select(META.c.version)).scalar_one())
    ours = there & set(METADATA.tables)
    if ours:
        raise StoreError(
            f"holds a table {min(ours)!r} that callcoach did not make; name another database"
        )
    return None


def _make(connection: Connection) -> None:
    METADATA.create_all(connection)
    for statement in WORDS_INDEX[connection.dialect.name]:
        connection.execute(text(statement))
