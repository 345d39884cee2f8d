"""Owns the complaint runs of a customer: told by their words, timed by the sound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from callcoach.language import Lexicon, is_all_acknowledgement
from callcoach.types.call import Party
from callcoach.types.floor import Turn
from callcoach.types.review import Evidence, Review
from callcoach.types.time import Span

JOIN_WITHIN_S = 10.0
"""Turns of the customer less than this apart, between which the agent only affirms, are one
stretch. Chosen by us."""


def complaint_runs(
    draft: Review, complaints: Sequence[Evidence], lexicon: Lexicon
) -> tuple[Span, ...]:
    """Each stretch in which the customer complains, in order: from the start of the first of their
    turns that holds such words to the end of the last.

    Words that lie in no turn take the units of speech that they lie in, or their own times where
    the sound has none.
    """
    theirs = [turn for turn in draft.turns if turn.party == "customer"]
    own = own_turns(draft, lexicon)
    runs: list[Span] = []
    spoken = [_spoken(one, draft, theirs) for one in complaints]
    for span in sorted(spoken, key=lambda span: (span.start_s, span.end_s)):
        if runs and _is_same_stretch(runs[-1].end_s, span.start_s, theirs, own):
            runs[-1] = Span(runs[-1].start_s, max(runs[-1].end_s, span.end_s))
        else:
            runs.append(span)
    return tuple(runs)


def own_turns(draft: Review, lexicon: Lexicon) -> tuple[Turn[Party], ...]:
    """The agent's turns that are more than affirmation; one without words is taken for more."""
    utterances = draft.transcript.utterances if draft.transcript else ()
    said = sorted(
        ((each.start_s + each.end_s) / 2, each.text)
        for utterance in utterances
        if utterance.party == "agent"
        for each in (utterance.words or (utterance,))
    )
    middles_s = [middle_s for middle_s, _ in said]

    def words_in(turn: Turn[Party]) -> str:
        first, last = bisect_left(middles_s, turn.start_s), bisect_left(middles_s, turn.end_s)
        return " ".join(text for _, text in said[first:last])

    return tuple(
        turn
        for turn in draft.turns
        if turn.party == "agent" and not is_all_acknowledgement(words_in(turn), lexicon)
    )


def _spoken(said: Evidence, draft: Review, turns: Sequence[Turn[Party]]) -> Span:
    """The turn in which words were said, else the units of speech."""
    words = Span(said.start_s, said.end_s)
    nearest = max(turns, key=lambda turn: _shared_s(words, turn.start_s, turn.end_s), default=None)
    if nearest is not None and _shared_s(words, nearest.start_s, nearest.end_s) > 0:
        return Span(nearest.start_s, nearest.end_s)
    units = [u for u in draft.activity.get("customer", ()) if _shared_s(words, *u) > 0]
    return Span(units[0][0], units[-1][1]) if units else words


def _shared_s(words: Span, start_s: float, end_s: float) -> float:
    return min(words.end_s, end_s) - max(words.start_s, start_s)


def _is_same_stretch(
    end_s: float, start_s: float, theirs: Sequence[Turn[Party]], own: Sequence[Turn[Party]]
) -> bool:
    """Whether the customer goes on from an end to a start, while the agent only affirms."""
    if start_s < end_s:
        return True
    if any(turn.start_s < start_s and turn.end_s > end_s for turn in own):
        return False
    still_s = end_s
    for turn in theirs:
        if end_s <= turn.start_s < start_s:
            if turn.start_s - still_s >= JOIN_WITHIN_S:
                return False
            still_s = max(still_s, turn.end_s)
    return start_s - still_s < JOIN_WITHIN_S
