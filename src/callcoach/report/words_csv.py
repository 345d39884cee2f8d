"""Owns the words of a call as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from callcoach.report.phrases import one_line
from callcoach.types.review import Review

HEADER = ("utterance", "party", "start_s", "end_s", "word", "confidence", "timed", "moved")

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's old code page."""

_FORMULA = ("=", "+", "-", "@")


def csv_text(review: Review) -> str:
    """A row for each word: CSV as in RFC 4180, in UTF-8 with its mark.

    An utterance without words is one row with its whole text. `timed`: whether the word has times
    of its own, `moved`: whether they were moved into the party's speech. What a spreadsheet would
    take for a formula has an apostrophe before it (OWASP, CSV injection).
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(HEADER)
    writer.writerows(_rows(review))
    return BYTE_ORDER_MARK + table.getvalue()


def _rows(review: Review) -> Iterator[tuple[object, ...]]:
    said = review.transcript.utterances if review.transcript else ()
    for number, each in enumerate(said, start=1):
        whole = (number, each.party, each.start_s, each.end_s, cell_text(each.text), "", "no", "no")
        if not each.words and each.text.strip():
            yield whole
        for word in each.words:
            sure = "" if word.confidence is None else word.confidence
            flags = ("yes" if is_so else "no" for is_so in (word.is_timed, word.is_clamped))
            yield number, each.party, word.start_s, word.end_s, cell_text(word.text), sure, *flags


def cell_text(text: str) -> str:
    """A text as a cell: on one line, and no formula."""
    plain = one_line(text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
