"""Owns what a cue says: one thing to do, in words, 60 characters at most."""

from __future__ import annotations

TEXT_MOST = 60
"""Characters of a cue: what fits beside a mark on a line of 80, read at a glance."""

TALK_OVER = "Let them finish."
PACE = "Slow down a little."
RAISED = "Your voice has risen: breathe, go softer."


def dead_air(silent_s: float) -> str:
    """What to do about a silent line."""
    return f"Say what you are doing: the line has been silent for {silent_s:.0f} s."


def monologue(turn_s: float) -> str:
    """What to do about a long turn."""
    if turn_s == 60:
        return "You have talked for a minute: ask a question."
    return f"You have talked for {turn_s:.0f} s: ask a question."
