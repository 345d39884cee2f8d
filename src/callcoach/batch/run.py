"""Owns the way through a batch: what is to do, done by workers, written down, told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from callcoach.batch.calls import Failed, Found
from callcoach.batch.inputs import find_calls
from callcoach.batch.ledger import Entry, Ledger
from callcoach.batch.tables import calls_csv, failed_csv
from callcoach.batch.unit import Unit
from callcoach.batch.workers import Answer, in_workers
from callcoach.errors import AudioMissing, OutputError
from callcoach.pipeline.heard_files import tidy_heard
from callcoach.report.atomic import write_whole
from callcoach.settings import Settings

OWN_FOLDER = ".callcoach"
"""Where the ledger lies in the folder of a batch: all else there is what it gives."""

HEARD = "heard"
"""Where in there what was heard and said of each call is kept (`pipeline.heard_files`)."""

LEFT_OVER = ".callcoach-*.part"
"""Files that were being written when a process was killed."""


@dataclass(slots=True)
class Status:
    """How far a batch is. `audio_s`: of the calls reviewed in this run."""

    n_calls: int
    n_before: int = 0
    n_done: int = 0
    failed: list[Failed] = field(default_factory=list)
    audio_s: float = 0.0
    started_s: float = field(default_factory=time.monotonic)

    @property
    def n_left(self) -> int:
        """Calls that wait or are being worked on."""
        return self.n_calls - self.n_before - self.n_done - len(self.failed)

    @property
    def spent_s(self) -> float:
        """Seconds since the first call was begun."""
        return time.monotonic() - self.started_s


@dataclass(frozen=True, slots=True)
class Wish:
    """What a batch is asked to do. `made`: what `made_with` gives for the settings."""

    paths: Sequence[Path]
    out: Path
    settings: Settings
    made: str
    manifest: Path | None = None
    n_workers: int = 1
    retries_failed: bool = False


Watch = Callable[[Status, Failed | None], None]
"""Called at the start, and after each call; with how it failed, where it did."""


def run_batch(wish: Wish, *, tell: Callable[[str], None], watch: Watch) -> Status:
    """Reviews all calls that are not reviewed yet; gives how they came out.

    Whenever it is ended, by whatever, the same wish goes on from there, and the folder is in the
    end the same as if nothing had happened: to the byte, but for the ledger.

    `tell` gets notices.

    Raises
    ------
    AudioMissing, ManifestError
        If what is named is not there, before any call is begun.
    BatchError
        If another batch is at work in the folder, or no worker can be started.
    OutputError
        If the results cannot be written.
    """
    _check_ours(wish.out)
    with Ledger(wish.out / OWN_FOLDER) as ledger:
        _clear(wish.out)
        tidy_heard(wish.out / OWN_FOLDER / HEARD, wish.settings)
        found = find_calls(wish.paths, wish.manifest, wish.out, ledger)
        for notice in found.notices:
            tell(notice)
        if not found.calls and not found.failed:
            raise AudioMissing(f"{', '.join(map(str, wish.paths))}: no recording in there")
        batch = _Batch(wish, ledger, found)
        try:
            return batch.run(watch)
        finally:
            _clear(wish.out)
            batch.write_tables()


class _Batch:
    """One run over what was found."""

    def __init__(self, wish: Wish, ledger: Ledger, found: Found) -> None:
        self._wish, self._ledger = wish, ledger
        self._failed = list(found.failed)
        self._units: list[Unit] = []
        self._key_of: dict[str, str] = {}
        for call in found.calls:
            unit = Unit(
                call.path,
                found.content_of[call.path],
                call.about,
                wish.out / "reviews",
                wish.settings,
                wish.out / OWN_FOLDER / HEARD,
            )
            self._units.append(unit)
            self._key_of[unit.content] = unit.key(wish.made)
        self._is_reviewed = _Reviewed(wish.out / "reviews")

    def run(self, watch: Watch) -> Status:
        """Reviews what is not reviewed yet."""
        status = Status(len(self._units) + len(self._failed), failed=list(self._failed))
        to_do = [unit for unit in self._units if self._is_to_do(unit, status)]
        watch(status, None)
        settings = self._wish.settings.batch
        for unit, answer in in_workers(to_do, self._wish.n_workers, settings):
            if answer.stopped:
                raise OutputError(
                    f"{answer.stopped}; what is done is kept: run the same command again"
                )
            self._ledger.add(self._entry(unit, answer))
            failed = None
            if answer.failed_at:
                failed = Failed(unit.path, answer.failed_at, answer.reason)
                status.failed.append(failed)
            else:
                status.n_done += 1
                status.audio_s += answer.duration_s
            watch(status, failed)
        return status

    def write_tables(self) -> None:
        """Writes calls.csv of all calls reviewed in the folder, and failed.csv of this wish."""
        here = _Reviewed(self._wish.out / "reviews")
        rows = [
            entry.row
            for entry in self._ledger.entries.values()
            if not entry.failed_at and here.has(entry.content)
        ]
        write_whole(self._wish.out / "calls.csv", calls_csv(rows))
        failed = list(self._failed)
        for unit in self._units:
            entry = self._ledger.entry(unit.content, self._key_of[unit.content])
            if entry is not None and entry.failed_at:
                failed.append(Failed(unit.path, entry.failed_at, entry.reason))
        write_whole(self._wish.out / "failed.csv", failed_csv(failed))

    def _is_to_do(self, unit: Unit, status: Status) -> bool:
        entry = self._ledger.entry(unit.content, self._key_of[unit.content])
        if entry is None:
            return True
        if entry.failed_at:
            if not self._wish.retries_failed:
                status.failed.append(Failed(unit.path, entry.failed_at, entry.reason))
            return self._wish.retries_failed
        if not self._is_reviewed.has(unit.content):
            return True
        status.n_before += 1
        told = {**entry.row, **_told(unit)}
        if told != entry.row:  # another agent or queue in the manifest changes no review
            self._ledger.add(Entry(entry.key, entry.content, told, stages_s=entry.stages_s))
        return False

    def _entry(self, unit: Unit, answer: Answer) -> Entry:
        row: dict[str, Any] = {}
        if not answer.failed_at:
            date = unit.about.date or answer.figures["recorded_at"]
            row = {**answer.figures, **_told(unit), "date": date}
        return Entry(
            self._key_of[unit.content],
            unit.content,
            row,
            answer.failed_at,
            answer.reason,
            answer.stages_s,
        )


class _Reviewed:
    """Which calls have both their files in a folder, from one look at it."""

    def __init__(self, reviews: Path) -> None:
        self._names = set(os.listdir(reviews)) if reviews.is_dir() else set()

    def has(self, content: str) -> bool:
        """Whether JSON and page are there."""
        return {f"{content}.json", f"{content}.html"} <= self._names


def _told(unit: Unit) -> dict[str, Any]:
    """What the table says of a call beside its figures and its date, which the review holds."""
    about = asdict(unit.about)
    return {
        "id": unit.content,
        "path": str(unit.path),
        "review": f"reviews/{unit.content}.html",
        **{name: about[name] for name in ("call_id", "agent", "queue", "tags")},
    }


def _check_ours(out: Path) -> None:
    """Nothing of the user's may be replaced.

    Raises
    ------
    OutputError
        If there is a table in the folder that no batch wrote.
    """
    if (out / OWN_FOLDER).is_dir():
        return
    for name in ("calls.csv", "failed.csv"):
        if (out / name).exists():
            raise OutputError(
                f"{out / name}: is there already and was not written by callcoach; name another "
                "folder"
            )


def _clear(out: Path) -> None:
    """Takes away what killed processes left half-written."""
    left: Iterable[Path] = [*out.glob(LEFT_OVER), *(out / "reviews").glob(LEFT_OVER)]
    for path in left:
        path.unlink(missing_ok=True)
