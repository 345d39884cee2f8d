"""Owns the count of talk-overs with its range, and when it is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from callcoach.settings import TurnSettings
from callcoach.turns.activity import SIDES
from callcoach.turns.runs import TINY_S
from callcoach.types.call import Channel
from callcoach.types.floor import Activities, Incursion, IncursionKind, TalkOvers
from callcoach.types.time import total_s

Kinds = tuple[IncursionKind, ...]
Incursions = Sequence[Incursion[Channel]]

CERTAIN: Kinds = ("interruption", "butting_in")
AMBIGUOUS: Kinds = ("ambiguous_overlap",)
POSSIBLE: Kinds = (*CERTAIN, *AMBIGUOUS)

UNSTEADY_SHARE = 0.10
UNSTEADY_LEAST_S = 3.0
"""Speech may change by this share from 3 dB lower to 3 dB higher. Chosen by us, 2026: on a real
call 0.08 and less as recorded, through codecs, bleed, white and pink noise down to 5 dB; 0.13 and
more with six voices 20, 10 and 5 dB below."""

WITHHELD_NAMES = ("count", "count_low", "count_high", "n_ambiguous", "overlap_s", "events")


def talk_overs(
    incursions: Incursions, variants: Sequence[Incursions], by: Channel, turns: TurnSettings
) -> TalkOvers:
    """Talk-overs of one channel over the other, with their range.

    `count`: interruptions and butting in with `talk_over_least_s` (0.5 s) of overlap and more.
    `n_ambiguous`: ambiguous overlaps of that length, counted apart. `count_low` and
    `count_high`: least and most over all of `variants`, and over the least overlap moved by
    `range_overlap_s` either way; ambiguous ones are in the most. Withheld where they lie
    further apart than 2, or than the count if that is more.

    Parameters
    ----------
    variants
        The incursions of the same call judged at other levels; `incursions` itself always counts
        as one.
    """
    least_s = turns.talk_over_least_s
    steps_s = (least_s - turns.range_overlap_s, least_s, least_s + turns.range_overlap_s)
    cases = [(each, step_s) for each in (incursions, *variants) for step_s in steps_s]
    low = min(len(_of_kinds(CERTAIN, each, by, step_s)) for each, step_s in cases)
    high = max(len(_of_kinds(POSSIBLE, each, by, step_s)) for each, step_s in cases)
    events = _of_kinds(CERTAIN, incursions, by, least_s)
    if high - low > max(2, len(events)):
        return withheld(
            f"between {low} and {high} by small changes of level and least overlap: "
            "too uncertain to give"
        )
    return TalkOvers(
        count=len(events),
        count_low=low,
        count_high=high,
        n_ambiguous=len(_of_kinds(AMBIGUOUS, incursions, by, least_s)),
        overlap_s=round(fsum(incursions[index].overlap_s for index in events), 6),
        events=events,
    )


def unsteady_why(activities: Activities) -> str | None:
    """Why talk-overs cannot be counted at all: how much is speech hangs on the level; else None.

    Voices in the background do that, and no range tells it, since they talk over everybody at
    any level.
    """
    lower_and_higher = activities.variants
    for channel, units in enumerate(activities.as_is.ipus):
        spoken_s = [total_s(each.ipus[channel]) for each in lower_and_higher]
        change_s = max(spoken_s, default=0.0) - min(spoken_s, default=0.0)
        if change_s > max(UNSTEADY_LEAST_S, UNSTEADY_SHARE * total_s(units)):
            return (
                f"small changes of level make {change_s:.0f} s more or less speech of the "
                f"{SIDES[channel]} channel: there may be voices in the background"
            )
    return None


def withheld(why: str) -> TalkOvers:
    """Talk-overs that are not given, with the reason."""
    return TalkOvers(None, None, None, None, None, None, dict.fromkeys(WITHHELD_NAMES, why))


def _of_kinds(kinds: Kinds, incursions: Incursions, by: Channel, least_s: float) -> tuple[int, ...]:
    """Indices of the incursions of these kinds by a channel with that much overlap."""
    return tuple(
        index
        for index, each in enumerate(incursions)
        if each.kind in kinds and each.by == by and each.overlap_s >= least_s - TINY_S
    )
