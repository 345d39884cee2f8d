"""Owns CTM: a word a line, its channel the speaker."""

from __future__ import annotations

from callcoach.errors import TimelineError
from callcoach.words.timeline_columns import Row, check_one_recording, end_s, rows_of
from callcoach.words.timeline_draft import Content, Draft, DraftWord, number_in
from callcoach.words.timeline_grouping import SpokenWord, grouped

NAME = "CTM"

FIELDS_LEAST, FIELDS_MOST = 5, 8
"""File, channel, start, duration, word; confidence, type and speaker may follow."""


def recognises(content: Content) -> bool:
    """Whether the first line has CTM's fields, the third and fourth of them numbers."""
    if content.plain is not None:
        return False
    first = next(rows_of(content.text, ""), None)
    if first is None or not FIELDS_LEAST <= len(first.fields) <= FIELDS_MOST:
        return False
    return all(isinstance(number_in(field), float) for field in first.fields[2:4])


def parse(content: Content) -> Draft:
    """The draft: the channel is the speaker, words are joined to utterances at pauses.

    Raises TimelineError.
    """
    rows = list(rows_of(content.text, content.name))
    for row in rows:
        if not FIELDS_LEAST <= len(row.fields) <= FIELDS_MOST:
            raise TimelineError(
                f"{row.where} has {len(row.fields)} fields; a CTM line has file, channel, start, "
                "duration, word and, where known, confidence"
            )
    check_one_recording({row.fields[0] for row in rows}, content.name)
    return Draft("ctm", None, grouped(_spoken(row) for row in rows))


def _spoken(row: Row) -> SpokenWord:
    _, channel, start, duration, text, *more = row.fields
    start_s, lasts_s = number_in(start), number_in(duration)
    confidence = number_in(more[0]) if more and more[0] not in ("NA", "<NA>") else None
    word = DraftWord(text, start_s, end_s(start_s, lasts_s), confidence)
    return SpokenWord(row.where, channel, word)
