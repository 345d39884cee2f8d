"""Owns what a batch has done: lines that are only ever added.

JSON lines and not a database: one process writes, each line stands alone, a person can read them,
and what a power cut tears off is the last line at most, which is then as if it had not been.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any

from callcoach.batch.folder.places import OWN_FOLDER
from callcoach.errors import BatchError, OutputError, why_not_written
from callcoach.report.atomic import keep_names

NAME = "ledger.jsonl"

KEPT = "what is done is kept: run the same command again"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a call came out.

    `key`: what the review was made of and with. `base`: the same but for the usual of its agent.
    `content`: the call's id. `failed_at`: the stage, empty where it did not fail. `row`: what
    calls.csv says of it. `stages_s`: seconds per stage. `on`: the day, UTC, ISO date. `own`: what
    the call gives to the usual of later ones, measured with `measured_with`; it stays where a call
    fails when judged again.
    """

    key: str
    content: str
    row: Mapping[str, Any] = field(default_factory=dict)
    failed_at: str = ""
    reason: str = ""
    stages_s: Mapping[str, float] = field(default_factory=dict)
    on: str = ""
    base: str = ""
    measured_with: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)


class Ledger:
    """The ledger of a folder, open for one command at a time; a context manager.

    What is forgotten leaves a digest with a salt of its own, so that it is not reviewed again.

    Raises
    ------
    BatchError
        If another command is at work in the folder.
    OutputError
        If it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._entries: dict[str, Entry] = {}
        self._contents: dict[str, tuple[str, str]] = {}
        self._salt = ""
        self._forgotten: dict[str, str] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._opened()
        except OSError as error:
            raise OutputError(
                f"cannot write {self._path}: {why_not_written(error)}; name another place"
            ) from error
        keep_names(folder)
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
        """Notes a file's content, which is worth no wait for the disk; not of what is forgotten."""
        if self.forgotten_on(content) is not None:
            return
        self._contents[path] = (stamp, content)
        self._write({"file": path, "stamp": stamp, "content": content})

    def add(self, *entries: Entry) -> None:
        """Adds how calls came out; they lie on the disk when this returns."""
        for entry in entries:
            self._entries[entry.content] = entry
            self._write(_plain(entry))
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._not_written(error) from error

    def paths_of(self, content: str) -> tuple[str, ...]:
        """Where recordings of this content were seen."""
        return tuple(path for path, (_, seen) in self._contents.items() if seen == content)

    def mark_of(self, content: str) -> str:
        """What is kept of a content that is forgotten: a digest with this folder's own salt."""
        return hashlib.sha256(bytes.fromhex(self._salt) + content.encode()).hexdigest()

    def forgotten_on(self, content: str) -> str | None:
        """When a content was forgotten here, ISO date; None where it was not."""
        return self._forgotten.get(self.mark_of(content)) if self._forgotten else None

    def forget(self, contents: Collection[str], on: str) -> None:
        """Takes all lines of these contents out, and notes on which day; whole or not at all."""
        gone = frozenset(contents)
        self._salt = self._salt or secrets.token_hex(16)
        self._forgotten |= {self.mark_of(content): on for content in sorted(gone)}
        self._entries = {key: e for key, e in self._entries.items() if key not in gone}
        self._contents = {path: it for path, it in self._contents.items() if it[1] not in gone}
        self._rewrite()

    def recall(self, content: str) -> None:
        """Makes a content one that is not forgotten."""
        mark = self.mark_of(content)
        if self._forgotten.pop(mark, None) is not None:
            self._write({"forgotten": mark, "on": ""})

    def _lines(self) -> Iterator[Mapping[str, Any]]:
        """All that is known, a line each."""
        if self._salt:
            yield {"salt": self._salt}
        for mark, on in self._forgotten.items():
            yield {"forgotten": mark, "on": on}
        for path, (stamp, content) in self._contents.items():
            yield {"file": path, "stamp": stamp, "content": content}
        yield from map(_plain, self._entries.values())

    def _rewrite(self) -> None:
        """Puts a ledger of what is known in the place of the one before, locked as that was."""
        beside = self._path.with_name(f".callcoach-{secrets.token_hex(8)}.part")
        try:
            with beside.open("xb") as file:
                file.writelines(_line(plain) for plain in self._lines())
                file.flush()
                os.fsync(file.fileno())
            fresh = beside.open("a+b", buffering=0)
            self._lock(fresh)
            beside.replace(self._path)
        except OSError as error:
            raise self._not_written(error) from error
        finally:
            beside.unlink(missing_ok=True)
        self._file.close()
        self._file = fresh

    def _write(self, plain: Mapping[str, Any]) -> None:
        data = _line(plain)
        try:
            while data:  # a disk that fills up takes a part first
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> OutputError:
        return OutputError(f"cannot write {self._path}: {why_not_written(error)}; {KEPT}")

    def _opened(self) -> FileIO:
        """The file, locked; once more where it was replaced between the two."""
        while True:
            file = self._path.open("a+b", buffering=0)
            self._lock(file)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), self._path.stat()):
                    return file
            file.close()

    def _lock(self, file: FileIO) -> None:
        """Keeps a second batch out; systems without such locks have to do without."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise BatchError(
                f"{self._path.parent.parent}: another batch, rejudge or forget is at work there; "
                "wait for its end"
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
        elif "salt" in plain:
            self._salt = plain["salt"]
        elif "forgotten" in plain:
            self._forgotten[plain["forgotten"]] = plain["on"]
            if not plain["on"]:
                del self._forgotten[plain["forgotten"]]
        else:
            entry = Entry(**plain)
            self._entries[entry.content] = entry


def ledger_of(out: Path) -> Ledger:
    """The ledger of a batch's folder that is there.

    Raises
    ------
    BatchError
        If it is no such folder; and as `Ledger`.
    """
    folder = out / OWN_FOLDER
    if not (folder / NAME).is_file():
        raise BatchError(f"{out}: is no folder of a batch; name what was --out of callcoach batch")
    return Ledger(folder)


def _plain(entry: Entry) -> dict[str, Any]:
    plain = {name: getattr(entry, name) for name in Entry.__slots__}
    return {name: value for name, value in plain.items() if value}


def _line(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain).encode("ascii") + b"\n"
