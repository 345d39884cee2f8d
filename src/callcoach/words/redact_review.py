"""Owns the redacted review: every field that holds words, and what a reader is told of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from callcoach.types.call import Party
from callcoach.types.redaction import LABELS, Redaction
from callcoach.types.review import Review
from callcoach.types.time import Span, total_s, within
from callcoach.types.words import Transcript
from callcoach.words.quotes import Quotes
from callcoach.words.redact import labels_of, redact_words
from callcoach.words.secrets import unread_languages

QUOTING = frozenset(
    {"said", "cut_off", "over_said", "quote", "text", "due", "issue", "actions", "promises"}
    | {"next_step", "comment", "by", "action"}
)
"""Fields of a review that hold words of the call. What holds others is our own prose, which may
repeat them, but whose numbers are measured."""

AS_IT_IS = frozenset(
    {"call", "provenance", "transcript", "redaction", "activity", "contours", "quality", "pace"}
    | {"pitch", "loudness", "steadiness", "id"}
)
"""Fields that hold no words, or that are redacted by themselves."""

_LONG_FIGURES = re.compile(r"\+?\d{7,}")
_DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]*[\w]")


def redact_review(review: Review) -> Review:
    """The review without card numbers, long numbers, e-mail addresses and telephones in words.

    Times and measures stay. `redaction` says how many were taken out and when they are heard.
    A review that was redacted already is handed back.
    """
    if review.redaction is not None:
        return review
    no_words: Transcript[Party] = Transcript("", None, {}, ())
    found = redact_words(review.transcript or no_words)
    quotes = Quotes(found)
    clean: Review = _clean(review, quotes, None)
    call = Span(0.0, review.call.duration_s)
    silenced = tuple((round(s.start_s, 4), round(s.end_s, 4)) for s in within(found.spoken, call))
    redaction = Redaction(found.counts, silenced)
    notices = (quotes.redacted_prose(notice) for notice in review.quality.notices)
    return replace(
        clean,
        call=replace(review.call, source=_file_name(review.call.source)),
        quality=replace(review.quality, notices=(*told(redaction, review), *notices)),
        transcript=found.transcript if review.transcript else None,
        redaction=redaction,
    )


def told(redaction: Redaction, review: Review) -> tuple[str, ...]:
    """What a reader should know of a redaction, a sentence a notice."""
    if review.transcript is None:
        return ("Redacted: there are no words to look through, so the page holds no sound.",)
    silent_s = total_s(Span(*pair) for pair in redaction.silenced)
    if redaction.counts:
        what = (
            f"Redacted: {labels_of(redaction.counts)} taken out of the words; "
            f"sound on the page is silent there ({silent_s:.1f} s)."
        )
    else:
        what = "Redacted: no card, phone or other long number and no e-mail address was found."
    notices = [
        f"{what} Only what the transcript shows is found: what it misheard or left out may "
        "still be heard, so listen before you share."
    ]
    if unread := unread_languages(review.transcript.language):
        notices.append(
            "Numbers and addresses read out as words are known in English only; this call is in "
            f"{', '.join(unread)}, where only those written in figures are taken out."
        )
    return tuple(notices)


def _clean(value: Any, quotes: Quotes, near: Span | None, name: str = "") -> Any:
    """A copy with every text redacted, by the name of the field it stands in."""
    if isinstance(value, str):
        return quotes.redacted(value, near) if name in QUOTING else quotes.redacted_prose(value)
    if isinstance(value, tuple):
        return tuple(_clean(item, quotes, near, name) for item in value)
    if isinstance(value, Mapping):
        return {key: _clean(item, quotes, near, name) for key, item in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    near = _moment(value) or near
    changes = {
        field: _clean(getattr(value, field), quotes, near, field)
        for field in _names(value.__class__)
        if field not in AS_IT_IS
    }
    return replace(value, **changes)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _moment(value: Any) -> Span | None:
    start_s, end_s = getattr(value, "start_s", None), getattr(value, "end_s", None)
    if start_s is None:
        return None
    return Span(start_s, start_s if end_s is None else end_s)


def _file_name(name: str) -> str:
    """The name of a recording without telephone numbers; dates and clock times in it stay."""

    def labelled(found: re.Match[str]) -> str:
        return found[0] if _DAY.fullmatch(found[0]) else LABELS["number"]

    return _LONG_FIGURES.sub(labelled, _EMAIL.sub(LABELS["e_mail"], name))
