"""Owns judging the reviews of batches again: locked meanwhile, and in step afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from callcoach.batch.folder.forget import finish
from callcoach.batch.folder.ledger import NAME, Ledger, ledger_of
from callcoach.batch.folder.places import OWN_FOLDER, clear
from callcoach.batch.folder.publish import publish
from callcoach.batch.folder.published import places_of
from callcoach.batch.work.made_with import judged_again
from callcoach.settings import Settings, with_values
from callcoach.types.overrides import Overrides
from callcoach.types.review import Review

UNSURE = "~"
"""Before the key of a review that is being written: a batch that finds it reviews the call."""


class Batches:
    """The batches to which reviews belong; a context manager that has their ledgers locked.

    At its end, whatever came between, databases and tables are brought in step; `notices` then
    holds what a person should know.

    Raises
    ------
    BatchError
        If another command is at work in one, or its calls are in a database that the settings do
        not name.
    """

    def __init__(self, reviews: Iterable[Path], settings: Settings) -> None:
        self._settings = settings
        self._folders = {folder for file in reviews if (folder := _folder_of(file)) is not None}
        self._ledgers: dict[Path, Ledger] = {}
        self._open = ExitStack()
        self.notices: list[str] = []

    def __enter__(self) -> Batches:
        with ExitStack() as opened:
            for folder in sorted(self._folders):
                places_of(folder, self._settings)
                ledger = opened.enter_context(ledger_of(folder))
                finish(folder, ledger, self._settings)
                self._ledgers[folder] = ledger
            self._open = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with self._open:
            for folder, ledger in self._ledgers.items():
                clear(folder)
                self.notices += publish(folder, ledger, self._settings)

    def begin(self, file: Path) -> None:
        """Notes that a review is being written: until `done` no batch takes it for its own."""
        self._note(file, lambda base: base, UNSURE)

    def done(self, file: Path, review: Review, overrides: Overrides) -> None:
        """Notes with what a review was judged: a batch that would do so has nothing to do."""
        policy = {"policy": {"voice_measures": review.provenance.voice_measures}}
        judged = with_values(self._settings, policy)
        self._note(file, lambda base: judged_again(base, judged, overrides))

    def _note(self, file: Path, changed: Callable[[str], str], mark: str = "") -> None:
        folder = _folder_of(file)
        if folder is None:
            return
        ledger = self._ledgers[folder]
        entry = ledger.entries.get(file.stem)
        if entry is None or entry.failed_at:
            return
        base = changed(entry.base)
        usual = entry.key.removeprefix(UNSURE).removeprefix(entry.base)
        now = replace(entry, key=f"{mark}{base}{usual}", base=base)
        if now != entry:
            ledger.add(now)


def _folder_of(review: Path) -> Path | None:
    """The folder of the batch that a review belongs to."""
    folder = review.parent.parent
    is_of_one = review.parent.name == "reviews" and (folder / OWN_FOLDER / NAME).is_file()
    return folder if is_of_one else None
