"""Owns what the agent promised, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.coaching.matching import is_countered
from callcoach.coaching.pack import Pack
from callcoach.coaching.sayings import Saying
from callcoach.types.review import Promise


def promises(said: Sequence[Saying], pack: Pack) -> tuple[Promise, ...]:
    """The agent's promises that name a time, in order of time, one a sentence.

    `due` is as said; it is not resolved against the date of the call.
    """
    rule = pack.rule("next_step_with_time")
    unless = rule.unless if rule else ()
    found: list[Promise] = []
    for saying in said:
        if saying.party != "agent":
            continue
        last_piece = -1
        matches = [match for pattern in pack.promises for match in pattern.finditer(saying.text)]
        for match in sorted(matches, key=lambda match: match.start()):
            first, last = saying.pieces_of(*match.span())
            if first <= last_piece or is_countered(unless, saying.text, *match.span()):
                continue
            last_piece = last
            quote = saying.quote(*saying.widened(first, last))
            found.append(Promise(saying.pieces[first].start_s, quote, match.group("due")))
    return tuple(found)
