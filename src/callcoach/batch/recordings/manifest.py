"""Owns the reading of a manifest: a CSV with a line for each call."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from callcoach.batch.recordings.calls import CallFile, Failed, Found
from callcoach.batch.recordings.urls import is_url, stand_in
from callcoach.errors import ManifestError, SettingsError
from callcoach.pipeline.beside import channel_named
from callcoach.pipeline.file_names import iso_date
from callcoach.types.about import About

COLUMNS = ("path", *(item.name for item in fields(About)))


def read_manifest(path: Path) -> Found:
    """The calls of a manifest, in its order; paths count from its folder.

    The first line names the columns: `path`, and any of `COLUMNS`, in any order and case, with
    spaces or underscores, between commas, semicolons or tabs. Other columns are passed over, and
    told. A recording that is not there is one that failed, for it must not keep the others waiting.

    Raises
    ------
    ManifestError
        Naming the line, if a column or path is missing or twice there, or a call id, channel or
        date is not what it should be; if it lists no call, or none that is there.
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
    failed: list[Failed] = []
    line_of: dict[str, int] = {}
    for line, cells in rows:
        where = f"{path}, line {line}"
        if len(cells) > len(names):
            raise ManifestError(f"{where}: has {len(cells)} cells for {len(names)} columns")
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        call = _call(path.parent, row, where)
        ids = (
            f"path {call.place if call.url else os.path.realpath(call.path)}",
            call.about.call_id and f"call id {call.about.call_id}",
        )
        for told in filter(None, ids):
            if told in line_of:
                raise ManifestError(f"{where}: {told} stands in line {line_of[told]} already")
            line_of[told] = line
        missing = "" if call.url else _missing(call.path)
        if missing:
            failed.append(Failed(call.path, "finding", f"{missing} (line {line} of {path.name})"))
        else:
            calls.append(call)
    if not calls:
        raise ManifestError(_none_there(path, failed))
    other = [cell.strip() for cell, name in zip(head, names, strict=True) if name not in COLUMNS]
    notices = (f"{path}: columns passed over: {', '.join(other)}",) if other else ()
    return Found(tuple(calls), tuple(failed), notices)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers."""
    try:
        data = path.read_bytes()
        is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: is not UTF-8 text; save it as CSV in UTF-8") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror})") from error
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
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
    if "\0" in row["path"]:
        raise ManifestError(f"{where}: holds NUL bytes; save it as CSV in UTF-8")
    return folder / row["path"]


def _missing(path: Path) -> str:
    """Why there is no file to review; empty where there is one."""
    try:
        if path.is_dir():
            return "it is a folder; name one recording in it"
        return "" if path.exists() else "there is no such file"
    except (OSError, ValueError) as error:
        return f"it cannot be looked at ({getattr(error, 'strerror', None) or error})"


def _none_there(path: Path, failed: Sequence[Failed]) -> str:
    if not failed:
        return f"{path}: lists no call"
    return (
        f"{path}: none of the {len(failed)} files that it lists is there, such as "
        f"{failed[0].path}; paths count from the folder of the manifest"
    )


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
    date = named.pop("date")
    if date and not iso_date(date):
        raise ManifestError(
            f"{where}: date is {date!r}; write it as 2026-01-31 or 2026-01-31T09:30"
        )
    return About(agent_channel=side, date=iso_date(date), **named)
