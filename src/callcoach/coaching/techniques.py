"""Owns the judgement of every technique of a pack on one call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from callcoach.coaching.listening import affirmations, vents_let_run
from callcoach.coaching.playbook.pack import Pack, Rule
from callcoach.coaching.steady import steady_answers
from callcoach.coaching.text.text_model import fitted_text_model
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon
from callcoach.language.lexicon import base_code
from callcoach.types.review import Evidence, Review, Technique

NO_TRANSCRIPT = "no transcript"

EVERYDAY_LEAST, READ_WORDS = 0.15, range(30, 301)
"""Share of a party's first words that are stop words of the pack, under which they are in another
language; how many words are looked at, and at least needed; a pack with fewer than
`STOP_WORDS_LEAST` cannot tell. Chosen by us on 2026-11-27: 30 words in a row of telephone talk and
written calls in English have 0.23 and more, of German 0.07 and less, of a short call in French,
Spanish, Italian, Dutch, Polish and Swedish 0.08 and less."""

STOP_WORDS_LEAST = 100


def said_in(draft: Review, pack: Pack) -> tuple[Saying, ...]:
    """What was said in the call; empty without a transcript."""
    if draft.transcript is None:
        return ()
    return sayings(draft.transcript, pack.expand, lexicon(pack.language))


def words_withheld(draft: Review, pack: Pack, said: Sequence[Saying], party: str) -> str | None:
    """Why one party's words cannot be judged with this pack, None where they can."""
    if draft.transcript is None:
        return NO_TRANSCRIPT
    spoken = draft.transcript.language.get(party)
    if spoken and base_code(spoken) != base_code(pack.language):
        return f"spoken in {spoken!r}; the playbook pack is for {pack.language!r}"
    if not any(saying.party == party for saying in said):
        return f"the transcript holds no words of the {party}"
    if not _reads_as_language_of(pack, said, party):
        return (
            f"hardly any word of the {party} is an everyday word of {pack.language!r}; if it is "
            "another language, name it (setting words.language)"
        )
    return None


def _reads_as_language_of(pack: Pack, said: Sequence[Saying], party: str) -> bool:
    """Whether what a party says first may be in the pack's language; so it is taken to be where
    too little is said to tell."""
    spoken = (word for saying in said if saying.party == party for word in saying.words)
    words = [word for word in islice(spoken, READ_WORDS.stop) if not word.isdigit()]
    if len(words) < READ_WORDS.start or len(pack.stop_words) < STOP_WORDS_LEAST:
        return True
    return sum(word in pack.stop_words for word in words) >= EVERYDAY_LEAST * len(words)


def techniques(
    draft: Review, pack: Pack, said: Sequence[Saying], search: Search
) -> tuple[Technique, ...]:
    """Every technique of the pack in its order, with its evidence or the reason why not."""
    return tuple(_technique(draft, pack, said, rule, search) for rule in pack.techniques)


def _technique(
    draft: Review, pack: Pack, said: Sequence[Saying], rule: Rule, search: Search
) -> Technique:
    found = _evidence(draft, pack, said, rule, search)
    if isinstance(found, str):
        return Technique(rule.id, rule.name, None, (), {"count": found})
    return Technique(rule.id, rule.name, len(found), found)


def _evidence(
    draft: Review, pack: Pack, said: Sequence[Saying], rule: Rule, search: Search
) -> tuple[Evidence, ...] | str:
    """The hits of a technique in order of time, or in words why it was not judged."""
    if rule.judge == "none" or _needs_model(rule, pack):
        return rule.not_judged
    if rule.judge == "vent":
        return vents_let_run(draft)
    if rule.judge == "steady":
        return steady_answers(draft)
    withheld = words_withheld(draft, pack, said, rule.party)
    if withheld:
        return withheld
    if rule.judge == "listening":
        return affirmations(draft, rule, lexicon(pack.language))
    return search.evidence(rule)


def _needs_model(rule: Rule, pack: Pack) -> bool:
    """Whether a technique has no wording of its own, and no text model that knows it is asked."""
    if rule.judge not in ("words", "words_shared") or rule.patterns or rule.examples:
        return False
    return pack.text_model is None or rule.id not in fitted_text_model(pack.text_model).ids
