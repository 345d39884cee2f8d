"""Owns the one technique judged from the voice: level and pitch kept while the other's rise."""

from __future__ import annotations

from callcoach.coaching.phrasing import raised_cues
from callcoach.types.call import Party
from callcoach.types.measures import RaisedSpan
from callcoach.types.review import Evidence, Review

AFTER_S = 20.0
"""How long after the customer's raised voice the agent's is looked at. Chosen by us."""

OWN_SPEECH_LEAST_S = 2.0
"""Own speech in that time at least, to say anything of it. Chosen by us."""


def steady_answers(draft: Review) -> tuple[Evidence, ...] | str:
    """Raised stretches of the customer that the agent's voice did not follow, or why not known.

    Rests on physical measures against each person's own usual; says nothing of how they felt.
    """
    for party in ("agent", "customer"):
        reason = _withheld(draft, party)
        if reason:
            return reason
    theirs = draft.loudness["customer"].raised
    if not theirs:
        return "the customer's voice was not raised"
    answered = [span for span in theirs if _own_speech_s(draft, span) >= OWN_SPEECH_LEAST_S]
    if not answered:
        return "the agent hardly spoke while or after the customer's voice was raised"
    return tuple(
        Evidence(
            party="agent",
            start_s=span.start_s,
            end_s=min(span.end_s + AFTER_S, draft.call.duration_s),
            quote=None,
            why=f"the customer's voice rose ({raised_cues(span)}); yours stayed near your usual",
            reasons={"quote": "judged from the voice, not from words"},
        )
        for span in answered
        if not any(
            own.start_s < span.end_s + AFTER_S and span.start_s < own.end_s
            for own in draft.loudness["agent"].raised
        )
    )


def _withheld(draft: Review, party: Party) -> str | None:
    """Why this party's raised voice is not known, None where it is."""
    if party not in draft.loudness:
        return f"the {party}'s voice was not measured"
    loudness = draft.loudness[party]
    if "raised" in loudness.reasons:
        return loudness.reasons["raised"]
    steadiness = draft.steadiness.get(party)
    if steadiness is None or steadiness.score is None:
        reasons = {} if steadiness is None else steadiness.reasons
        return reasons.get("score", f"the {party}'s steadiness was not measured")
    return None


def _own_speech_s(draft: Review, span: RaisedSpan) -> float:
    end_s = span.end_s + AFTER_S
    return sum(
        max(0.0, min(end_s, stop_s) - max(span.start_s, start_s))
        for start_s, stop_s in draft.activity.get("agent", ())
    )
