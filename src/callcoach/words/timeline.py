"""Owns the timeline: who said what when, as a file or a dict tells it, checked."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.types.time import Span
from callcoach.types.words import Transcript, Utterance, Word
from callcoach.words import timeline_own, timeline_whisper
from callcoach.words.spread import confident, fill_untimed
from callcoach.words.timeline_draft import Content, Draft, DraftUtterance, DraftWord

LONGEST_S = 86_400.0
"""No time of a call may lie beyond; chosen by us: a day, so that a time in milliseconds or from
another clock is told and not judged."""

BACKWARDS_S = 1.0
"""How far a party's next utterance, or the next word, may start before the last one started.
Chosen by us: engines that cut at pauses overlap their segments by some tenths of a second."""

SLACK_S = 0.1
"""How far words may lie outside their utterance, and ends past the duration: rounding and
padding of engines. Chosen by us. What lies outside by less is cut to fit."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A call as a transcript file tells it, without its audio.

    Utterances are in order of start; their text is empty where the source gives spans only.
    """

    duration_s: float
    transcript: Transcript[Party]


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    recognises: Callable[[Content], bool]
    parse: Callable[[Content], Draft]


FORMATS: tuple[_Format, ...] = (
    _Format(timeline_own.NAME, timeline_own.recognises, timeline_own.parse),
    _Format(timeline_whisper.NAME, timeline_whisper.recognises, timeline_whisper.parse),
)
"""The formats that are read, tried in this order by content. A new one is one file and a line."""


def read_timeline(
    source: Path | str | Mapping[str, Any], parties: Mapping[str, Party] | None = None
) -> Timeline:
    """The timeline in a file, or in a dict of the same shape as callcoach's own JSON.

    `parties` maps speakers' names in the source to parties; agent, customer and unknown need no
    mapping. Words without times are spread over the time between their neighbours by syllables.

    Raises
    ------
    TimelineError
        If the source cannot be read or understood, or its times are impossible.
    """
    content = _content(source)
    for form in FORMATS:
        if form.recognises(content):
            return _checked(form.parse(content), content.name, dict(parties or {}))
    names = ", ".join(form.name for form in FORMATS)
    raise TimelineError(f"{content.name}: not a transcript that is understood; read are: {names}")


def _content(source: Path | str | Mapping[str, Any]) -> Content:
    if isinstance(source, Mapping):
        return Content("timeline", "", source)
    name = f"transcript {source}"
    try:
        text = Path(source).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TimelineError(f"{name}: not text in UTF-8, so not a transcript") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise TimelineError(f"{name}: cannot be read ({why})") from error
    try:
        return Content(name, text, json.loads(text))
    except (ValueError, RecursionError) as error:
        if text.lstrip()[:1] in ("{", "["):
            raise TimelineError(f"{name}: not valid JSON ({error})") from error
        return Content(name, text, None)


def _checked(draft: Draft, name: str, parties: Mapping[str, Party]) -> Timeline:
    last_s = math.inf
    if draft.duration_s is not None:
        last_s = _time_s(draft.duration_s, f"{name}: duration_s")
    whole = Span(0.0, min(last_s, LONGEST_S))
    starts: dict[Party, float] = {}
    utterances: list[Utterance[Party]] = []
    for item in draft.utterances:
        party = _party(item.speaker, item.where, parties)
        span = _span(item.start_s, item.end_s, item.where, whole, "the call")
        if span.start_s < starts.get(party, 0.0) - BACKWARDS_S:
            raise TimelineError(
                f"{item.where} of {party} starts at {span.start_s:g} s, before the one it "
                f"follows (at {starts[party]:g} s): times run backwards"
            )
        starts[party] = span.start_s
        language = draft.languages.get(item.speaker, draft.languages.get(""))
        words = _words(item, span, language)
        utterances.append(Utterance(party, span.start_s, span.end_s, item.text.strip(), words))
    utterances.sort(key=lambda one: (one.start_s, one.end_s))
    duration_s = last_s if last_s < math.inf else max((u.end_s for u in utterances), default=0.0)
    languages: dict[str, str] = {
        party: code
        for speaker, code in draft.languages.items()
        for party in ([_party(speaker, name, parties)] if speaker else sorted(starts))
    }
    return Timeline(duration_s, Transcript(draft.engine, None, languages, tuple(utterances)))


def _party(speaker: str, where: str, parties: Mapping[str, Party]) -> Party:
    if speaker in parties:
        return parties[speaker]
    for party in get_args(Party):
        if party == speaker.strip().lower():
            known: Party = party
            return known
    allowed = ", ".join([*get_args(Party), *parties])
    raise TimelineError(
        f"{where} has the party {speaker!r}; allowed: {allowed} "
        f"(name others with --party {speaker or 'NAME'}=agent)"
    )


def _words(item: DraftUtterance, span: Span, language: str | None) -> tuple[Word, ...]:
    drafts = item.words or tuple(DraftWord(text) for text in item.text.split())
    placed: list[Word | str] = []
    at_s = span.start_s
    for number, draft in enumerate(drafts, start=1):
        where = f"{item.where}, word {number} ({draft.text!r})"
        if draft.start_s is None or draft.end_s is None:
            placed.append(draft.text)
            continue
        own = _span(draft.start_s, draft.end_s, where, span, "its utterance")
        if own.start_s < at_s - BACKWARDS_S:
            raise TimelineError(f"{where} starts at {own.start_s:g} s: times run backwards")
        at_s = own.start_s
        placed.append(Word(own.start_s, own.end_s, draft.text))
    confidences = [_confidence(draft.confidence, item.where) for draft in drafts]
    return confident(fill_untimed(placed, span, language), confidences)


def _span(start: Any, end: Any, where: str, bounds: Span, of_what: str) -> Span:
    start_s, end_s = _time_s(start, f"{where}: start_s"), _time_s(end, f"{where}: end_s")
    if end_s < start_s:
        raise TimelineError(f"{where} ends at {end_s:g} s, before it starts at {start_s:g} s")
    if start_s < bounds.start_s - SLACK_S or end_s > bounds.end_s + SLACK_S:
        raise TimelineError(
            f"{where} at {start_s:g} to {end_s:g} s lies outside {of_what} "
            f"({bounds.start_s:g} to {bounds.end_s:g} s)"
        )
    start_s = min(max(start_s, bounds.start_s), bounds.end_s)
    return Span(start_s, max(start_s, min(end_s, bounds.end_s)))


def _time_s(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TimelineError(f"{where} is {value!r}, which is not a number of seconds")
    try:
        time_s = float(value)
    except OverflowError:
        time_s = math.inf
    if not math.isfinite(time_s):
        raise TimelineError(f"{where} is {value!r}, which is not finite")
    if time_s < 0:
        raise TimelineError(f"{where} is {time_s:g}, which is negative")
    if time_s > LONGEST_S:
        raise TimelineError(f"{where} is {time_s:g}; no call lasts over {LONGEST_S / 3600:g} hours")
    return time_s


def _confidence(value: Any, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise TimelineError(f"{where} has a word with confidence {value!r}; allowed: 0 to 1")
    return float(value)
