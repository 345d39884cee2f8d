"""Owns how one party's pace stood to the other's."""

from __future__ import annotations

from callcoach.types.measures import Pace, PaceMatch, RateRatio

WITHIN_S = 30.0
"""How long a window of the customer's stands for their pace. Chosen by us: some turns."""

NO_WINDOWS = "nowhere did both speak enough within 30 s of each other to compare them"


def pace_match(agent: Pace, customer: Pace) -> PaceMatch:
    """The agent's articulation rate against the customer's, over the call and by windows.

    Each window of the agent's is held against the customer's latest that began no later and at
    most 30 s before. None where either rate is missing, or the syllables of one were counted in
    the words and of the other in the sound, which do not count alike.
    """
    why = _why_not(agent, customer)
    own_sps, their_sps = agent.articulation_rate_sps, customer.articulation_rate_sps
    if why or own_sps is None or their_sps is None:
        return no_pace_match(why)
    windows: list[RateRatio] = []
    ahead = list(customer.windows)
    theirs = None
    for own in agent.windows:
        while ahead and ahead[0].start_s <= own.start_s:
            theirs = ahead.pop(0)
        if theirs is not None and own.start_s - theirs.start_s <= WITHIN_S:
            windows.append(RateRatio(own.start_s, own.end_s, own.rate_sps / theirs.rate_sps))
    reasons = {} if windows else {"windows": NO_WINDOWS}
    return PaceMatch(own_sps / their_sps, tuple(windows), reasons)


def no_pace_match(why: str) -> PaceMatch:
    """A match that could not be measured, and why."""
    return PaceMatch(None, (), dict.fromkeys(("ratio", "windows"), why))


def _why_not(agent: Pace, customer: Pace) -> str:
    for name, pace in (("agent", agent), ("customer", customer)):
        if pace.articulation_rate_sps is None:
            return f"no rate of the {name}: {pace.reasons['articulation_rate_sps']}"
        if pace.articulation_rate_sps == 0:
            return f"no syllables of the {name} were found"
    if agent.basis != customer.basis:
        return "the words of only one party are known, and syllables in the sound count otherwise"
    return ""
