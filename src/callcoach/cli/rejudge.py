"""Owns `callcoach rejudge`: past reviews judged again, and what that changes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callcoach.cli.options import SettingsFile

if TYPE_CHECKING:
    from callcoach.batch.folder.judging_again import Batches
    from callcoach.coaching.differences import Differences
    from callcoach.report.page_file import PageParts
    from callcoach.settings import Settings
    from callcoach.types.review import Review

EXIT_SOME_FAILED = 3


def rejudge(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Reviews: JSON that callcoach wrote, or folders of them."
        ),
    ],
    settings: SettingsFile = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
    ] = False,
    changes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Add what changes, and why, to a table (CSV)."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only what went wrong.")] = False,
) -> int:
    """Judge past reviews again, without their recordings, and show what changes.

    Techniques, findings and scorecard are judged under the settings, playbook and scorecard of now,
    and with what a person answered (NAME.overrides.json beside NAME.json). What was measured and
    the words stay as they are. JSON and page are written again where something changed. In the
    folder of a batch its database and tables follow. Stopped in the middle, run it again.
    """
    from callcoach.batch.folder.judging_again import Batches
    from callcoach.cli.review_files import review_files
    from callcoach.errors import CallcoachError, ReviewMissing
    from callcoach.pipeline.made_with import check_coaching
    from callcoach.settings import load_settings

    chosen = load_settings(settings)
    check_coaching(chosen)  # what is wrong with them is told once, before any review is read
    files = review_files(paths)
    if not files:
        raise ReviewMissing(
            f"{', '.join(map(str, paths))}: no review in there; name the JSON that callcoach "
            "review wrote, or a folder of such"
        )
    table = _Changes(changes) if changes else None
    tally = _Tally()
    with Batches(() if dry_run else files, chosen) as batches:
        for file in files:
            try:
                lines = _rejudged(file, chosen, None if dry_run else batches, table)
            except CallcoachError as error:
                _say(_named(error, file))
                tally.n_failed += 1
            except Exception as error:  # one bad review must not keep the others from being judged
                _say(f"{file}: unexpected {type(error).__name__}: {error}. This is our mistake")
                tally.n_failed += 1
            else:
                tally.n_changed += bool(lines)
                tally.n_same += not lines
                if not quiet:
                    print(*lines, sep="\n", end="\n" if lines else "")
    for notice in batches.notices:
        _say(notice)
    if not quiet:
        print(tally.told(dry_run))
    return EXIT_SOME_FAILED if tally.n_failed else 0


@dataclass(slots=True)
class _Tally:
    """How many reviews came out how."""

    n_changed: int = 0
    n_same: int = 0
    n_failed: int = 0

    def told(self, is_dry: bool) -> str:
        """The last line."""
        n_all = self.n_changed + self.n_same + self.n_failed
        reviews = "1 review" if n_all == 1 else f"{n_all} reviews"
        counts = f"{self.n_changed} changed, {self.n_same} unchanged"
        if self.n_failed:
            counts += f", {self.n_failed} not judged again"
        return f"{reviews}: {counts}.{' Nothing was written (--dry-run).' if is_dry else ''}"


class _Changes:
    """The table of changes, added to as calls are judged, so that a stopped run loses none."""

    def __init__(self, path: Path) -> None:
        from callcoach.errors import OutputError
        from callcoach.report.atomic import write_whole
        from callcoach.report.difference_rows import CHANGES_HEADER
        from callcoach.report.words_csv import BYTE_ORDER_MARK

        self._path = path
        head = f"{BYTE_ORDER_MARK}{','.join(CHANGES_HEADER)}\r\n".encode()
        if not path.exists():
            write_whole(path, head)
        elif not path.is_file() or not path.read_bytes().startswith(head):
            raise OutputError(f"{path}: is there already and is no table of changes; name another")

    def add(self, file: Path, call_id: str, found: Differences) -> None:
        """Adds the rows of a call."""
        from callcoach.report.difference_rows import change_lines, changes

        with self._path.open("ab") as table:
            table.write(
                change_lines(file, call_id, changes(found)).encode("utf-8", "backslashreplace")
            )


def _rejudged(
    file: Path, settings: Settings, batches: Batches | None, table: _Changes | None
) -> tuple[str, ...]:
    """What changed, the file first; nothing where nothing did. Without batches nothing is written.

    A change is told in the table before it is written: told twice is better than never.
    """
    from callcoach.coaching.differences import differences
    from callcoach.pipeline.overrides import overrides_path, read_overrides
    from callcoach.pipeline.rejudge import rejudged
    from callcoach.report.difference_lines import difference_lines
    from callcoach.report.phrases import printable
    from callcoach.report.review_file import read_review

    review = read_review(file)
    overrides = read_overrides(overrides_path(file))
    now = rejudged(review, settings, overrides)
    is_other = now != review
    found = differences(review, now)  # of nothing where they are the same
    if is_other and table is not None:
        table.add(file, review.call.id, found)
    if batches is not None:
        if is_other:
            batches.begin(file)
            _write(file, review, now, settings)
        batches.done(file, now, overrides)
    if not is_other:
        return ()
    told = now.scorecard.notices if now.scorecard else ()
    return (
        printable(str(file)),
        *(f"  {printable(line)}" for line in (*difference_lines(found), *told)),
    )


def _write(file: Path, before: Review, now: Review, settings: Settings) -> None:
    """The page first: where that fails, the JSON still says that it is to be judged again."""
    from callcoach.pipeline.rejudge import rejudged
    from callcoach.report.atomic import write_whole
    from callcoach.report.json_file import json_text
    from callcoach.report.page import page_html
    from callcoach.types.overrides import Overrides

    page = file.with_suffix(".html")
    parts = _page_parts(page, before)
    text = json_text(now)
    if parts is not None:
        # What a person answered is of the agent; with the parties swapped that is another.
        swapped = parts.swapped and rejudged(parts.swapped, settings, Overrides())
        html = page_html(
            now,
            swapped=swapped,
            contours=None,
            sound_url=parts.sound_url,
            name=Path(now.call.source).stem,
            parts=parts,
        )
        write_whole(page, html)
    write_whole(file, text)


def _page_parts(page: Path, before: Review) -> PageParts | None:
    """What the page beside a review takes over, None where there is none to write again."""
    from callcoach.errors import PageError
    from callcoach.report.page_file import parts_for

    if not page.is_file():
        return None
    try:
        return parts_for(page, before)
    except PageError as error:
        _say(f"{error}; it was left as it is")
        return None


def _named(error: Exception, file: Path) -> str:
    """The message, with the file in front where it does not begin with it."""
    text = str(error)
    return text if text.startswith(str(file.parent / file.stem)) else f"{file}: {text}"


def _say(text: str) -> None:
    if sys.stderr is not None:
        print(f"callcoach: {' '.join(text.split())}", file=sys.stderr, flush=True)
