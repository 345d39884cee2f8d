"""Owns the way through a batch: what is found, reviewed, published, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from callcoach.batch.folder.choosing import Rule, chosen, is_before, older_than
from callcoach.batch.folder.forget import finish, forget, plan_of
from callcoach.batch.folder.ledger import KEPT, Ledger
from callcoach.batch.folder.places import DATABASE, HEARD, OWN_FOLDER, Places, clear
from callcoach.batch.folder.publish import WRITTEN, publish
from callcoach.batch.recordings.calls import Found
from callcoach.batch.recordings.inputs import find_calls
from callcoach.batch.rounds import Rounds, Status, Watch, Wish
from callcoach.batch.work.executor import Executor
from callcoach.errors import AudioMissing, OutputError, StoreError
from callcoach.pipeline.heard_files import tidy_heard
from callcoach.report.phrases import plural
from callcoach.store import Store

LAW = (
    "in the EU it is forbidden to infer emotions of people at work from their voice (AI Act, "
    "Article 5(1)(f)). callcoach measures level, pitch and pace and names no emotions; "
    'policy.voice_measures = "off" in the settings leaves level and pitch unmeasured, and '
    "docs/privacy.md says more. This is told once a folder"
)
"""What the first batch of a folder says."""


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
        tidy_heard(wish.out / OWN_FOLDER / HEARD, wish.settings)
        finish(wish.out, ledger, wish.settings)
        pattern = wish.settings.agent.file_name_pattern
        found = find_calls(wish.paths, wish.manifest, wish.out, ledger, pattern, wish.urls)
        for notice in found.notices:
            tell(notice)
        if not found.calls and not found.failed:
            raise AudioMissing(f"{', '.join(wish.named)}: no recording in there")
        with _told_as_kept():
            Store.open(Places.of(wish.out, wish.settings).database).close()
        rounds = Rounds(wish, ledger, _without_forgotten(found, wish, ledger, tell))
        try:
            with executor:
                status = rounds.run(executor, watch)
        except BaseException:
            with suppress(OutputError, StoreError):  # what came first is what is told
                _finish(wish, ledger, rounds, tell)
            raise
        for notice in rounds.notices():
            tell(notice)
        _finish(wish, ledger, rounds, tell)
        _forget_old(wish, ledger, tell)
        return status


def _finish(wish: Wish, ledger: Ledger, rounds: Rounds, tell: Callable[[str], None]) -> None:
    clear(wish.out)
    with _told_as_kept():
        for notice in publish(wish.out, ledger, wish.settings, rounds.failed()):
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
