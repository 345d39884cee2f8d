"""Owns the connection to a database: SQLite or PostgreSQL, and what each needs to be safe."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from callcoach.errors import StoreError

BUSY_S = 60.0
"""How long a writer waits for another before it gives up. Chosen by us, November 2026."""

_WRITES = "callcoach_writes"


def opened(place: str | Path) -> Engine:
    """An engine for a path (SQLite) or a URL of SQLite or PostgreSQL.

    Raises
    ------
    StoreError
        If the URL is neither's, or PostgreSQL's driver is not installed.
    """
    url = _url(place)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_S})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{shown(place)}: needs psycopg; `pip install 'callcoach[postgres]'` gets it"
        ) from error


def _url(place: str | Path) -> URL:
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(place)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StoreError(f"{shown(place)}: is no URL of a database; {_ALLOWED}") from error
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{shown(place)}: {backend} is not supported; {_ALLOWED}")
    return url.set(drivername="sqlite" if backend == "sqlite" else "postgresql+psycopg")


_ALLOWED = "use a path, or postgresql://USER:PASSWORD@HOST/DATABASE"


def shown(place: str | Path) -> str:
    """The place for a person, without a password."""
    if isinstance(place, Path) or "://" not in place:
        return str(place)
    try:
        # What follows a "?" may hold one, too.
        return make_url(place).set(query={}).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return place.split("://", maxsplit=1)[0] + "://..."


@contextmanager
def reading(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that sees one state throughout, and writes nothing."""
    with _told(place):
        options: Any = {} if _is_sqlite(engine) else {"isolation_level": "REPEATABLE READ"}
        with engine.execution_options(**options).begin() as connection:
            yield connection


@contextmanager
def writing(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that is written whole or not at all.

    SQLite takes the lock for writing at its start: one that began as a reader could not wait.
    """
    with _told(place), engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


def empty_log(engine: Engine, place: str) -> None:
    """Moves what SQLite keeps in its log into the file, and empties the log if nobody reads it."""
    if not _is_sqlite(engine):
        return
    with _told(place):
        connection = engine.raw_connection()  # outside a transaction, as it must be
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What goes wrong with the database, as one line that names it."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{place}: {error}") from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        (first, *_) = str(cause).strip().splitlines() or ["unknown error"]
        raise StoreError(f"{place}: the database says: {first}") from error


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, `_begin_sqlite`; DDL is in it, too
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Sets WAL, for which SQLite does not always wait until others are done.

    Of 480 first openings, eight at once, one was refused on the spot (SQLite 3.40).
    """
    until_s = time.monotonic() + BUSY_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until_s:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
