"""Owns the talk share so far."""

from __future__ import annotations

from callcoach.live.cues.hearing import SoFar

SPOKEN_LEAST_S = 10.0
"""Speech of both below which a share would jump with every word. Chosen by us."""

ONE_INPUT = "only one input: the customer is not heard"


def talk_share(so_far: SoFar) -> tuple[float | None, str]:
    """The agent's part of both parties' speech, 0..1, or None with why it cannot be told.

    Each second counts once it is about 2 s old; overlap counts for both.
    """
    if len(so_far.spoken_s) != 2:
        return None, ONE_INPUT
    if so_far.activity.inseparable_why is not None:
        return None, so_far.activity.inseparable_why
    agent_s, customer_s = so_far.spoken_s
    if agent_s + customer_s < SPOKEN_LEAST_S:
        return None, f"less than {SPOKEN_LEAST_S:g} s were spoken"
    return agent_s / (agent_s + customer_s), ""
