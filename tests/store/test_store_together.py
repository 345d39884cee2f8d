"""Several processes at one database: no error, no loss, and a kill leaves the old state."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from callcoach.store import Store
from callcoach.store.engine import _use_wal, opened, reading, writing
from callcoach.store.migrations import migrate
from callcoach.store.tables import CALLS
from callcoach.types.about import About
from stored_examples import call_of

TESTS = Path(__file__).parents[1]
PATHS = f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(TESTS / 'report')!r}]\n"
EACH = 100

WRITER = """
from stored_examples import call_of
from callcoach.store import Store
from callcoach.types.about import About
place, name, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Store.open(place) as store:
    for i in range(n):
        store.add(call_of(f"{name}{i}", f"{name} says sentence {i}"), About(agent=name))
        store.add(call_of("shared", f"{name} was last, {i}"), About(agent=name))
"""

KILLED = """
import os, signal
from sqlalchemy import event
from stored_examples import call_of
from callcoach.store import Store
from callcoach.types.about import About

def die(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO utterances"):
        os.kill(os.getpid(), signal.SIGKILL)

store = Store.open(sys.argv[1])
event.listen(store._engine, "after_cursor_execute", die)
store.add(call_of("a", "new words", count=9), About(agent="New"))
"""


def started(code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PATHS + code, *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_two_writers_at_once_lose_nothing(place: str) -> None:
    """They open a database that is not there yet, so that both would make its tables."""
    writers = [started(WRITER, place, name, str(EACH)) for name in ("left", "right")]
    for writer in writers:
        _, told = writer.communicate(timeout=240)
        assert (writer.returncode, told) == (0, "")
    with Store.open(place) as store:
        ids = {call.id for call in store.calls()}
        assert ids == {"shared", *(f"{n}{i}" for n in ("left", "right") for i in range(EACH))}
        assert len(store.search("left says", at_most=10_000)) == EACH
        assert len(store.search("was last")) == 1


def test_a_reader_sees_whole_calls_while_another_writes(place: str) -> None:
    with Store.open(place) as store:
        writer = started(WRITER, place, "w", "60")
        n_seen = [0]
        while writer.poll() is None:
            n_seen.append(len([call for call in store.calls() if call.id != "shared"]))
            assert len(store.search('"w says sentence"')) >= n_seen[-1]
        assert (writer.wait(), writer.communicate()[1]) == (0, "")
        assert n_seen == sorted(n_seen)
        assert len([n for n in set(n_seen) if 0 < n < 60]) >= 1  # it did read in between
        assert len(store.calls()) == 61


def test_a_writer_that_takes_long_keeps_no_reader_waiting(place: str) -> None:
    with Store.open(place) as writer, Store.open(place) as reader:
        writer.add(call_of("a", "old words"))
        with writing(writer._engine, place) as connection:
            connection.execute(delete(CALLS))
            assert [hit.snippet for hit in reader.search("words")] == ["old words"]
        assert reader.calls() == ()


def test_a_reader_that_takes_long_keeps_no_writer_waiting(place: str) -> None:
    with Store.open(place) as writer, Store.open(place) as reader:
        writer.add(call_of("a"))
        n_calls = select(func.count()).select_from(CALLS)
        with reading(reader._engine, place) as connection:
            assert connection.execute(n_calls).scalar_one() == 1
            writer.add(call_of("b"))
            assert connection.execute(n_calls).scalar_one() == 1  # the state that it began with
        assert len(reader.calls()) == 2


def test_who_opens_it_while_another_makes_it_waits(place: str) -> None:
    maker = opened(place)
    with ThreadPoolExecutor() as beside:
        with writing(maker, place) as connection:
            migrate(connection)
            waiting = beside.submit(Store.open, place)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        with waiting.result(timeout=30) as store:
            assert store.add(call_of("a"))
    maker.dispose()


def test_who_opens_it_while_another_turns_it_to_wal_waits(tmp_path: Path) -> None:
    place = tmp_path / "callcoach.db"
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with ThreadPoolExecutor() as beside:
        waiting = beside.submit(Store.open, place)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        other.execute("COMMIT")
        with waiting.result(timeout=30) as store:
            assert store.calls() == ()
    other.close()


class Refusing:
    """A connection that is refused WAL on the spot some times, as SQLite now and then does."""

    def __init__(self, n_refusals: int) -> None:
        self.left = n_refusals
        self.mode = "delete"

    def execute(self, statement: str) -> Refusing:
        if statement.endswith("= WAL"):
            self.left -= 1
            if self.left >= 0:
                raise sqlite3.OperationalError("database is locked")
            self.mode = "wal"
        return self

    def fetchone(self) -> tuple[str]:
        return (self.mode,)


def test_wal_that_is_refused_on_the_spot_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = Refusing(3)
    _use_wal(connection)  # type: ignore[arg-type]
    assert connection.mode == "wal"
    monkeypatch.setattr("callcoach.store.engine.BUSY_S", 0.05)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _use_wal(Refusing(10**6))  # type: ignore[arg-type]


def test_a_kill_in_the_middle_leaves_the_old_state(place: str, tmp_path: Path) -> None:
    with Store.open(place) as store:
        store.add(call_of("a", "old words"), About(agent="Old"))
    killed = started(KILLED, place)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with Store.open(place) as store:
        (call,) = store.calls()
        assert (call.agent, call.measures["talk_overs"]) == ("Old", 2)
        assert [hit.snippet for hit in store.search("words")] == ["old words"]
        store.add(call_of("b", "more words"))
        assert len(store.search("words")) == 2
    if "://" not in place:
        with sqlite3.connect(place) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
