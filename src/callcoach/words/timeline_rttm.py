"""Owns RTTM: who speaks when, without words."""

from __future__ import annotations

from callcoach.errors import TimelineError
from callcoach.words.timeline_columns import Row, check_one_recording, end_s, rows_of
from callcoach.words.timeline_draft import Content, Draft, DraftUtterance, number_in

NAME = "RTTM"

FIELDS_LEAST = 8
"""Type, file, channel, start, duration, two of text, speaker; two more may follow."""

_TYPES = frozenset({
    "SPEAKER", "SPKR-INFO", "SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX",
    "NON-SPEECH", "FILLER", "EDIT", "IP", "SU", "CB", "A/P",
})  # fmt: skip


def recognises(content: Content) -> bool:
    """Whether the first line begins with a type that RTTM knows."""
    if content.plain is not None:
        return False
    first = next(rows_of(content.text, ""), None)
    return first is not None and first.fields[0] in _TYPES and len(first.fields) > 1


def parse(content: Content) -> Draft:
    """The draft of the SPEAKER lines; others are left aside. Raises TimelineError."""
    rows = [row for row in rows_of(content.text, content.name) if row.fields[0] == "SPEAKER"]
    for row in rows:
        if len(row.fields) < FIELDS_LEAST:
            raise TimelineError(
                f"{row.where} has {len(row.fields)} fields; an RTTM line has {FIELDS_LEAST} to 10"
            )
    check_one_recording({row.fields[1] for row in rows}, content.name)
    return Draft("rttm", None, tuple(_utterance(row) for row in rows), is_ordered=False)


def _utterance(row: Row) -> DraftUtterance:
    start, duration = number_in(row.fields[3]), number_in(row.fields[4])
    return DraftUtterance(row.where, row.fields[7], start, end_s(start, duration), "")
