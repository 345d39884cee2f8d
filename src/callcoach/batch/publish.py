"""Owns what is written at the end of a batch: database and tables, in step with the reviews."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from callcoach.batch.calls import Failed
from callcoach.batch.ledger import Entry, Ledger
from callcoach.batch.parquet import calls_parquet
from callcoach.batch.places import OWN_FOLDER, Places, Reviewed
from callcoach.batch.published import Published, Row, keep_published, read_published
from callcoach.batch.tables import Table, calls_csv, calls_table, failed_csv
from callcoach.errors import ReviewFormatError
from callcoach.report.atomic import write_whole
from callcoach.report.review_file import read_review
from callcoach.settings import Settings
from callcoach.store import Store
from callcoach.types.about import About
from callcoach.types.review import Review


def publish(
    out: Path, ledger: Ledger, settings: Settings, failed: Sequence[Failed] | None = None
) -> tuple[str, ...]:
    """Brings the database and the tables in step with the reviews of a folder.

    In the database are then the calls of which the ledger tells and whose files are there; in one
    that other folders share, only this folder's calls are touched. What is in step is left, by the
    time and size of a review's file. `failed`: what failed.csv lists; None leaves it.

    Gives what a person should know: reviews that cannot be read are left out.

    Raises
    ------
    StoreError
        If the database fails.
    OutputError
        If a file cannot be written.
    """
    if failed is not None:
        write_whole(out / "failed.csv", failed_csv(failed))
    places = Places.of(out, settings)
    before = read_published(out / OWN_FOLDER)
    entries = _listed(out, ledger)
    with Store.open(places.database) as store:
        step = _in_step(store, entries, places, before, settings)
        rows = step.rows
        entries = {call_id: entries[call_id] for call_id in rows}
        tables = _tables_digest(entries, rows, settings)
        is_there = (out / "calls.csv").exists() and (out / "calls.parquet").exists()
        if tables != before.tables or not is_there:
            _write_tables(out, _table(store, entries, settings))
            # index.html of the store is written here: what it shows changed.
    now = Published(places.shown, rows, tables)
    if now != before:
        keep_published(out / OWN_FOLDER, now)
    return step.notices


@dataclass(frozen=True, slots=True)
class _Step:
    """The calls that are in the database, and what cannot be."""

    rows: Mapping[str, Row]
    notices: tuple[str, ...]


def _listed(out: Path, ledger: Ledger) -> dict[str, Entry]:
    """The calls of which the ledger tells and whose files are there, in order of their ids."""
    here = Reviewed(out / "reviews")
    entries = sorted(ledger.entries.items())
    return {key: e for key, e in entries if not e.failed_at and here.has(e.content)}


def _in_step(
    store: Store,
    entries: Mapping[str, Entry],
    places: Places,
    before: Published,
    settings: Settings,
) -> _Step:
    """Puts in what is new or another, and takes out what is gone."""
    ours = None if places.is_own else sorted({*entries, *before.rows})
    there = store.digests(ours)
    gone = [call_id for call_id in there if call_id not in entries]
    if gone:
        store.remove(*gone)
    stamps = {
        call_id: _stamp(places.reviews / f"{call_id}.json", _about(entry), settings)
        for call_id, entry in entries.items()
    }
    stale = [
        call_id
        for call_id, stamp in stamps.items()
        if before.rows.get(call_id) != Row(stamp, there.get(call_id, ""))
        or before.place != places.shown
    ]
    notices = []
    for call_id in stale:
        try:
            review = _as_allowed(read_review(places.reviews / f"{call_id}.json"), settings)
        except ReviewFormatError as error:
            notices.append(f"{error}; it is left out until then")
            store.remove(call_id)
            del stamps[call_id]
        else:
            store.add(review, _about(entries[call_id]), page=places.page(call_id))
    there |= store.digests(stale)
    rows = {call_id: Row(stamp, there[call_id]) for call_id, stamp in stamps.items()}
    return _Step(rows, tuple(notices))


def _about(entry: Entry) -> About:
    row = entry.row
    return About(row["call_id"], row["agent"], queue=row["queue"], tags=row["tags"])


def _stamp(path: Path, about: About, settings: Settings) -> str:
    state = os.stat(path)
    parts = (about.call_id, about.agent, about.queue, about.tags, settings.policy.voice_measures)
    text = json.dumps([state.st_size, state.st_mtime_ns, *parts])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _as_allowed(review: Review, settings: Settings) -> Review:
    """The review as one of the policy of now, where that is the stricter one."""
    if settings.policy.voice_measures == "on":
        return review
    return replace(review, provenance=replace(review.provenance, voice_measures="self_only"))


def _tables_digest(
    entries: Mapping[str, Entry], rows: Mapping[str, Row], settings: Settings
) -> str:
    parts = [(dict(entry.row), rows[call_id].digest) for call_id, entry in entries.items()]
    text = json.dumps([parts, settings.policy.voice_measures], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _table(store: Store, entries: Mapping[str, Entry], settings: Settings) -> Table:
    """The calls with what the ledger and the database say of each."""
    measures = {call.id: call.measures for call in store.of(tuple(entries))}
    rows: list[Mapping[str, Any]] = [
        {**measures[call_id], **entry.row, "n_dead_air": measures[call_id]["dead_air"]}
        for call_id, entry in entries.items()
    ]
    return calls_table(rows, with_voice=settings.policy.voice_measures == "on")


def _write_tables(out: Path, table: Table) -> None:
    write_whole(out / "calls.csv", calls_csv(table))
    write_whole(out / "calls.parquet", calls_parquet(table))
