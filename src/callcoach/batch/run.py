"""Owns the way through a batch: what is to do, done by workers, written down, told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcoach.batch.calls import Failed, Found
from callcoach.batch.choosing import Rule, chosen, is_before, older_than
from callcoach.batch.executor import Answer, Executor
from callcoach.batch.file_state import file_state, holds_other, stamp
from callcoach.batch.forget import finish, forget, plan_of
from callcoach.batch.inputs import find_calls
from callcoach.batch.ledger import KEPT, Entry, Ledger
from callcoach.batch.places import DATABASE, OWN_FOLDER, Places, Reviewed, clear
from callcoach.batch.publish import WRITTEN, publish
from callcoach.batch.unit import Unit
from callcoach.batch.urls import shown
from callcoach.errors import AudioMissing, OutputError, StoreError
from callcoach.report.phrases import plural
from callcoach.settings import Settings, StoreSettings
from callcoach.store import Store


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
    retries_failed: bool = False
    reviews_forgotten: bool = False
    urls: Sequence[str] = field(default=(), repr=False)

    @property
    def named(self) -> tuple[str, ...]:
        """The places that it names, as shown."""
        return (*map(str, self.paths), *map(shown, self.urls))


LAW = (
    "in the EU it is forbidden to infer emotions of people at work from their voice (AI Act, "
    "Article 5(1)(f)). callcoach measures level, pitch and pace and names no emotions; "
    'policy.voice_measures = "off" in the settings leaves level and pitch unmeasured, and '
    "docs/privacy.md says more. This is told once a folder"
)
"""What the first batch of a folder says."""

Watch = Callable[[Status, Failed | None], None]
"""Called at the start, and after each call; with how it failed, where it did."""


def run_batch(
    wish: Wish, executor: Executor, *, tell: Callable[[str], None], watch: Watch
) -> Status:
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
    StoreError
        If the database fails; where it cannot be opened, before any call is begun.
    """
    _check_ours(wish.out)
    if not (wish.out / OWN_FOLDER).is_dir() and wish.settings.policy.voice_measures != "off":
        tell(LAW)
    with Ledger(wish.out / OWN_FOLDER) as ledger:
        clear(wish.out)
        finish(wish.out, ledger, wish.settings)
        pattern = wish.settings.agent.file_name_pattern
        found = find_calls(wish.paths, wish.manifest, wish.out, ledger, pattern, wish.urls)
        for notice in found.notices:
            tell(notice)
        if not found.calls and not found.failed:
            raise AudioMissing(f"{', '.join(wish.named)}: no recording in there")
        with _told_as_kept():
            Store.open(Places.of(wish.out, wish.settings).database).close()
        batch = _Batch(wish, ledger, _without_forgotten(found, wish, ledger, tell))
        try:
            with executor:
                status = batch.run(executor, watch)
            batch.take_back_changed(status, watch)
        except BaseException:
            with suppress(OutputError, StoreError):  # what came first is what is told
                _finish(wish, ledger, batch, tell)
            raise
        _finish(wish, ledger, batch, tell)
        _forget_old(wish, ledger, tell)
        return status


def _finish(wish: Wish, ledger: Ledger, batch: _Batch, tell: Callable[[str], None]) -> None:
    clear(wish.out)
    with _told_as_kept():
        for notice in publish(wish.out, ledger, wish.settings, batch.failed()):
            tell(notice)


@contextmanager
def _told_as_kept() -> Iterator[None]:
    """Adds to what cannot be written that nothing is lost by it."""
    try:
        yield
    except (OutputError, StoreError) as error:
        raise type(error)(f"{error}; {KEPT}") from error


def _without_forgotten(
    found: Found, wish: Wish, ledger: Ledger, tell: Callable[[str], None]
) -> Found:
    """The recordings but for those that were forgotten here, or that are too old to be kept."""
    calls, days = [], []
    rule = _retention(wish)
    for call in found.calls:
        content = found.content_of[call.path]
        if wish.reviews_forgotten:
            ledger.recall(content)
        day = ledger.forgotten_on(content)
        if day is not None:
            days.append(day)
        elif not rule or not is_before(call.about.date, str(rule.before)):
            calls.append(call)
    if days:
        tell(
            f"{plural(len(days), 'recording')} left out: forgotten here, last on {max(days)}; "
            "--again reviews what was forgotten"
        )
    if n_old := len(found.calls) - len(calls) - len(days):
        tell(f"{plural(n_old, 'recording')} left out: older than store.keep_days allows to keep")
    return replace(found, calls=tuple(calls))


def _retention(wish: Wish) -> Rule | None:
    days = wish.settings.store.keep_days
    return older_than(days, datetime.now(UTC).date()) if days else None


def _forget_old(wish: Wish, ledger: Ledger, tell: Callable[[str], None]) -> None:
    """Forgets what is older than the settings let it be kept."""
    rule = _retention(wish)
    if rule is None or not (old := chosen(ledger, wish.out / "reviews", rule)):
        return
    plan = plan_of(wish.out, ledger, wish.settings, old, rule)
    receipt = forget(wish.out, ledger, wish.settings, plan)
    tell(f"{plural(len(old), 'call')} from before {rule.before} forgotten: {receipt}")


class _Batch:
    """One run over what was found."""

    def __init__(self, wish: Wish, ledger: Ledger, found: Found) -> None:
        self._wish, self._ledger = wish, ledger
        self._failed = list(found.failed)
        self._stamp_of = found.stamp_of
        self._done: list[Unit] = []
        self._units: list[Unit] = []
        self._key_of: dict[str, str] = {}
        for call in found.calls:
            unit = Unit(
                call.path,
                found.content_of[call.path],
                call.about,
                wish.out / "reviews",
                # Where reviews are kept is no matter of the workers, and may hold a password.
                replace(wish.settings, store=StoreSettings()),
                url=call.url,
            )
            self._units.append(unit)
            self._key_of[unit.content] = unit.key(wish.made)
        self._is_reviewed = Reviewed(wish.out / "reviews")

    def run(self, executor: Executor, watch: Watch) -> Status:
        """Reviews what is not reviewed yet."""
        status = Status(len(self._units) + len(self._failed), failed=list(self._failed))
        to_do = [unit for unit in self._units if self._is_to_do(unit, status)]
        watch(status, None)
        for unit, answer in executor.work(to_do):
            if answer.stopped:
                raise OutputError(f"{answer.stopped}; {KEPT}")
            failed = None
            if answer.failed_at:
                failed = Failed(unit.place, answer.failed_at, answer.reason)
                status.failed.append(failed)
            else:
                status.n_done += 1
                status.audio_s += answer.duration_s
                self._done.append(unit)
            if (
                failed
                and not unit.url
                and stamp(file_state(unit.path)) != self._stamp_of[unit.path]
            ):
                self._failed.append(failed)  # may be well the next time, unasked
            else:
                self._ledger.add(self._entry(unit, answer))
            watch(status, failed)
        return status

    def _was_touched(self, unit: Unit) -> bool:
        return not unit.url and stamp(file_state(unit.path)) != self._stamp_of[unit.path]

    def take_back_changed(self, status: Status, watch: Watch) -> None:
        """Takes back the reviews of recordings that were written on after all.

        A review of half a call says wrong things; and its page would play another recording.
        """
        for unit in self._done:
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
            entry = self._ledger.entry(unit.content, self._key_of[unit.content])
            if entry is not None and entry.failed_at and unit.place not in told:
                failed.append(Failed(unit.place, entry.failed_at, entry.reason))
        return failed

    def _is_to_do(self, unit: Unit, status: Status) -> bool:
        entry = self._ledger.entry(unit.content, self._key_of[unit.content])
        if entry is None:
            return True
        if entry.failed_at:
            if not self._wish.retries_failed:
                status.failed.append(Failed(unit.place, entry.failed_at, entry.reason))
            return self._wish.retries_failed
        if not self._is_reviewed.has(unit.content):
            return True
        status.n_before += 1
        told = {**entry.row, **_told(unit)}
        if told != entry.row:  # another agent or queue in the manifest changes no review
            self._ledger.add(replace(entry, row=told))
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
            datetime.now(UTC).date().isoformat(),
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


def _check_ours(out: Path) -> None:
    """Nothing of the user's may be replaced.

    Raises
    ------
    OutputError
        If there is something in the folder under a name of ours that no batch wrote.
    """
    if (out / OWN_FOLDER).is_dir():
        return
    for name in (DATABASE, *WRITTEN, "failed.csv"):
        if (out / name).exists():
            raise OutputError(
                f"{out / name}: is there already and was not written by callcoach; name another "
                "folder"
            )
