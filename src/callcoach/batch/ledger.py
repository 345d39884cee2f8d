"""Owns what a batch has done: lines that are only ever added.

JSON lines and not a database: one process writes, each line stands alone, a person can read them,
and what a power cut tears off is the last line at most, which is then as if it had not been.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from callcoach.errors import BatchError, OutputError
from callcoach.report.atomic import why_not_written

NAME = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a call came out.

    `key`: what the review was made of and with. `base`: the same but for the usual of its agent.
    `content`: the call's id. `failed_at`: the stage, empty where it did not fail. `row`: what
    calls.csv says of it. `stages_s`: seconds per stage. `own`: what the call gives to the usual of
    later ones, measured with `measured_with`; it stays where a call fails when judged again.
    """

    key: str
    content: str
    row: Mapping[str, Any] = field(default_factory=dict)
    failed_at: str = ""
    reason: str = ""
    stages_s: Mapping[str, float] = field(default_factory=dict)
    base: str = ""
    measured_with: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)


class Ledger:
    """The ledger of a folder, open for one batch at a time; a context manager.

    Raises
    ------
    BatchError
        If another batch is at work in the folder.
    OutputError
        If it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._entries: dict[str, Entry] = {}
        self._contents: dict[str, tuple[str, str]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+b", buffering=0)
        except OSError as error:
            raise OutputError(
                f"cannot write {self._path}: {why_not_written(error)}; name another place"
            ) from error
        self._lock()
        self._read()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The last entry of each content, in the order in which they were first written."""
        return self._entries

    def entry(self, content: str, base: str) -> Entry | None:
        """How a call came out with just this, whatever was usual for its agent; None where it was
        not done so."""
        entry = self._entries.get(content)
        return entry if entry is not None and entry.base == base else None

    def content_of(self, path: str, stamp: str) -> str | None:
        """The content of a file that has not changed since it was noted."""
        then, content = self._contents.get(path, ("", ""))
        return content if then == stamp else None

    def note_content(self, path: str, stamp: str, content: str) -> None:
        """Notes a file's content, which is worth no wait for the disk."""
        self._contents[path] = (stamp, content)
        self._write({"file": path, "stamp": stamp, "content": content})

    def add(self, entry: Entry) -> None:
        """Adds how a call came out; it lies on the disk when this returns."""
        self._entries[entry.content] = entry
        plain = {name: getattr(entry, name) for name in Entry.__slots__}
        self._write({name: value for name, value in plain.items() if value})
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._not_written(error) from error

    def _write(self, plain: Mapping[str, Any]) -> None:
        data = json.dumps(plain).encode("ascii") + b"\n"
        try:
            while data:  # a disk that fills up takes a part first
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> OutputError:
        return OutputError(
            f"cannot write {self._path}: {why_not_written(error)}; "
            "what is done is kept: run the same command again"
        )

    def _lock(self) -> None:
        """Keeps a second batch out; systems without such locks have to do without."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise BatchError(
                f"{self._path.parent.parent}: another batch is at work there; wait for its end, or "
                "name another folder with --out"
            ) from error
        except OSError:
            return  # some network drives know no locks

    def _read(self) -> None:
        """Takes in all whole lines, and cuts off what a power cut left of one."""
        self._file.seek(0)
        data = self._file.read()
        n_whole = data.rfind(b"\n") + 1
        if n_whole < len(data):
            self._file.truncate(n_whole)
        for line in data[:n_whole].splitlines():
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError):
                continue  # torn by the disk: its call is done again

    def _take(self, plain: dict[str, Any]) -> None:
        if "file" in plain:
            self._contents[plain["file"]] = (plain["stamp"], plain["content"])
        else:
            entry = Entry(**plain)
            self._entries[entry.content] = entry
