"""Owns the reading of a manifest: a CSV with a line for each call."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from callcoach.batch.calls import CallFile, Found
from callcoach.batch.urls import is_url, stand_in
from callcoach.errors import ManifestError, SettingsError
from callcoach.pipeline.beside import channel_named
from callcoach.types.about import About

COLUMNS = ("path", *(item.name for item in fields(About)))


def read_manifest(path: Path) -> Found:
    """The calls of a manifest, in its order; paths count from its folder.

    The first line names the columns: `path`, and any of `COLUMNS`, in any order and case, with
    spaces or underscores, between commas or semicolons. Other columns are passed over, and told.

    Raises
    ------
    ManifestError
        Naming the line, if a column or path is missing or twice there, there is no such file, or a
        call id, channel or date is not what it should be.
    """
    rows = _rows(path)
    _, head = next(rows, (0, []))
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in head]
    if "path" not in names:
        raise ManifestError(
            f"{path}, line 1: has no column 'path'; the columns may be: {', '.join(COLUMNS)}"
        )
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise ManifestError(f"{path}, line 1: has the column {twice[0]!r} twice")
    calls: list[CallFile] = []
    line_of: dict[str, int] = {}
    for line, cells in rows:
        where = f"{path}, line {line}"
        if len(cells) > len(names):
            raise ManifestError(f"{where}: has {len(cells)} cells for {len(names)} columns")
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        call = _call(path.parent, row, where)
        ids = (
            f"path {call.place if call.url else call.path.resolve()}",
            call.about.call_id and f"call id {call.about.call_id}",
        )
        for told in filter(None, ids):
            if told in line_of:
                raise ManifestError(f"{where}: {told} stands in line {line_of[told]} already")
            line_of[told] = line
        calls.append(call)
    other = [cell.strip() for cell, name in zip(head, names, strict=True) if name not in COLUMNS]
    notices = (f"{path}: columns passed over: {', '.join(other)}",) if other else ()
    return Found(tuple(calls), notices=notices)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: is not UTF-8 text; save it as CSV in UTF-8") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror})") from error
    first = text.split("\n", 1)[0]
    between = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ManifestError(f"{path}, line {line}: {error}") from error


def _call(folder: Path, row: Mapping[str, str], where: str) -> CallFile:
    url = row.get("path", "")
    if is_url(url):
        return CallFile(stand_in(url), _about(row, where), url)
    return CallFile(_recording(folder, row, where), _about(row, where))


def _recording(folder: Path, row: Mapping[str, str], where: str) -> Path:
    if not row.get("path"):
        raise ManifestError(f"{where}: names no path")
    path = folder / row["path"]
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise ManifestError(f"{where}: there is no file {path}")
    return path


def _about(row: Mapping[str, str], where: str) -> About:
    named = {item.name: row.get(item.name, "") for item in fields(About)}
    channel = named.pop("agent_channel")
    try:
        side = channel_named(channel or "auto")
    except SettingsError as error:
        raise ManifestError(
            f"{where}: agent_channel is {channel!r}; allowed: left, right, 0 (left), 1 (right), "
            "auto"
        ) from error
    try:
        if named["date"]:
            datetime.fromisoformat(named["date"])
    except ValueError as error:
        raise ManifestError(
            f"{where}: date is {named['date']!r}; write it as 2026-01-31 or 2026-01-31T09:30"
        ) from error
    return About(agent_channel=side, **named)
