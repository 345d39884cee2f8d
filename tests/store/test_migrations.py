"""A newer database is refused, an older one is upgraded wholly or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, inspect, select, text

from callcoach.errors import StoreError
from callcoach.store import Store, migrations
from callcoach.store.engine import reading, shown, writing
from callcoach.store.tables import CALLS, META
from stored_examples import call_of


def add_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE calls ADD COLUMN mood TEXT"))


def break_off(connection: Connection) -> None:
    raise StoreError("broke off")


def version(store: Store) -> int:
    with reading(store._engine, "test") as connection:
        return int(connection.execute(select(META.c.version)).scalar_one())


def columns(store: Store) -> set[str]:
    return {column["name"] for column in inspect(store._engine).get_columns("calls")}


def test_a_new_database_is_of_the_newest_version(store: Store) -> None:
    assert version(store) == 1 + len(migrations.UPGRADES)


def test_a_database_of_a_newer_version_is_refused_in_one_line(place: str) -> None:
    with Store.open(place) as store, writing(store._engine, "test") as connection:
        connection.execute(META.update().values(version=99))
    with pytest.raises(
        StoreError, match=r"is of version 99; this release reads versions up to 1"
    ) as told:
        Store.open(place)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(shown(place))


def test_an_older_one_is_upgraded_and_keeps_its_calls(store: Store) -> None:
    store.add(call_of("a", "words that stay"))
    with writing(store._engine, "test") as connection:
        migrations.migrate(connection, (add_column,))
    assert version(store) == 2
    assert "mood" in columns(store)
    assert [hit.call_id for hit in store.search("stay")] == ["a"]


def test_an_upgrade_that_breaks_off_leaves_the_old_version(store: Store) -> None:
    store.add(call_of("a"))
    with (
        pytest.raises(StoreError, match="test: broke off"),
        writing(store._engine, "test") as connection,
    ):
        migrations.migrate(connection, (add_column, break_off))
    assert version(store) == 1
    assert "mood" not in columns(store)
    with reading(store._engine, "test") as connection:
        assert connection.execute(select(func.count()).select_from(CALLS)).scalar_one() == 1


def test_upgrades_run_from_the_version_that_is_there(store: Store) -> None:
    with writing(store._engine, "test") as connection:
        migrations.migrate(connection, (add_column,))
        migrations.migrate(connection, (break_off, lambda _: None))  # the first was done already
    assert version(store) == 3
