"""Owns where words say when something is due, and what pieces that is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from callcoach.coaching.wording.sayings import SENTENCE_END
from callcoach.language.due_words import DueForm, DueWords

OF_THE_DAY = ("clock", "part")
"""What says an hour; all else says a day, or how long it takes."""


@dataclass(frozen=True, slots=True)
class DuePiece:
    """Characters [start, end) of a text that say a day, an hour or a length of time.

    `said`: the groups of its form, as said.
    """

    start: int
    end: int
    form: DueForm
    said: Mapping[str, str]

    @property
    def is_of_the_day(self) -> bool:
        """Whether it says an hour, or a part of the day."""
        return self.form.means in OF_THE_DAY


@dataclass(frozen=True, slots=True)
class DuePhrase:
    """Characters [start, end) of a text that say when something is due.

    `is_about`: said as no exact time. `is_from_elsewhere`: a length of time that is counted from
    something that has yet to happen, not from now.
    """

    start: int
    end: int
    pieces: tuple[DuePiece, ...]
    is_about: bool
    is_from_elsewhere: bool


def due_phrase(
    text: str, words: DueWords, asked: tuple[int, int] | None = None
) -> DuePhrase | None:
    """The first time that a text in match form says, None where none can be read.

    `asked`: characters where a time is expected; the phrase that overlaps them is read, wherever it
    begins and ends. A short form ("at two") is read there, and beside what is none.
    """
    for group in _joined(_pieces(text, words), text, words):
        start, end = group[0].start, group[-1].end
        if asked is None:
            is_meant = not all(piece.form.is_bare for piece in group)
        else:
            is_meant = start < asked[1] and asked[0] < end
        if is_meant and any(piece.form.means != "part" for piece in group):
            return _phrase(text, tuple(group), words)
    return None


def _pieces(text: str, words: DueWords) -> Iterator[DuePiece]:
    """All pieces, none overlapping: the one that begins first, of those the longest."""
    found = [
        DuePiece(*match.span(), form, {**form.fixed, **_groups(match)})
        for form in words.forms
        for match in form.pattern.finditer(text)
    ]
    end = 0
    for piece in sorted(found, key=lambda each: (each.start, -each.end)):
        if piece.start >= end:
            end = piece.end
            yield piece


def _groups(match: re.Match[str]) -> Mapping[str, str]:
    return {name: said.strip() for name, said in match.groupdict().items() if said is not None}


def _joined(pieces: Iterable[DuePiece], text: str, words: DueWords) -> Iterator[list[DuePiece]]:
    """Pieces that say one time together: "tomorrow" and "at two", "monday" or "tuesday"."""
    group: list[DuePiece] = []
    for piece in pieces:
        if group and not _belong(
            group[-1], piece, text[group[-1].end : piece.start].strip(), words
        ):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belong(before: DuePiece, piece: DuePiece, between: str, words: DueWords) -> bool:
    is_close = not between or words.joins.fullmatch(between) is not None
    if "end_of_day" in (before.form.means, piece.form.means):
        return is_close
    if before.is_of_the_day != piece.is_of_the_day or "part" in (
        before.form.means,
        piece.form.means,
    ):
        return is_close
    return words.ranges.fullmatch(between) is not None


def _phrase(text: str, pieces: tuple[DuePiece, ...], words: DueWords) -> DuePhrase:
    start, end = pieces[0].start, pieces[-1].end
    sentence = text.rfind(SENTENCE_END, 0, start) + 1
    before, after = text[sentence:start], text[end:].lstrip()
    is_length = any(piece.form.means == "ahead" for piece in pieces)
    counted = re.compile(rf"(?:{words.elsewhere.pattern})(?![\w'])")
    hangs = re.compile(rf"(?<![\w'])(?:{words.depends.pattern})(?![\w'])")
    lead = re.search(rf"(?<![\w'])(?:{words.leads.pattern}) $", text[:start])
    about = re.compile(rf"(?<![\w'])(?:{words.about.pattern})(?![\w'])")
    return DuePhrase(
        start=lead.start() if lead else start,
        end=end,
        pieces=pieces,
        is_about=about.search(text[start:end]) is not None,
        is_from_elsewhere=is_length
        and (counted.match(after) is not None or hangs.search(before) is not None),
    )
