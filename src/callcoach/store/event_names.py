"""Owns the words for kinds of events as they are told of an agent, not to the agent."""

from __future__ import annotations

from collections.abc import Mapping

PROMISE = "promise"

EVENT_NAMES: Mapping[str, str] = {
    "interruption": "Interruption by the agent",
    "ambiguous_overlap": "Overlap that could be either",
    "butting_in": "Butting in by the agent",
    "terminal_overlap": "Overlap at a handover",
    "backchannel": "Affirmation in overlap",
    "simultaneous_start": "Both started at once",
    "silent_interruption": "Interruption in a pause",
    "talk_over": "The customer was talked over",
    "no_talk_over": "No talk-over at all",
    "high_talk_share": "The agent did most of the talking",
    "dead_air": "Long silence, not announced",
    "slow_response": "Slow answers",
    "monologue": "Long turn of the agent",
    "fast_pace": "Fast pace",
    "slow_pace": "Slow pace",
    "raised_voice": "Raised voice of the agent",
    "steady_voice": "Pitch and level near the agent's usual",
    "acknowledged_first": "Acknowledged before solving",
    "solved_first": "A way on before the acknowledgement",
    "no_acknowledgement": "No acknowledgement was heard",
    "no_resolution_check": "No closing check was heard",
    "no_follow_up": "No follow-up with a time was heard",
    "apology_with_ownership": "Apology with ownership",
    "options_with_time": "A choice, and by when",
    PROMISE: "Promise",
}
"""Kinds of incursions, ids of findings, and promises; techniques are named by their pack."""


def event_name(event: str, of_the_pack: Mapping[str, str]) -> str:
    """An event in words; one of a later release by its id."""
    return (
        of_the_pack.get(event)
        or EVENT_NAMES.get(event)
        or event.replace("_", " ").strip().capitalize()
    )
