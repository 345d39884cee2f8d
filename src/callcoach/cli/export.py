"""Owns `callcoach export`: a past review in a format for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callcoach.cli.screen import check_screen, show_text

if TYPE_CHECKING:
    from callcoach.types.review import Review


def export(
    review: Annotated[
        Path, typer.Argument(metavar="REVIEW", help="The JSON that callcoach review wrote.")
    ],
    form: Annotated[
        Literal["srt", "vtt", "textgrid", "rttm", "csv"],
        typer.Option(
            "--as",
            metavar="srt|vtt|textgrid|rttm|csv",
            help="Subtitles, a Praat TextGrid, who speaks when, or a table of words.",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE|-",
            help="Where it goes: a file, or the screen (-); default beside REVIEW.",
        ),
    ] = "",
    unredacted: Annotated[
        bool,
        typer.Option(
            "--unredacted", help="Leave card numbers, e-mail addresses and phone numbers in."
        ),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a file that is there.")
    ] = False,
) -> None:
    """Write a review as SRT, WebVTT, TextGrid, RTTM or CSV.

    Exports are made to be shared, so card numbers, long numbers, e-mail addresses and phone
    numbers are taken out unless --unredacted is given.
    """
    from callcoach.report.atomic import write_whole
    from callcoach.report.exports import EXPORTS, export_text
    from callcoach.report.review_file import read_review

    check_screen(out, "--out")
    target = Path(out) if out else review.with_suffix(EXPORTS[form].suffix)
    found = read_review(review)
    shown = found if unredacted else _redacted(found)
    text = export_text(shown, form)
    if out == "-":
        show_text(text)
    else:
        _check_free(target, review, text, replace)
        write_whole(target, text)
    print(_told(found, shown, unredacted), file=sys.stderr)
    if out != "-":
        print(target)


def _redacted(review: Review) -> Review:
    from callcoach.words.redact_review import redact_review

    return redact_review(review)


def _check_free(target: Path, review: Path, text: str, replace: bool) -> None:
    """Nothing of the user's is written over unasked."""
    from callcoach.errors import OutputError

    if target.resolve() == review.resolve():
        raise OutputError(f"{target}: would be written over, but it is read; name another file")
    if replace or not target.is_file():
        return
    try:
        is_same = target.read_bytes() == text.encode("utf-8")
    except OSError as error:
        raise OutputError(f"{target}: cannot be read ({error.strerror})") from error
    if not is_same:
        raise OutputError(
            f"{target}: is there already; name another file with --out, or add --replace"
        )


def _told(found: Review, shown: Review, unredacted: bool) -> str:
    from callcoach.words.redact import labels_of

    if found.redaction is not None:
        taken = labels_of(found.redaction.counts) or "nothing"
        return f"The review was redacted when it was made: {taken} taken out."
    if unredacted:
        return "Not redacted: card numbers, e-mail addresses and phone numbers may be in it."
    if shown.redaction is None or not shown.redaction.counts:
        return "Redacted: nothing was found to take out."
    return f"Redacted: {labels_of(shown.redaction.counts)} taken out."
