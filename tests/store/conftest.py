"""The databases that the tests of the store run on: SQLite, and a server of PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from callcoach.store import Store

NO_SERVER = "PostgreSQL is not installed (`scripts/setup test` installs it)"
NUMBERS = count()


def _program(name: str) -> str:
    """A program of PostgreSQL; Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        pytest.fail(NO_SERVER)
    return path


def _as_user(*command: str) -> None:
    """Runs a program of the server, which refuses to be root."""
    as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*as_other, *command], check=True, capture_output=True, timeout=60, cwd="/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder in which a server listens, with no port on the network."""
    # Not under pytest's folder: the server's user may not enter that, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="callcoach-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data, log = folder / "data", folder / "log"
    control = _program("pg_ctl")
    try:
        _as_user(_program("initdb"), "-D", f"{data}", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _as_user(control, "-D", f"{data}", "-l", f"{log}", "-o", options, "-w", "start")
        try:
            yield str(folder)
        finally:
            _as_user(control, "-D", f"{data}", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database of its own is, empty: a path, or the URL of one on the server."""
    if request.param == "sqlite":
        return str(tmp_path / "callcoach.db")
    import psycopg

    folder, name = request.getfixturevalue("postgres"), f"store{next(NUMBERS)}"
    with psycopg.connect(host=folder, user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return f"postgresql://postgres@/{name}?host={folder}"


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with Store.open(place) as one:
        yield one
