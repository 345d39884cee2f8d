"""Owns the way through a batch: what is to do, done by workers, written down, told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from callcoach.batch.calls import Failed, Found
from callcoach.batch.inputs import find_calls
from callcoach.batch.ledger import Entry, Ledger
from callcoach.batch.made_with import measured_with
from callcoach.batch.tables import calls_csv, failed_csv
from callcoach.batch.unit import Unit, key_with
from callcoach.batch.usual import EarlierCalls, moment
from callcoach.batch.workers import Answer, in_workers
from callcoach.errors import AudioMissing, OutputError
from callcoach.pipeline.heard_files import tidy_heard
from callcoach.report.atomic import write_whole
from callcoach.report.phrases import plural
from callcoach.settings import Settings

OWN_FOLDER = ".callcoach"
"""Where the ledger lies in the folder of a batch: all else there is what it gives."""

HEARD = "heard"
"""Where in there what was heard and said of each call is kept (`pipeline.heard_files`)."""

LEFT_OVER = ".callcoach-*.part"
"""Files that were being written when a process was killed."""


@dataclass(slots=True)
class Status:
    """How far a batch is. `audio_s`: of the calls reviewed in this run. `n_again`: calls that are
    judged once more, now that the usual of their agent is known."""

    n_calls: int
    n_before: int = 0
    n_done: int = 0
    failed: list[Failed] = field(default_factory=list)
    audio_s: float = 0.0
    n_again: int = 0
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
            status = batch.run(watch)
            for notice in batch.notices():
                tell(notice)
            return status
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
        self._heard: set[str] = set()
        self._measured_with = measured_with(wish.settings)

    def run(self, watch: Watch) -> Status:
        """Reviews what is not reviewed yet, then again those with a usual of their agent."""
        status = Status(len(self._units) + len(self._failed), failed=list(self._failed))
        to_do = [unit for unit in self._units if self._is_to_do(unit, status)]
        new = {unit.content for unit in to_do}
        status.n_before = len(self._units) + len(self._failed) - len(to_do) - len(status.failed)
        again = self._to_judge(new)
        status.n_before -= len(again)
        watch(status, None)
        if to_do:
            self._work(to_do, status, watch)
            again = self._to_judge(set())
        status.n_again = len(again)
        status.n_done -= sum(unit.content in new for unit in again)
        status.n_before = status.n_calls - len(status.failed) - status.n_done - len(again)
        self._work(again, status, watch)
        return status

    def _work(self, units: Sequence[Unit], status: Status, watch: Watch) -> None:
        if not units:
            return
        for unit, answer in in_workers(units, self._wish.n_workers, self._wish.settings.batch):
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
                status.audio_s += answer.duration_s * (unit.content not in self._heard)
                self._heard.add(unit.content)
            watch(status, failed)

    def _to_judge(self, but: Collection[str]) -> list[Unit]:
        """Units measured before whose review is not there or has another usual of their agent."""
        here, earlier = self._here(), self._earlier()
        units: list[Unit] = []
        for unit in self._units:
            entry = self._entry_of(unit)
            if unit.content in but or entry is None or entry.failed_at:
                continue
            usual = earlier.usual(unit.content)
            if not here.has(unit.content) or entry.key != key_with(entry.base, usual):
                units.append(replace(unit, usual=usual))
        return units

    def notices(self) -> Iterator[str]:
        """What a person should know of the usual of agents."""
        done = [entry for entry in self._ledger.entries.values() if not entry.failed_at]
        ours, earlier = set(self._key_of), self._earlier()
        n_undated = sum(
            entry.content in ours and bool(entry.row["agent"]) and moment(entry.row["date"]) is None
            for entry in done
        )
        if n_undated:
            yield (
                f"{plural(n_undated, 'call')} of a named agent without a date: no part of what is "
                "usual for the agent, and not held against it"
            )
        n_other = sum(
            entry.content not in ours
            and entry.measured_with == self._measured_with
            and entry.key != key_with(entry.base, earlier.usual(entry.content))
            for entry in done
        )
        if n_other:
            yield (
                f"{plural(n_other, 'call')} reviewed before and not named this time: what is usual "
                "for the agent has changed; name the recordings too, and they are judged again"
            )

    def _earlier(self) -> EarlierCalls:
        here = self._here()
        entries = (each for each in self._ledger.entries.values() if here.has(each.content))
        return EarlierCalls(entries, self._measured_with, self._wish.settings.voice.usual_calls)

    def _here(self) -> _Reviewed:
        return _Reviewed(self._wish.out / "reviews")

    def _entry_of(self, unit: Unit) -> Entry | None:
        return self._ledger.entry(unit.content, self._key_of[unit.content])

    def write_tables(self) -> None:
        """Writes calls.csv of all calls reviewed in the folder, and failed.csv of this wish."""
        here = self._here()
        rows = [
            entry.row
            for entry in self._ledger.entries.values()
            if not entry.failed_at and here.has(entry.content)
        ]
        write_whole(self._wish.out / "calls.csv", calls_csv(rows))
        failed = list(self._failed)
        for unit in self._units:
            entry = self._entry_of(unit)
            if entry is not None and entry.failed_at:
                failed.append(Failed(unit.path, entry.failed_at, entry.reason))
        write_whole(self._wish.out / "failed.csv", failed_csv(failed))

    def _is_to_do(self, unit: Unit, status: Status) -> bool:
        """Whether a call is to be reviewed without a usual from before."""
        entry = self._entry_of(unit)
        if entry is None:
            return True
        if entry.failed_at:
            if not self._wish.retries_failed:
                status.failed.append(Failed(unit.path, entry.failed_at, entry.reason))
            return self._wish.retries_failed
        told = {**entry.row, **_told(unit)}
        if told != entry.row:  # another agent or queue in the manifest
            self._ledger.add(replace(entry, row=told))
        return False

    def _entry(self, unit: Unit, answer: Answer) -> Entry:
        base = self._key_of[unit.content]
        before = self._entry_of(unit)
        row: Mapping[str, Any] = before.row if before else {}
        own: Mapping[str, Any] = before.own if before else {}
        if not answer.failed_at:
            date = unit.about.date or answer.figures["recorded_at"]
            row, own = {**answer.figures, **_told(unit), "date": date}, answer.own
        return Entry(
            key_with(base, unit.usual),
            unit.content,
            row,
            answer.failed_at,
            answer.reason,
            answer.stages_s,
            base,
            self._measured_with,
            own,
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
