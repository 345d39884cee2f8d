"""Owns what is written at the end of a batch: database, tables, overview, as the reviews are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from callcoach import __version__
from callcoach.batch.folder.ledger import Entry, Ledger
from callcoach.batch.folder.parquet import calls_parquet
from callcoach.batch.folder.places import OWN_FOLDER, Places, Reviewed
from callcoach.batch.folder.published import Published, Row, keep_published, read_published
from callcoach.batch.folder.tables import Table, calls_csv, calls_table, failed_csv, read_failed
from callcoach.batch.recordings.calls import Failed
from callcoach.errors import ReviewFormatError
from callcoach.report.atomic import write_whole
from callcoach.report.overview import overview_html
from callcoach.report.review_file import read_review
from callcoach.settings import Settings
from callcoach.store import Store
from callcoach.store.overview import overview_of
from callcoach.types.about import About
from callcoach.types.review import Review

WRITTEN = ("calls.csv", "calls.parquet", "index.html")


def publish(
    out: Path, ledger: Ledger, settings: Settings, failed: Sequence[Failed] | None = None
) -> tuple[str, ...]:
    """Brings the database, the tables and the overview in step with the reviews of a folder.

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
        listed = read_failed(out / "failed.csv") if failed is None else tuple(failed)
        tables = _digest(entries, rows, settings, listed)
        if tables != before.tables or not all((out / name).exists() for name in WRITTEN):
            table = _table(store, entries, settings)
            write_whole(out / "calls.csv", calls_csv(table))
            write_whole(out / "calls.parquet", calls_parquet(table))
            write_whole(out / "index.html", _index(store, entries, settings, listed))
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


def _digest(
    entries: Mapping[str, Entry],
    rows: Mapping[str, Row],
    settings: Settings,
    failed: Sequence[Failed],
) -> str:
    """Of all that the tables and the overview are made from."""
    calls = [(dict(entry.row), rows[call_id].digest) for call_id, entry in entries.items()]
    told = [(str(each.path), each.stage, each.reason) for each in failed]
    made = (settings.policy.voice_measures, asdict(settings.overview), __version__)
    text = json.dumps([calls, told, made], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _table(store: Store, entries: Mapping[str, Entry], settings: Settings) -> Table:
    """The calls with what the ledger and the database say of each."""
    measures = {call.id: call.measures for call in store.of(tuple(entries))}
    rows: list[Mapping[str, Any]] = [
        {**measures[call_id], **entry.row, "n_dead_air": measures[call_id]["dead_air"]}
        for call_id, entry in entries.items()
    ]
    return calls_table(rows, with_voice=settings.policy.voice_measures == "on")


def _index(
    store: Store, entries: Mapping[str, Entry], settings: Settings, failed: Sequence[Failed]
) -> str:
    """The overview of this folder's calls, whose pages lie beside it."""
    overview = overview_of(store, settings.overview, frozenset(entries))
    calls = tuple(replace(call, page=f"reviews/{call.id}.html") for call in overview.calls)
    told = [(str(each.path), each.stage, each.reason) for each in failed]
    return overview_html(replace(overview, calls=calls), told)
