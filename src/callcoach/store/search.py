"""Owns the full-text search over what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, select, text

from callcoach.errors import SearchError
from callcoach.store.filtering import conditions
from callcoach.store.folding import FoldedWord, folded_words, writable
from callcoach.store.tables import CALLS, UTTERANCES
from callcoach.types.stored import Filters, SearchHit

WORDS_MOST = 64
"""Words that can be asked for at once; the index of SQLite has limits of its own. Chosen by us."""

AROUND_WORDS = 8
"""Words of a snippet before the first and after the last that was found. Chosen by us."""

_QUOTED = re.compile(r'"([^"]*)"|(\S+)')

Phrase = tuple[str, ...]


def phrases_of(asked: str) -> tuple[Phrase, ...]:
    """What is looked for: each word by itself, words between double quotes in that order.

    Nothing in it is an operator. A word that is written with an apostrophe or a hyphen is several
    words in a row, as `folded_words` takes it.

    Raises
    ------
    SearchError
        If it holds neither a letter nor a figure, or too many words.
    """
    parts = (quoted or bare for quoted, bare in _QUOTED.findall(writable(asked)))
    phrases = tuple(tuple(word.text for word in folded_words(part)) for part in parts)
    found = tuple(dict.fromkeys(phrase for phrase in phrases if phrase))
    if not found:
        raise SearchError(f"{asked!r} holds no word to look for")
    if (n := sum(map(len, found))) > WORDS_MOST:
        raise SearchError(f"{n} words to look for; at most {WORDS_MOST} can be asked for at once")
    return found


def search(
    connection: Connection, asked: str, filters: Filters, at_most: int
) -> tuple[SearchHit, ...]:
    """Utterances that hold all that is asked for, in order of date, call and time."""
    phrases = phrases_of(asked)
    query = (
        select(CALLS, UTTERANCES.c.party, UTTERANCES.c.start_s, UTTERANCES.c.end_s)
        .add_columns(UTTERANCES.c.text.label("said"))
        .join(UTTERANCES, UTTERANCES.c.call_id == CALLS.c.id)
        .where(*conditions(filters, connection), _said(phrases, connection))
    )
    return tuple(
        SearchHit(
            call_id=row.id,
            own_id=row.own_id,
            source=row.source,
            recorded_at=row.recorded_at,
            agent=row.agent,
            page=row.page,
            party=row.party,
            start_s=row.start_s,
            end_s=row.end_s,
            text=row.said,
            snippet=(shown := _snippet(row.said, phrases)).text,
            marks=shown.marks,
        )
        for row in connection.execute(_in_order(query).limit(at_most))
    )


def _in_order(query: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    return query.order_by(
        CALLS.c.recorded_at.nulls_last(), CALLS.c.id, UTTERANCES.c.start_s, UTTERANCES.c.row
    )


def _said(phrases: Sequence[Phrase], connection: Connection) -> ColumnElement[bool]:
    """The condition on utterances. Phrases hold letters and figures alone, so quotes hold them."""
    if connection.dialect.name == "sqlite":
        match = " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        found = text("SELECT rowid FROM utterances_found WHERE utterances_found MATCH :match")
        return UTTERANCES.c.row.in_(found.bindparams(match=match).columns(UTTERANCES.c.row))
    holds = "to_tsvector('simple', utterances.words) @@ phraseto_tsquery('simple', :words{})"
    parts = {f"words{i}": " ".join(phrase) for i, phrase in enumerate(phrases)}
    every = text(" AND ".join(holds.format(i) for i in range(len(phrases))))
    return and_(every.bindparams(**parts))


@dataclass(frozen=True, slots=True)
class _Snippet:
    text: str
    marks: tuple[tuple[int, int], ...]


def _snippet(said: str, phrases: Sequence[Phrase]) -> _Snippet:
    """The text around what stands first, "…" where it was cut, and all that was found in it."""
    words = folded_words(said)
    held = sorted({span for phrase in phrases for span in _held(words, phrase)})
    first = max(0, held[0][0] - AROUND_WORDS)
    last = min(len(words), held[0][1] + AROUND_WORDS)
    start = words[first].start if first else 0
    end = len(said) if last == len(words) else words[last - 1].end
    before, after = ("…" if start else ""), ("…" if end < len(said) else "")
    moved = len(before) - start
    marks = ((words[a].start + moved, words[b - 1].end + moved) for a, b in held if b <= last)
    return _Snippet(before + said[start:end] + after, tuple(marks))


def _held(words: Sequence[FoldedWord], phrase: Phrase) -> list[tuple[int, int]]:
    """Where a phrase stands, [start, end) in words."""
    n, texts = len(phrase), tuple(word.text for word in words)
    return [(i, i + n) for i in range(len(texts) - n + 1) if texts[i : i + n] == phrase]
