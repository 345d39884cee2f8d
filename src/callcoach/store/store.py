"""Owns the store: reviews put in, found again, taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, text

from callcoach.store.engine import empty_log, opened, reading, shown, writing
from callcoach.store.filtering import conditions
from callcoach.store.migrations import migrate
from callcoach.store.rows import rows_of, table_rows
from callcoach.store.search import search
from callcoach.store.tables import CALLS, MEASURES, UTTERANCES
from callcoach.types.about import NOTHING, About
from callcoach.types.call import Party
from callcoach.types.review import Review
from callcoach.types.stored import Filters, SearchHit, StoredCall
from callcoach.types.words import Transcript, Utterance

ALL = Filters()

AT_ONCE = 1000
"""Calls that one query names; databases take 32,766 and more. Chosen by us."""


class Store:
    """Reviews in a database, by `Store.open`; closed by `close` or at the end of `with`.

    Several processes may use one database at once, each with a store of its own. All methods
    raise `StoreError` where the database fails, in one line that names it.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place

    @classmethod
    def open(cls, place: str | Path) -> Self:
        """The store at a path (SQLite, made where there is none) or a URL (`postgresql://...`).

        A database of an older version is brought to today's, wholly or not at all.

        Raises
        ------
        StoreError
            If it cannot be opened, is none of ours, or is of a newer version.
        """
        store = cls(opened(place), shown(place))
        try:
            with writing(store._engine, store._place) as connection:
                migrate(connection)
        except BaseException:
            store.close()
            raise
        return store

    def add(self, review: Review, about: About = NOTHING, *, page: str | None = None) -> bool:
        """Puts a review in, in the place of an earlier one of the same call, whole or not at all.

        `about`: what its owner says of it; `page`: where its page lies. Gives whether anything
        was written: a review that is there already is left as it is.
        """
        rows = rows_of(review, about, page)
        with writing(self._engine, self._place) as connection:
            _one_at_a_time(connection, review.call.id)
            there = connection.execute(
                select(CALLS.c.digest).where(CALLS.c.id == rows.call["id"])
            ).scalar()
            if there == rows.call["digest"]:
                return False
            if there is not None:
                connection.execute(delete(CALLS).where(CALLS.c.id == rows.call["id"]))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute(insert(CALLS).values({**rows.call, "reviewed_at": now}))
            for table, each in table_rows(rows):
                connection.execute(insert(table), [dict(row) for row in each])
        return True

    def digests(self, call_ids: Sequence[str] | None = None) -> dict[str, str]:
        """By the id of each call that is there: a digest of its rows; of these, or of all."""
        query = select(CALLS.c.id, CALLS.c.digest)
        with reading(self._engine, self._place) as connection:
            rows = (connection.execute(each) for each in _of_these(query, call_ids))
            return {row.id: row.digest for found in rows for row in found}

    def of(self, call_ids: Sequence[str]) -> tuple[StoredCall, ...]:
        """Those of these calls that are there, in no order."""
        with reading(self._engine, self._place) as connection:
            rows = (connection.execute(each) for each in _of_these(select(CALLS), call_ids))
            return tuple(_stored(row) for found in rows for row in found)

    def calls(self, filters: Filters = ALL) -> tuple[StoredCall, ...]:
        """The calls that the filters leave, in order of date and id; those without a date last.

        Raises
        ------
        SearchError
            If a filter cannot be understood.
        """
        with reading(self._engine, self._place) as connection:
            query = select(CALLS).where(*conditions(filters, connection))
            ordered = query.order_by(CALLS.c.recorded_at.nulls_last(), CALLS.c.id)
            return tuple(map(_stored, connection.execute(ordered)))

    def search(
        self, asked: str, filters: Filters = ALL, *, at_most: int = 1000
    ) -> tuple[SearchHit, ...]:
        """Utterances that hold all words asked for; between double quotes, in that order.

        Case and accents do not matter, and nothing typed is an operator.

        Raises
        ------
        SearchError
            If there is no word in it, or a filter cannot be understood.
        """
        with reading(self._engine, self._place) as connection:
            return search(connection, asked, filters, at_most)

    def said_in(self, call_id: str) -> Transcript[Party]:
        """What was said in a call, as it is kept: utterances without their words' own times."""
        query = select(UTTERANCES).where(UTTERANCES.c.call_id == call_id)
        with reading(self._engine, self._place) as connection:
            said = connection.execute(query.order_by(UTTERANCES.c.row))
            lines = tuple(Utterance(row.party, row.start_s, row.end_s, row.text) for row in said)
        return Transcript("", None, {}, lines)

    def remove(self, *call_ids: str) -> int:
        """Takes calls out with all that is kept of them; gives how many there were.

        With SQLite what was said is not left in the file either, once no other process reads it.
        """
        with writing(self._engine, self._place) as connection:
            these = (delete(CALLS).where(CALLS.c.id == call_id) for call_id in call_ids)
            n_removed = sum(connection.execute(this).rowcount for this in these)
            if n_removed and connection.dialect.name == "sqlite":
                # The index keeps the words of what was deleted until its parts are merged.
                merge = "INSERT INTO utterances_found(utterances_found) VALUES ('optimize')"
                connection.execute(text(merge))
        if n_removed:
            empty_log(self._engine, self._place)
        return n_removed

    def close(self) -> None:
        """Lets the database go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _of_these(
    query: Select[tuple[Any, ...]], call_ids: Sequence[str] | None
) -> Iterator[Select[tuple[Any, ...]]]:
    """The query for these calls, in portions that a database takes; for all where it is None."""
    if call_ids is None:
        yield query
        return
    for start in range(0, len(call_ids), AT_ONCE):
        yield query.where(CALLS.c.id.in_(call_ids[start : start + AT_ONCE]))


def _one_at_a_time(connection: Connection, call_id: str) -> None:
    """Has other writers of the same call wait; SQLite has one writer at a time as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(call_id))))


def _stored(row: Row[Any]) -> StoredCall:
    return StoredCall(
        id=row.id,
        source=row.source,
        recorded_at=row.recorded_at,
        own_id=row.own_id,
        agent=row.agent,
        queue=row.queue,
        tags=row.tags,
        duration_s=row.duration_s,
        layout=row.layout,
        settings_hash=row.settings_hash,
        reviewed_at=row.reviewed_at,
        page=row.page,
        is_redacted=row.is_redacted,
        measures={name: row._mapping[name] for name in MEASURES},
    )
