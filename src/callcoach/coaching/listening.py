"""Owns the techniques that show while the customer speaks: affirmations, letting them finish."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.coaching.phrasing import seconds
from callcoach.coaching.playbook.pack import Rule
from callcoach.language import Lexicon, is_all_acknowledgement
from callcoach.types.call import Party
from callcoach.types.floor import Silence, Turn
from callcoach.types.review import Evidence, Review

VENT_LEAST_S = 20.0
"""A turn of the customer is a long account from here on. Chosen by us."""


def affirmations(draft: Review, rule: Rule, lexicon: Lexicon) -> tuple[Evidence, ...] | str:
    """The agent's listening words inside turns of the customer, or why they are not known.

    Timing gives the moments, words say what they are: a short sound without words in the
    transcript is not counted.
    """
    if draft.backchannels is None:
        return draft.reasons.get("backchannels", "needs one channel for each party")
    if not lexicon.is_known:
        return f"no listener's words are known in {lexicon.code!r}"
    theirs = [turn for turn in draft.turns if turn.party == "customer"]
    return tuple(
        Evidence("agent", spoken.start_s, spoken.end_s, spoken.text, rule.shows)
        for spoken in draft.backchannels
        if spoken.party == "agent"
        and spoken.text
        and is_all_acknowledgement(spoken.text, lexicon)
        and any(turn.start_s < spoken.start_s < turn.end_s for turn in theirs)
    )


def vents_let_run(draft: Review) -> tuple[Evidence, ...] | str:
    """The customer's long turns in which the agent did not talk over them, or why not known.

    Holds and dead air inside a turn do not make it long.
    """
    if draft.incursions is None or draft.talk_overs.events is None:
        reason = draft.talk_overs.reasons.get("events") or draft.reasons.get("incursions")
        return reason or "needs one channel for each party"
    long = [turn for turn in draft.turns if _is_long(turn, draft.silences)]
    if not long:
        return f"the customer held no turn of {VENT_LEAST_S:.0f} s or more"
    starts = [draft.incursions[event].start_s for event in draft.talk_overs.events]
    return tuple(
        Evidence(
            party="customer",
            start_s=turn.start_s,
            end_s=turn.end_s,
            quote=None,
            why=f"the customer spoke for {seconds(turn.end_s - turn.start_s)} without a talk-over",
            reasons={"quote": "judged from timing, not from words"},
        )
        for turn in long
        if not any(turn.start_s <= start_s < turn.end_s for start_s in starts)
    )


def _is_long(turn: Turn[Party], silences: Sequence[Silence[Party]]) -> bool:
    if turn.party != "customer" or turn.end_s - turn.start_s < VENT_LEAST_S:
        return False
    still_s = sum(
        max(0.0, min(turn.end_s, silence.end_s) - max(turn.start_s, silence.start_s))
        for silence in silences
        if silence.is_dead_air or silence.kind == "hold"
    )
    return turn.end_s - turn.start_s - still_s >= VENT_LEAST_S
