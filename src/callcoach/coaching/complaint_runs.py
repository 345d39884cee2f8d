"""Owns the complaint runs of a customer: told by their words, timed by the sound."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from callcoach.language import Lexicon, is_all_acknowledgement
from callcoach.types.call import Party
from callcoach.types.floor import Turn, span_of
from callcoach.types.review import Evidence, Review
from callcoach.types.time import Span

JOIN_WITHIN_S = 10.0
"""Turns of the customer less than this apart, between which the agent only affirms, are one
stretch. Chosen by us."""


def complaint_runs(
    draft: Review, complaints: Sequence[Evidence], own: Sequence[Turn[Party]]
) -> tuple[Span, ...]:
    """Each stretch in which the customer complains, in order: from the start of the first of their
    turns that holds such words to the end of the last. `own`: as `own_turns` gives them.

    Words that lie in no turn take the units of speech that they lie in, or their own times where
    the sound has none.
    """
    theirs = [turn for turn in draft.turns if turn.party == "customer"]
    runs: list[Span] = []
    spoken = [_spoken(one, draft, theirs) for one in complaints]
    for span in sorted(spoken, key=lambda span: (span.start_s, span.end_s)):
        if runs and _is_same_stretch(runs[-1].end_s, span.start_s, theirs, own):
            runs[-1] = Span(runs[-1].start_s, max(runs[-1].end_s, span.end_s))
        else:
            runs.append(span)
    return tuple(runs)


def own_turns(
    draft: Review, lexicon: Lexicon, answers: Sequence[Evidence]
) -> tuple[Turn[Party], ...]:
    """The agent's turns that are more than affirmation.

    Such is one with other words, with one of the `answers` ("I understand how hard that is" is made
    of listener's words alone), or without words, of which nothing is known.
    """
    utterances = draft.transcript.utterances if draft.transcript else ()
    said = sorted(
        ((each.start_s + each.end_s) / 2, each.text)
        for utterance in utterances
        if utterance.party == "agent"
        for each in (utterance.words or (utterance,))
    )
    middles_s = [middle_s for middle_s, _ in said]

    starts_s = sorted(one.start_s for one in answers)

    def is_more(turn: Turn[Party]) -> bool:
        first, last = bisect_left(middles_s, turn.start_s), bisect_left(middles_s, turn.end_s)
        words = " ".join(text for _, text in said[first:last])
        answered = bisect_left(starts_s, turn.start_s) < bisect_left(starts_s, turn.end_s)
        return answered or not is_all_acknowledgement(words, lexicon)

    return tuple(turn for turn in draft.turns if turn.party == "agent" and is_more(turn))


def _spoken(said: Evidence, draft: Review, turns: Sequence[Turn[Party]]) -> Span:
    """The turn that holds most of some words, else the units of speech, else their own times."""
    words = Span(said.start_s, said.end_s)
    first = bisect_right(turns, words.start_s, key=lambda turn: turn.end_s)
    last = bisect_left(turns, words.end_s, key=lambda turn: turn.start_s)
    if first < last:
        most = max(turns[first:last], key=lambda turn: words.overlap_s(span_of(turn)))
        return span_of(most)
    units = draft.activity.get("customer", ())
    first = bisect_right(units, words.start_s, key=lambda unit: unit[1])
    last = bisect_left(units, words.end_s, key=lambda unit: unit[0])
    return Span(units[first][0], units[last - 1][1]) if first < last else words


def _is_same_stretch(
    end_s: float, start_s: float, theirs: Sequence[Turn[Party]], own: Sequence[Turn[Party]]
) -> bool:
    """Whether the customer goes on from an end to a start, while the agent only affirms."""
    if start_s < end_s:
        return True
    last = bisect_left(own, start_s, key=lambda turn: turn.start_s)
    if last and own[last - 1].end_s > end_s:
        return False
    still_s = end_s
    first = bisect_left(theirs, end_s, key=lambda turn: turn.start_s)
    last = bisect_left(theirs, start_s, key=lambda turn: turn.start_s)
    for turn in theirs[first:last]:
        if turn.start_s - still_s >= JOIN_WITHIN_S:
            return False
        still_s = turn.end_s
    return start_s - still_s < JOIN_WITHIN_S
