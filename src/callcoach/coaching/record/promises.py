"""Owns what the agent promised: the action, who does it, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.record.due_dates import DueAt, due_at
from callcoach.coaching.record.due_hours import said_at
from callcoach.coaching.record.due_phrases import due_phrase
from callcoach.coaching.wording.matching import Search, is_countered
from callcoach.coaching.wording.sayings import EDGES, Saying
from callcoach.language.due_words import DueWords, due_words
from callcoach.types.review import Promise

PROMISING = ("follow_up", "next_step_with_time")
"""Techniques whose hits by patterns are promises too, where a time can be read in them. Those of
the text model are not: even of those that it finds surely one in four is false in whole calls."""

CHOICE = "options"
NOT_READ = "the words for the time could not be read"
TWO_ORDERS = "a date in figures can be read in two orders"
NOT_SAID_WHO = "the words do not say who does it"
NOT_SAID_WHAT = "the words do not say what"

_DATE_IN_FIGURES = re.compile(r"\d{1,2}/\d{1,2}")

Part = tuple[int, int]
"""Characters [start, end) of a saying's text; or its pieces first..last."""


@dataclass(frozen=True, slots=True)
class _Promised:
    """Where a saying makes a promise: all of it, its time, who and what where they are told."""

    saying: Saying
    span: Part
    due: Part
    by: Part | None
    action: Part | None

    @property
    def pieces(self) -> Part:
        return self.saying.pieces_of(*self.span)

    @property
    def sentence(self) -> Part:
        return self.saying.widened(*self.pieces)


def promises(
    said: Sequence[Saying], pack: Pack, search: Search, recorded_at: str | None
) -> tuple[Promise, ...]:
    """The agent's promises that name a time, in order of time.

    Found by the pack's patterns for promises; besides, one a sentence, in hits of the techniques
    `PROMISING`. What is offered as a choice is no promise. `recorded_at`: ISO 8601 stamp of the
    recording's start, from which dates are counted.
    """
    words = due_words(pack.language)
    found: list[_Promised] = []
    for one in _by_patterns(said, pack):
        if not any(one.saying is o.saying and _overlap(one.pieces, o.pieces) for o in found):
            found.append(one)
    for one in _in_hits(pack, search, words):
        if not any(one.saying is o.saying and _overlap(one.sentence, o.sentence) for o in found):
            found.append(one)
    choices = _choices(pack, search)
    made = [
        _promise(one, words, recorded_at)
        for one in found
        if not any(one.saying is saying and _overlap(one.pieces, part) for saying, part in choices)
    ]
    return tuple(sorted(made, key=lambda promise: promise.start_s))


def _by_patterns(said: Sequence[Saying], pack: Pack) -> Iterator[_Promised]:
    rule = pack.rule("next_step_with_time")
    unless = rule.unless if rule else ()
    for saying in said:
        if saying.party != "agent":
            continue
        matches = [match for pattern in pack.promises for match in pattern.finditer(saying.text)]
        for match in sorted(matches, key=lambda match: match.start()):
            if not is_countered(unless, saying.text, *match.span()):
                told = {name: match.span(name) for name in match.groupdict() if match[name]}
                by, action = told.get("by"), told.get("action")
                yield _Promised(saying, match.span(), told["due"], by, action)


def _in_hits(pack: Pack, search: Search, words: DueWords | None) -> Iterator[_Promised]:
    rules = [rule for rule in map(pack.rule, PROMISING) if rule is not None]
    hits = [hit for rule in rules if rule.party == "agent" for hit in search.hits(rule)]
    by_pattern = [hit for hit in hits if not hit.is_alike]
    for hit in sorted(by_pattern, key=lambda hit: (hit.start_s, hit.start)):
        phrase = due_phrase(hit.saying.text, words, (hit.start, hit.end)) if words else None
        if phrase is None:
            continue
        action = (hit.start, phrase.start)
        if hit.start >= phrase.start:
            action = (phrase.end, max(phrase.end, hit.end))
        span = (min(hit.start, phrase.start), max(hit.end, phrase.end))
        yield _Promised(hit.saying, span, (phrase.start, phrase.end), None, action)


def _choices(pack: Pack, search: Search) -> list[tuple[Saying, Part]]:
    """What a pattern finds offered as one of several ways, to the end of its sentence."""
    rule = pack.rule(CHOICE)
    return [
        (hit.saying, (hit.first, hit.saying.widened(hit.first, hit.last)[1]))
        for hit in (search.hits(rule) if rule is not None else ())
        if not hit.is_alike
    ]


def _promise(one: _Promised, words: DueWords | None, recorded_at: str | None) -> Promise:
    saying = one.saying
    start_s = saying.pieces[one.pieces[0]].start_s
    phrase = due_phrase(saying.text, words, one.due) if words else None
    due = (min(one.due[0], phrase.start), max(one.due[1], phrase.end)) if phrase else one.due
    due_said = _as_said(saying, due)
    at = DueAt(None, NOT_READ)
    if _DATE_IN_FIGURES.search(due_said):
        at = DueAt(None, TWO_ORDERS)
    elif phrase is not None and words is not None:
        at = due_at(phrase, said_at(recorded_at, start_s), words)
    by = _who(saying, one.by) if one.by else None
    action = _what(one, due)
    reasons = {
        "by": None if by else NOT_SAID_WHO,
        "action": None if action else NOT_SAID_WHAT,
        "due_at": at.reason,
    }
    return Promise(
        start_s=start_s,
        text=saying.quote(*one.sentence),
        due=due_said,
        by=by,
        action=action,
        due_at=at.at,
        reasons={name: reason for name, reason in reasons.items() if reason},
    )


def _who(saying: Saying, part: Part) -> str:
    """Who does it, as said; "I" of "I'll"."""
    first, last = saying.pieces_of(*part)
    if first != last:
        return saying.quote(first, last).strip(EDGES)
    word = saying.text[slice(*part)]
    written = saying.pieces[first].text.lstrip(EDGES)
    return written[: len(word)] if written.lower().startswith(word) else word


def _what(one: _Promised, due: Part) -> str | None:
    """What is done, as said, without who does it and when."""
    if one.action is None:
        return None
    start, end = one.action
    if start < due[0]:
        end = min(end, due[0])
    if not one.saying.text[start:end].strip(" /"):
        return None
    first, last = one.saying.pieces_of(start, len(one.saying.text[:end].rstrip(" /")))
    if one.by is not None:
        first = max(first, one.saying.pieces_of(*one.by)[1] + 1)
    return one.saying.quote(first, last).strip(EDGES) or None


def _as_said(saying: Saying, part: Part) -> str:
    return saying.quote(*saying.pieces_of(*part)).strip(EDGES)


def _overlap(one: Part, other: Part) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
