"""Owns the interaction note: what a customer's record should say of the call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.record.due_hours import as_minutes, said_at
from callcoach.coaching.techniques import words_withheld
from callcoach.coaching.text.patterns import Pattern
from callcoach.coaching.wording.matching import Search, is_countered
from callcoach.coaching.wording.sayings import EDGES, Saying
from callcoach.types.review import InteractionNote, Promise, Review

QUOTE_MOST = 200
"""Characters of a quote in the note at most, cut at a sentence's end where there is one. Chosen by
us."""

SENTENCE_MOST = 100
"""Characters of a promise's sentence at most; a longer one is told as what is done, and when."""

WORDS_ROUND = 25
"""Words before and behind a complaint within which its sentence ends, if it is to be quoted as a
whole. Chosen by us."""

WANTS_WITHIN_S = 60.0
"""A request counts as the issue this long from the first word. Chosen by us."""

NO_STAMP = "the recording does not say"
NO_ISSUE = "neither a complaint nor a request was found in the customer's words"
NO_NEXT = "no promise with a time was found"
WITH_A_CUSTOMER = "and a customer"


def interaction_note(
    draft: Review, pack: Pack, said: Sequence[Saying], search: Search, promised: Sequence[Promise]
) -> InteractionNote | str:
    """The note, or why there are no words to write it from. What is not sure is left out."""
    withheld = {party: words_withheld(draft, pack, said, party) for party in ("agent", "customer")}
    if withheld["agent"] is not None and withheld["customer"] is not None:
        return withheld["agent"]
    date = _date(draft.call.recorded_at)
    issue = None if withheld["customer"] else _issue(pack, said, search)
    first = _due_first(promised)
    reasons = {
        "date": None if date else draft.call.reasons.get("recorded_at", NO_STAMP),
        "issue": None if issue else withheld["customer"] or NO_ISSUE,
        "next_step": None if first else withheld["agent"] or _no_next_step(promised),
    }
    return InteractionNote(
        date=date,
        parties=_parties(pack, said),
        issue=issue,
        actions=() if withheld["agent"] else _done(pack, said),
        promises=tuple(map(_told, promised)),
        next_step=_told(first) if first else None,
        duration_s=draft.call.duration_s,
        reasons={name: reason for name, reason in reasons.items() if reason},
    )


def _date(recorded_at: str | None) -> str | None:
    began = said_at(recorded_at, 0.0)
    if began is None:
        return None
    return as_minutes(began.at) if began.has_hour else began.at.date().isoformat()


def _parties(pack: Pack, said: Sequence[Saying]) -> str:
    """The agent by the name that they give as the call opens, written as a name; no other name."""
    own = [saying for saying in said if saying.party == "agent"]
    for saying in own:
        for pattern in pack.names:
            for match in pattern.finditer(saying.text):
                first, last = saying.pieces_of(*match.span("name"))
                name = saying.quote(first, last).strip(EDGES)
                is_opening = saying.pieces[first].start_s - said[0].start_s <= pack.opening_s
                if is_opening and name[:1].isupper() and not name.isupper():
                    return f"{name} (agent) {WITH_A_CUSTOMER}"
    return f"an agent {WITH_A_CUSTOMER}"


def _issue(pack: Pack, said: Sequence[Saying], search: Search) -> str | None:
    """The customer's first complaint, else how they say at first what they want."""
    rule = pack.rule("complaint")
    for hit in search.hits(rule) if rule and rule.party == "customer" else ():
        return _short(hit.saying.quote(*_sentence(hit.saying, hit.first, hit.last)))
    for saying in said:
        if saying.party == "customer":
            for first, last in _matched(pack.wants, (), saying):
                if saying.pieces[first].start_s - said[0].start_s <= WANTS_WITHIN_S:
                    return _short(saying.quote(*_sentence(saying, first, last)))
    return None


def _done(pack: Pack, said: Sequence[Saying]) -> tuple[str, ...]:
    """What the agent says was done, from the words that say so to the sentence's end."""
    quotes = [
        _short(saying.quote(first, saying.widened(first, last)[1]))
        for saying in said
        if saying.party == "agent"
        for first, last in _matched(pack.done, pack.not_done, saying)
    ]
    return tuple(dict.fromkeys(quote for quote in quotes if not quote.endswith("?")))


def _matched(
    patterns: Sequence[Pattern], unless: Sequence[Pattern], saying: Saying
) -> list[tuple[int, int]]:
    """First and last piece of each match without a counter-pattern, one a sentence."""
    matches = [match for pattern in patterns for match in pattern.finditer(saying.text)]
    found: list[tuple[int, int]] = []
    told = -1
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        first, last = saying.pieces_of(*match.span())
        if first > told and not is_countered(unless, saying.text, *match.span()):
            found.append((first, last))
            told = saying.widened(first, last)[1]
    return found


def _sentence(saying: Saying, first: int, last: int) -> tuple[int, int]:
    """The pieces of the whole sentence, or of what is quoted elsewhere where none ends near."""
    start, end = saying.widened(first, last)
    for before in range(first, max(-1, first - WORDS_ROUND), -1):
        if before == 0 or saying.pieces[before - 1].ends_sentence:
            start = before
            break
    for behind in range(last, min(len(saying.pieces), last + WORDS_ROUND)):
        if saying.pieces[behind].ends_sentence:
            end = behind
            break
    return start, end


def _short(quote: str) -> str:
    """A quote of bearable length, cut where a sentence ends, else between two words."""
    if len(quote) <= QUOTE_MOST:
        return quote
    cut = quote[:QUOTE_MOST]
    ends = [cut.rfind(mark) for mark in (". ", "? ", "! ")]
    if max(ends) > 0:
        return cut[: max(ends) + 1]
    return f"{cut.rsplit(' ', 1)[0].rstrip(EDGES)} \u2026"


def _told(promise: Promise) -> str:
    """A promise in a line, as said, with its date."""
    told = promise.text
    if len(told) > SENTENCE_MOST and promise.action is not None:
        what = f"{promise.action}, {promise.due}" if promise.due else promise.action
        told = f"{promise.by}: {what}" if promise.by else what
    reason = promise.reasons.get("due_at")
    due = f"due {promise.due_at.replace('T', ' ')}" if promise.due_at else "no date"
    return f"{told} ({due}; {reason})" if reason else f"{told} ({due})"


def _due_first(promised: Sequence[Promise]) -> Promise | None:
    """The promise that is due first; where only one was made, that one, dated or not."""
    if len(promised) == 1:
        return promised[0]
    dated = [promise for promise in promised if promise.due_at is not None]
    return min(dated, key=_due, default=None)


def _no_next_step(promised: Sequence[Promise]) -> str:
    if not promised:
        return NO_NEXT
    why = promised[0].reasons.get("due_at", "no date could be told")
    return f"which of the promises is due first is not known: {why}"


def _due(promise: Promise) -> datetime:
    """For sorting: a date alone stands for the end of its day; time zones are passed over."""
    at = datetime.fromisoformat(promise.due_at or "").replace(tzinfo=None)
    return at if "T" in (promise.due_at or "") else at.replace(hour=23, minute=59)
