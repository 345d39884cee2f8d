"""Owns the words that a person reads for the names in a review."""

from __future__ import annotations

from collections.abc import Mapping

from callcoach.types.call import Party
from callcoach.types.floor import Certainty, IncursionKind

KIND: Mapping[IncursionKind, str] = {
    "interruption": "interruption",
    "ambiguous_overlap": "could be either",
    "butting_in": "butting in",
    "terminal_overlap": "overlap at a handover",
    "backchannel": "affirmation",
    "simultaneous_start": "both started at once",
    "silent_interruption": "interruption in a pause",
}

KIND_MEANS: Mapping[IncursionKind, str] = {
    "interruption": "came in before the other was done, and took the floor",
    "ambiguous_overlap": "timing alone cannot tell an interruption from a normal handover",
    "butting_in": "spoke into the other's turn, who went on",
    "terminal_overlap": "came in on the last word or so; an ordinary handover",
    "backchannel": "a short sign of listening, such as “mm-hm”",
    "simultaneous_start": "nobody cut off anybody",
    "silent_interruption": "took the floor in a pause, mid-sentence",
}

CERTAINTY: Mapping[Certainty, str] = {
    "timing_only": "from timing alone",
    "words": "from timing and words",
    "ambiguous": "could be either",
}

LAYOUT: Mapping[str, str] = {
    "two_channel": "two channels, one party on each",
    "dual_mono": "two channels that hold the same sound",
    "mono": "one channel that holds both parties",
    "one_sided": "two channels, one of them silent throughout",
}

SUPPRESSED: Mapping[str, str] = {
    "no_speech_under_it": "not believed: there is no speech in the sound here",
    "loop": "not believed: the recogniser repeated itself",
    "low_confidence": "not believed: the recogniser was unsure",
    "redacted": "redacted",
}

SIDE: Mapping[int, str] = {0: "left", 1: "right"}

CUE: Mapping[str, str] = {
    "f0": "pitch",
    "pitch": "pitch",
    "alpha": "high frequencies",
    "level": "loudness",
    "rate": "pace",
}


def who(party: Party) -> str:
    """The party as the subject of a sentence to the agent."""
    return {"agent": "you", "customer": "the customer"}.get(party, "one party")


def to_you(told: str) -> str:
    """What was told of the agent, told to the agent; verbs must be in the past."""
    return told.replace("the agent", "you")


def heading(party: Party) -> str:
    """The party as the heading of a column or stave."""
    return {"agent": "You", "customer": "Customer"}.get(party, "Both parties")


def cue(name: str) -> str:
    """A cue of the voice in plain words; names of later releases as they stand."""
    return CUE.get(name, name.replace("_", " "))
