"""Owns the check of a transcript's times, and the timeline that passes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.types.time import Span
from callcoach.types.words import Transcript, Utterance, Word
from callcoach.words.spread import fill_untimed
from callcoach.words.timeline_draft import LONGEST_S, Draft, DraftUtterance, DraftWord, as_time_s

BACKWARDS_S = 60.0
"""How far a speaker's next utterance may start before the latest one so far: such files are
sorted. Chosen by us: what engines leave unsorted strays by a turn, a clock that starts again or
two calls in one file by minutes."""

WORD_BACKWARDS_S = 1.0
"""How far a word may start before the one it follows in its utterance. Chosen by us."""

SLACK_S = 0.1
"""How far words may lie outside their utterance, and ends past the duration: rounding and
padding of engines. Chosen by us. What lies outside by less is cut to fit."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A call as a transcript file tells it, without its audio.

    Utterances are in order of start; their text is empty where the source gives spans only.
    `notices`: what a reader should know of how the file was read.
    """

    duration_s: float
    transcript: Transcript[Party]
    notices: tuple[str, ...] = ()


def checked(
    draft: Draft, name: str, party_of: Mapping[str, Party], notices: tuple[str, ...] = ()
) -> Timeline:
    """The timeline of a draft whose times are all possible, sorted.

    Raises
    ------
    TimelineError
        If a time is not; names the place.
    """
    last_s = LONGEST_S
    if draft.duration_s is not None:
        last_s = as_time_s(draft.duration_s, f"{name}: duration_s")
    call = Span(0.0, last_s)
    latest_s: dict[str, float] = {}
    utterances: list[Utterance[Party]] = []
    for item in draft.utterances:
        span = _span(item.start_s, item.end_s, item.where, call, "the call")
        before_s = latest_s.get(item.speaker, 0.0)
        if draft.is_ordered and span.start_s < before_s - BACKWARDS_S:
            raise TimelineError(
                f"{item.where} of {item.speaker} starts at {span.start_s:g} s, after one "
                f"that started at {before_s:g} s: times run backwards"
            )
        latest_s[item.speaker] = max(before_s, span.start_s)
        language = draft.languages.get(item.speaker, draft.languages.get(""))
        words = _words(item, span, language)
        party = party_of[item.speaker]
        utterances.append(Utterance(party, span.start_s, span.end_s, item.text.strip(), words))
    utterances.sort(key=lambda one: (one.start_s, one.end_s))
    duration_s = max((u.end_s for u in utterances), default=0.0)
    if draft.duration_s is not None:
        duration_s = last_s
    spoken = sorted({utterance.party for utterance in utterances})
    languages: dict[str, str] = {
        party: code
        for speaker, code in draft.languages.items()
        for party in ([party_of[speaker]] if speaker else spoken)
    }
    transcript = Transcript(draft.engine, None, languages, tuple(utterances))
    return Timeline(duration_s, transcript, notices)


def _words(item: DraftUtterance, span: Span, language: str | None) -> tuple[Word, ...]:
    drafts = item.words or tuple(DraftWord(text) for text in item.text.split())
    placed: list[Word] = []
    at_s = span.start_s
    n_untimed = 0
    for number, draft in enumerate(drafts, start=1):
        confidence = _confidence(draft.confidence, item.where)
        if draft.start_s is None or draft.end_s is None:
            placed.append(Word(at_s, at_s, draft.text, confidence, is_timed=False))
            n_untimed += 1
            continue
        own = _word_span(draft, span, item, number)
        if own.start_s < at_s - WORD_BACKWARDS_S:
            raise TimelineError(
                f"{_word_place(item, number, draft)} starts at {own.start_s:g} s, after one that "
                f"started at {at_s:g} s: times run backwards"
            )
        at_s = own.start_s
        placed.append(Word(own.start_s, own.end_s, draft.text, confidence))
    return fill_untimed(placed, span, language) if n_untimed else tuple(placed)


def _word_span(draft: DraftWord, span: Span, item: DraftUtterance, number: int) -> Span:
    """The word's span; its place is put in words only where it is refused."""
    start_s, end_s = draft.start_s, draft.end_s
    is_plain = type(start_s) is float and type(end_s) is float
    if is_plain and span.start_s <= start_s <= end_s <= span.end_s:
        return Span(start_s, end_s)
    return _span(start_s, end_s, _word_place(item, number, draft), span, "its utterance")


def _word_place(item: DraftUtterance, number: int, draft: DraftWord) -> str:
    return f"{item.where}, word {number} ({draft.text!r})"


def _span(start: Any, end: Any, where: str, bounds: Span, of_what: str) -> Span:
    start_s, end_s = as_time_s(start, f"{where}: start_s"), as_time_s(end, f"{where}: end_s")
    if end_s < start_s:
        raise TimelineError(f"{where} ends at {end_s:g} s, before it starts at {start_s:g} s")
    if start_s < bounds.start_s - SLACK_S or end_s > bounds.end_s + SLACK_S:
        raise TimelineError(
            f"{where} at {start_s:g} to {end_s:g} s lies outside {of_what} "
            f"({bounds.start_s:g} to {bounds.end_s:g} s)"
        )
    start_s = min(max(start_s, bounds.start_s), bounds.end_s)
    return Span(start_s, max(start_s, min(end_s, bounds.end_s)))


def _confidence(value: Any, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise TimelineError(f"{where} has a word with confidence {value!r}; allowed: 0 to 1")
    return float(value)
