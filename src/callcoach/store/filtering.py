"""Owns the filters of a search as conditions on the calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from operator import eq, ge, gt, le, lt
from typing import get_args

from sqlalchemy import ColumnElement, Connection, exists, func, literal, select, union

from callcoach.errors import SearchError
from callcoach.store.tables import CALLS, FINDINGS, INCURSIONS, MEASURES, PROMISES, TECHNIQUES
from callcoach.types.floor import IncursionKind
from callcoach.types.stored import Filters

PROMISE = "promise"

_LIMIT = re.compile(r"\s*(\w+)\s*(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*")
_COMPARED = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}
_OF_CALLS = ("duration_s", *MEASURES)


def conditions(filters: Filters, connection: Connection) -> tuple[ColumnElement[bool], ...]:
    """What a row of `calls` must fulfil.

    Raises
    ------
    SearchError
        If a date is no ISO date, a measure is not known or not compared with a number, or an event
        is neither a kind of incursion nor in any stored call.
    """
    found = [*_plain(filters), *map(_limit, filters.measures)]
    if filters.tag is not None:
        found.append(_tag(filters.tag, connection))
    if filters.event is not None:
        found.append(_event(filters.event, connection))
    return tuple(found)


def _plain(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.agent is not None:
        yield CALLS.c.agent == filters.agent
    if filters.queue is not None:
        yield CALLS.c.queue == filters.queue
    if filters.since is not None:
        yield CALLS.c.recorded_at >= _day(filters.since)
    if filters.before is not None:
        yield CALLS.c.recorded_at < _day(filters.before)


def _tag(tag: str, connection: Connection) -> ColumnElement[bool]:
    """Tags stand in one text, with commas or semicolons between them."""
    tags = func.replace(func.replace(CALLS.c.tags, ";", ","), ", ", ",")
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return position(literal(",") + tags + literal(","), f",{tag.strip()},") > 0


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise SearchError(f"{text!r} is no date; write it as 2026-11-27") from error


def _limit(text: str) -> ColumnElement[bool]:
    parts = _LIMIT.fullmatch(text)
    if parts is None:
        raise SearchError(f'{text!r} is no limit of a measure; write it as "talk_overs >= 3"')
    name, sign, number = parts.groups()
    if name not in _OF_CALLS:
        raise SearchError(f"there is no measure {name!r}; there are {', '.join(_OF_CALLS)}")
    condition: ColumnElement[bool] = _COMPARED[sign](CALLS.c[name], float(number))
    return condition


def _event(name: str, connection: Connection) -> ColumnElement[bool]:
    """Calls that hold the event; a technique that was judged and not found is none."""
    if name == PROMISE:
        return exists().where(PROMISES.c.call_id == CALLS.c.id)
    known = {*get_args(IncursionKind), PROMISE}
    if name not in known:
        stored = union(select(FINDINGS.c.finding), select(TECHNIQUES.c.technique))
        known |= set(connection.execute(stored).scalars())
    if name not in known:
        raise SearchError(f"no call holds an event {name!r}; there are {', '.join(sorted(known))}")
    return (
        exists().where(INCURSIONS.c.call_id == CALLS.c.id, INCURSIONS.c.kind == name)
        | exists().where(FINDINGS.c.call_id == CALLS.c.id, FINDINGS.c.finding == name)
        | exists().where(
            TECHNIQUES.c.call_id == CALLS.c.id,
            TECHNIQUES.c.technique == name,
            TECHNIQUES.c.count > 0,
        )
    )
