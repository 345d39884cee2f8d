"""Owns the two rounds of a batch: every call by itself, then by the usual of its agent."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcoach.batch.folder.ledger import KEPT, Entry, Ledger
from callcoach.batch.folder.places import HEARD, OWN_FOLDER, Reviewed
from callcoach.batch.recordings.calls import Failed, Found
from callcoach.batch.recordings.file_state import file_state, holds_other, stamp
from callcoach.batch.recordings.urls import shown
from callcoach.batch.work.executor import Answer, Executor
from callcoach.batch.work.made_with import measured_with
from callcoach.batch.work.unit import Unit, key_with
from callcoach.batch.work.usual import EarlierCalls, moment
from callcoach.errors import OutputError
from callcoach.report.phrases import plural
from callcoach.settings import Settings, StoreSettings


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
    retries_failed: bool = False
    reviews_forgotten: bool = False
    urls: Sequence[str] = field(default=(), repr=False)

    @property
    def named(self) -> tuple[str, ...]:
        """The places that it names, as shown."""
        return (*map(str, self.paths), *map(shown, self.urls))


Watch = Callable[[Status, Failed | None], None]
"""Called at the start, and after each call; with how it failed, where it did."""


class Rounds:
    """One run over what was found."""

    def __init__(self, wish: Wish, ledger: Ledger, found: Found) -> None:
        self._wish, self._ledger = wish, ledger
        self._failed = list(found.failed)
        self._stamp_of = found.stamp_of
        self._done: dict[str, Unit] = {}
        self._units: list[Unit] = []
        self._key_of: dict[str, str] = {}
        # Where reviews are kept is no matter of the workers, and may hold a password.
        settings = replace(wish.settings, store=StoreSettings())
        for call in found.calls:
            unit = Unit(
                call.path,
                found.content_of[call.path],
                call.about,
                wish.out / "reviews",
                settings,
                url=call.url,
                heard=wish.out / OWN_FOLDER / HEARD,
            )
            self._units.append(unit)
            self._key_of[unit.content] = unit.key(wish.made)
        self._measured_with = measured_with(wish.settings)

    def run(self, executor: Executor, watch: Watch) -> Status:
        """Reviews what is not reviewed yet, then again those with a usual of their agent."""
        status = Status(len(self._units) + len(self._failed), failed=list(self._failed))
        to_do = [unit for unit in self._units if self._is_to_do(unit, status)]
        new = {unit.content for unit in to_do}
        status.n_before = len(self._units) + len(self._failed) - len(to_do) - len(status.failed)
        again = self._to_judge(new)
        status.n_before -= len(again)
        watch(status, None)
        if to_do:
            self._work(executor, to_do, status, watch)
            again = self._to_judge(set())
        status.n_again = len(again)
        status.n_done -= sum(unit.content in new for unit in again)
        status.n_before = status.n_calls - len(status.failed) - status.n_done - len(again)
        self._work(executor, again, status, watch)
        self._take_back_changed(status, watch)
        return status

    def _work(
        self, executor: Executor, units: Sequence[Unit], status: Status, watch: Watch
    ) -> None:
        if not units:
            return
        for unit, answer in executor.work(units):
            if answer.stopped:
                raise OutputError(f"{answer.stopped}; {KEPT}")
            failed = None
            if answer.failed_at:
                failed = Failed(unit.place, answer.failed_at, answer.reason)
                status.failed.append(failed)
            else:
                status.n_done += 1
                status.audio_s += answer.duration_s * (unit.content not in self._done)
                self._done[unit.content] = unit
            if failed and self._was_touched(unit):
                self._failed.append(failed)  # may be well the next time, unasked
            else:
                self._ledger.add(self._entry(unit, answer))
            watch(status, failed)

    def _was_touched(self, unit: Unit) -> bool:
        return not unit.url and stamp(file_state(unit.path)) != self._stamp_of[unit.path]

    def _take_back_changed(self, status: Status, watch: Watch) -> None:
        """Takes back the reviews of recordings that were written on after all.

        A review of half a call says wrong things; and its page would play another recording.
        """
        for unit in self._done.values():
            if unit.url:
                continue  # to ask its place again costs a reading
            if holds_other(unit.path, self._stamp_of[unit.path], unit.content):
                why = "was changed after it was reviewed; run again"
                self._ledger.add(self._entry(unit, Answer(failed_at="finding", reason=why)))
                unit.json_path.unlink(missing_ok=True)
                unit.page_path.unlink(missing_ok=True)
                status.n_done -= 1
                status.failed.append(Failed(unit.path, "finding", why))
                watch(status, status.failed[-1])

    def failed(self) -> list[Failed]:
        """What this wish could not do, now or before."""
        failed = list(self._failed)
        told = {str(each.path) for each in failed}
        for unit in self._units:
            entry = self._entry_of(unit)
            if entry is not None and entry.failed_at and unit.place not in told:
                failed.append(Failed(unit.place, entry.failed_at, entry.reason))
        return failed

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

    def _is_to_do(self, unit: Unit, status: Status) -> bool:
        """Whether a call is to be reviewed without a usual from before."""
        entry = self._entry_of(unit)
        if entry is None:
            return True
        if entry.failed_at:
            if not self._wish.retries_failed:
                status.failed.append(Failed(unit.place, entry.failed_at, entry.reason))
            return self._wish.retries_failed
        told = {**entry.row, **_told(unit)}
        if told != entry.row:  # another agent or queue in the manifest
            self._ledger.add(replace(entry, row=told))
        return False

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

    def _earlier(self) -> EarlierCalls:
        here = self._here()
        entries = (each for each in self._ledger.entries.values() if here.has(each.content))
        return EarlierCalls(entries, self._measured_with, self._wish.settings.voice.usual_calls)

    def _here(self) -> Reviewed:
        return Reviewed(self._wish.out / "reviews")

    def _entry_of(self, unit: Unit) -> Entry | None:
        return self._ledger.entry(unit.content, self._key_of[unit.content])

    def _entry(self, unit: Unit, answer: Answer) -> Entry:
        base = self._key_of[unit.content]
        before = self._entry_of(unit)
        row: Mapping[str, Any] = before.row if before else {}
        own: Mapping[str, Any] = before.own if before else {}
        if not answer.failed_at:
            date = unit.about.date or answer.figures["recorded_at"]
            row, own = {**answer.figures, **_told(unit), "date": date}, answer.own
        return Entry(
            key=key_with(base, unit.usual),
            content=unit.content,
            row=row,
            failed_at=answer.failed_at,
            reason=answer.reason,
            stages_s=answer.stages_s,
            on=datetime.now(UTC).date().isoformat(),
            base=base,
            measured_with=self._measured_with,
            own=own,
        )


def _told(unit: Unit) -> dict[str, Any]:
    """What the table says of a call beside its figures and its date, which the review holds."""
    about = unit.about
    return {
        "id": unit.content,
        "path": unit.place,
        "review": f"reviews/{unit.content}.html",
        "call_id": about.call_id,
        "agent": about.agent,
        "queue": about.queue,
        "tags": about.tags,
    }
