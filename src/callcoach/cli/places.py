"""Owns where results go, and that nothing of the user's is ever replaced by them."""

from __future__ import annotations

import json as json_format
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from callcoach.errors import OutputError

DEFAULT_OUT = Path("callcoach-out")

_OURS = (
    b'"schema": "callcoach.review/',
    b'"schema": "callcoach.doctor/',
    b'"schema": "callcoach.devices/',
    "· callcoach</title>".encode(),
)
"""What stands near the start of the files that callcoach writes, and of no others."""

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Places:
    """Where the results of a review go: paths, None for not wanted."""

    json: Path | None
    page: Path | None
    to_screen: bool
    folder: Path

    @classmethod
    def of(cls, call: Path, out: Path | None, json: str, page: Path | None) -> Places:
        """Both in a folder, unless only one was asked for."""
        both = out is not None or (not json and page is None)
        folder = out or DEFAULT_OUT
        json_path = folder / f"{call.stem}.json" if both else None
        page_path = folder / f"{call.stem}.html" if both else None
        if json and json != "-":
            json_path = Path(json)
        if page is not None:
            page_path = page
        return cls(json_path, page_path, json == "-", folder)

    def apart_from(self, call_id: str) -> Places:
        """These places, or beside them where the review of another recording stands there."""
        if self.json is None or _call_id_in(self.json) in (None, call_id):
            return self
        return replace(self, json=_beside(self.json, call_id), page=_beside(self.page, call_id))


def check_free(outputs: Iterable[Path | None], inputs: Iterable[Path | None]) -> None:
    """Nothing may be written over what is read, over each other, or over what is not ours.

    Raises
    ------
    OutputError
        Naming the file, before any work is done.
    """
    wanted = [path for path in outputs if path is not None]
    if len({path.resolve() for path in wanted}) < len(wanted):
        raise OutputError(f"{wanted[0]}: the JSON and the page need files of their own")
    read = {path.resolve() for path in inputs if path is not None}
    for path in wanted:
        if path.resolve() in read:
            raise OutputError(f"{path}: would be written over, but it is read; name another file")
        if path.is_file() and not _is_ours(path):
            raise OutputError(
                f"{path}: is there already and was not written by callcoach; name another file"
            )
        _check_folder(path)


def _check_folder(path: Path) -> None:
    """The nearest folder that is there must take files."""
    for part in path.resolve().parents:
        if part.exists():
            if not part.is_dir():
                raise OutputError(f"cannot write {path}: {part} is a file; name another place")
            if not os.access(part, os.W_OK | os.X_OK):
                raise OutputError(
                    f"cannot write {path}: no permission to write in {part}; name another place"
                )
            return


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror})") from error
    return not head or any(mark in head for mark in _OURS)


def _call_id_in(path: Path) -> str | None:
    """The recording that the review at a path is of; None where there is no review."""
    try:
        plain = json_format.loads(path.read_bytes())
        return str(plain["call"]["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _beside(path: Path | None, call_id: str) -> Path | None:
    return path and path.with_name(f"{path.stem}-{call_id[:8]}{path.suffix}")
