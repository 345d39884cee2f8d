"""Owns the overview of what is stored: a few questions to the database, then pure judgement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from callcoach.settings import OverviewSettings
from callcoach.store.engine import reading
from callcoach.store.event_names import PROMISE, event_name
from callcoach.store.followed import MinuteOf, followed_by
from callcoach.store.next_minute import MEASURES as MINUTE
from callcoach.store.next_minute import NextMinute
from callcoach.store.store import Store
from callcoach.store.tables import (
    CALLS,
    FINDINGS,
    INCURSIONS,
    MEASURES,
    NEXT_MINUTES,
    PROMISES,
    TECHNIQUE_MOMENTS,
    TECHNIQUES,
    VENTS,
)
from callcoach.store.triage import Judged, triage
from callcoach.types.overview import CallEvent, OpenPromise, Overview, OverviewCall

DEFAULT = OverviewSettings()
RATE_S = 600.0

Rows = Mapping[str, Sequence[Row[Any]]]


def overview_of(
    store: Store, settings: OverviewSettings = DEFAULT, among: Collection[str] | None = None
) -> Overview:
    """The overview of all calls in a store, or of those `among` these ids, from one state of it.

    Raises
    ------
    StoreError
        If the database fails.
    """
    with reading(store._engine, store._place) as connection:
        ordered = select(CALLS).order_by(CALLS.c.recorded_at.nulls_last(), CALLS.c.id)
        heads = [head for head in connection.execute(ordered) if among is None or head.id in among]
        lists = {
            table.name: _by_call(connection, table)
            for table in (INCURSIONS, FINDINGS, TECHNIQUE_MOMENTS, PROMISES, VENTS)
        }
        names = _names(connection)
        minutes = [one for one in _minutes(connection) if among is None or one.call_id in among]
    calls = tuple(_call(head, lists, names, settings) for head in heads)
    met = {each.event for call in calls for each in call.events}
    followed = followed_by(minutes, settings.followed_calls_least)
    used = {name for one in minutes for name in one.minute.techniques}
    return Overview(
        calls=calls,
        promises=tuple(_promises(heads, lists["promises"])),
        followed=followed,
        event_names={event: event_name(event, names) for event in sorted(met)},
        n_followed_unknown=len(used - {one.technique for one in followed}),
        followed_calls_least=settings.followed_calls_least,
        rolling_calls=settings.rolling_calls,
        calls_least=settings.calls_least,
    )


def _by_call(connection: Connection, table: Table) -> Mapping[str, Sequence[Row[Any]]]:
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(table).order_by(table.c.row)):
        rows[row.call_id].append(row)
    return rows


def _names(connection: Connection) -> dict[str, str]:
    """The techniques by id, as their pack names them."""
    asked = select(TECHNIQUES.c.technique, func.min(TECHNIQUES.c.name)).group_by(
        TECHNIQUES.c.technique
    )
    return {row.technique: row[1] for row in connection.execute(asked)}


def _minutes(connection: Connection) -> Iterator[MinuteOf]:
    asked = select(NEXT_MINUTES).order_by(NEXT_MINUTES.c.call_id, NEXT_MINUTES.c.row)
    for row in connection.execute(asked):
        plain = row._mapping
        known = [name for name in MINUTE if plain[f"{name}_before"] is not None]
        minute = NextMinute(
            start_s=row.start_s,
            end_s=row.end_s,
            techniques=tuple(row.techniques.split()),
            near=tuple(row.near.split()),
            before={name: plain[f"{name}_before"] for name in known},
            after={name: plain[f"{name}_after"] for name in known},
        )
        yield MinuteOf(row.call_id, minute)


def _call(
    head: Row[Any],
    lists: Mapping[str, Mapping[str, Sequence[Row[Any]]]],
    names: Mapping[str, str],
    settings: OverviewSettings,
) -> OverviewCall:
    of = {name: rows.get(head.id, ()) for name, rows in lists.items()}
    measures = {name: head._mapping[name] for name in MEASURES}
    measures["talk_over_rate"] = _rate(measures)
    judged = triage(
        Judged(
            measures,
            incursions=of["incursions"],
            findings=of["findings"],
            moments=of["technique_moments"],
            vents=of["vents"],
            names=names,
        ),
        settings,
    )
    return OverviewCall(
        id=head.id,
        name=head.own_id or re.split(r"[/\\]", head.source)[-1] or head.source,
        page=head.page,
        recorded_at=head.recorded_at,
        agent=head.agent,
        queue=head.queue,
        tags=head.tags,
        duration_s=head.duration_s,
        triage=judged.triage,
        why=judged.why,
        start_s=judged.start_s,
        has_words=measures["n_promises"] is not None,
        n_complaints=_count(measures["n_vents"]),
        customer_raised=_count(measures["customer_raised"]),
        measures=measures,
        events=tuple(_events(of)),
    )


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)


def _rate(measures: Mapping[str, float | None]) -> float | None:
    """Talk-overs of the agent in 10 min of the customer's speech."""
    count, customer_s = measures["talk_overs"], measures["customer_s"]
    return None if count is None or not customer_s else count * RATE_S / customer_s


def _events(of: Rows) -> Iterator[CallEvent]:
    """When each kind of event first came up, in order of time."""
    first_s: dict[str, float] = {}
    met = (
        *((row.kind, row.start_s) for row in of["incursions"] if row.by == "agent"),
        *((row.finding, row.start_s) for row in of["findings"]),
        *((row.technique, row.start_s) for row in of["technique_moments"]),
        *((PROMISE, row.start_s) for row in of["promises"]),
    )
    for event, start_s in met:
        first_s[event] = min(start_s, first_s.get(event, start_s))
    for event, start_s in sorted(first_s.items(), key=lambda item: (item[1], item[0])):
        yield CallEvent(event, start_s)


def _promises(
    heads: Sequence[Row[Any]], by_call: Mapping[str, Sequence[Row[Any]]]
) -> Iterator[OpenPromise]:
    for number, head in enumerate(heads):
        for row in by_call.get(head.id, ()):
            yield OpenPromise(number, row.start_s, row.text, row.due, row.due_at)
