"""Owns the search for a technique's patterns in what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from callcoach.coaching.playbook.pack import Pack, Rule
from callcoach.coaching.text.patterns import Pattern
from callcoach.coaching.wording.alike import alike_hits, nearest_example
from callcoach.coaching.wording.examples import example_hits
from callcoach.coaching.wording.hit import Hit
from callcoach.coaching.wording.sayings import Saying
from callcoach.types.review import Evidence
from callcoach.types.time import Span

MERGE_WORDS = 8
"""Matches of one technique at most this many words apart are one hit. Chosen by us."""

SHARED_LEAST = 2
"""Content words that a paraphrase takes up at least, where a pattern found it, which may begin
anything. Said in own words it often takes up none; then the text model has heard all of it. Chosen
by us."""

SHARED_BACK_S = 90.0
SHARED_WORDS_AHEAD = 40
_STEM_LETTERS = 5


class Search:
    """The search for the techniques of a pack in what was said: by patterns, by what is like the
    pack's own examples, and by its text model."""

    def __init__(self, said: Sequence[Saying], pack: Pack) -> None:
        self._said = said
        self._pack = pack
        self._found: dict[str, tuple[Hit, ...]] = {}

    def hits(self, rule: Rule) -> tuple[Hit, ...]:
        """Where a pattern matches and no counter-pattern does, or the words are much like one of
        the pack's examples, or show the technique by the text model; in order of time."""
        if rule.id not in self._found:
            self._found[rule.id] = self._hits(rule)
        return self._found[rule.id]

    def _hits(self, rule: Rule) -> tuple[Hit, ...]:
        found: list[Hit] = []
        for saying in self._said:
            if saying.party == rule.party:
                found.extend(_merged(_matches(rule, saying)))
        if rule.judge == "words_shared":
            stops = self._pack.stop_words
            found = [hit for hit in found if shared_words(hit, self._said, stops)]
        for hit in (*self._examples.get(rule.id, ()), *self._alike.get(rule.id, ())):
            if not _overlaps(hit, found) and not is_countered(
                rule.unless, hit.saying.text, hit.start, hit.end
            ):
                found.append(hit)
        found.sort(key=lambda hit: (hit.start_s, hit.first))
        return tuple(hit for hit in found if _is_placed(rule, hit, self._talk_s, self._pack))

    def evidence(self, rule: Rule) -> tuple[Evidence, ...]:
        """The hits, each with the words around it, and why it counts."""
        return tuple(as_evidence(rule, hit, self._pack) for hit in self.hits(rule))

    @cached_property
    def _talk_s(self) -> Span:
        """From the first word to the last."""
        return Span(self._said[0].start_s, max(saying.end_s for saying in self._said))

    @cached_property
    def _examples(self) -> Mapping[str, Sequence[Hit]]:
        return example_hits(self._said, self._pack)

    @cached_property
    def _alike(self) -> Mapping[str, Sequence[Hit]]:
        return alike_hits(self._said, self._pack)


def as_evidence(rule: Rule, hit: Hit, pack: Pack) -> Evidence:
    """The hit with the words around it, and why it counts."""
    why = f'{rule.shows}: "{hit.matched}"'
    if hit.is_alike:
        example = hit.example or nearest_example(rule.id, hit.matched, pack)
        why = f'{rule.shows}; said much like: "{example}"'
    first, last = hit.saying.widened(hit.first, hit.last)
    pieces = hit.saying.pieces[first : last + 1]
    return Evidence(
        party=hit.saying.party,
        start_s=pieces[0].start_s,
        end_s=max(piece.end_s for piece in pieces),
        quote=hit.saying.quote(first, last),
        why=why,
    )


def is_countered(unless: Iterable[Pattern], text: str, start: int, end: int) -> bool:
    """Whether a counter-pattern matches words that overlap the characters [start, end)."""
    return any(
        match.start() < end and start < match.end()
        for counter in unless
        for match in counter.finditer(text)
    )


def shared_words(hit: Hit, said: Sequence[Saying], stop_words: Iterable[str]) -> tuple[str, ...]:
    """Content words after the hit that the other party said shortly before.

    Words are compared by their first letters, so that "orders" takes up "ordered". Empty where
    fewer than `SHARED_LEAST` are shared.
    """
    stops = frozenset(stop_words)
    theirs = {
        _stem(word)
        for saying in said
        if saying.party != hit.saying.party
        and hit.start_s - SHARED_BACK_S <= saying.end_s
        and saying.start_s < hit.start_s
        for word in saying.words
        if word not in stops
    }
    start = hit.saying.piece_of.index(hit.first)
    ahead = hit.saying.text.split()[start : start + SHARED_WORDS_AHEAD]
    shared: dict[str, str] = {}
    for word in ahead:
        if len(word) > 2 and word not in stops and _stem(word) in theirs:
            shared.setdefault(_stem(word), word)
    return tuple(shared.values()) if len(shared) >= SHARED_LEAST else ()


def _stem(word: str) -> str:
    return word.removesuffix("'s")[:_STEM_LETTERS].rstrip("s")


def _matches(rule: Rule, saying: Saying) -> list[Hit]:
    found: list[Hit] = []
    for pattern in rule.patterns:
        for match in pattern.finditer(saying.text):
            start, end = match.span()
            if not is_countered(rule.unless, saying.text, start, end):
                first, last = saying.pieces_of(start, end)
                found.append(Hit(saying, first, last, start, end, match.group().strip(" /")))
    return sorted(found, key=lambda hit: (hit.first, -hit.last))


def _overlaps(hit: Hit, others: Iterable[Hit]) -> bool:
    return any(
        hit.saying is other.saying and hit.first <= other.last and other.first <= hit.last
        for other in others
    )


def _merged(found: Sequence[Hit]) -> list[Hit]:
    """Matches of one saying that stand close together, as one hit."""
    merged: list[Hit] = []
    for hit in found:
        if merged and hit.first - merged[-1].last <= MERGE_WORDS:
            kept = merged[-1]
            merged[-1] = replace(kept, last=max(kept.last, hit.last), end=max(kept.end, hit.end))
        else:
            merged.append(hit)
    return merged


def _is_placed(rule: Rule, hit: Hit, talk: Span, pack: Pack) -> bool:
    """Whether the hit stands where the technique belongs in a call."""
    half_s = (talk.start_s + talk.end_s) / 2
    if rule.position == "opening":
        return hit.start_s <= talk.start_s + pack.opening_s and hit.start_s <= half_s
    if rule.position == "closing":
        return hit.end_s >= talk.end_s - pack.closing_s and hit.end_s >= half_s
    return True
