"""Owns the judgement of every technique of a pack on one call."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.coaching.listening import affirmations, vents_let_run
from callcoach.coaching.matching import Search
from callcoach.coaching.pack import Pack, Rule
from callcoach.coaching.sayings import Saying, sayings
from callcoach.coaching.steady import steady_answers
from callcoach.language import lexicon
from callcoach.language.lexicon import base_code
from callcoach.types.review import Evidence, Review, Technique

NO_TRANSCRIPT = "no transcript"


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
    return None


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
    """Whether a technique has no patterns, and the text model that would know it is off."""
    is_of_words = rule.judge in ("words", "words_shared")
    return is_of_words and not rule.patterns and pack.text_model is None
