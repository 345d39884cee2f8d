"""Made moments of a call, for what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from callcoach.types.call import Party
from callcoach.types.cues import Crossing, Cue
from callcoach.types.live import Lane, LiveView, PaceNow, WordsNow

QUIET = LiveView(
    at_s=252.0,
    lanes={"agent": Lane(-22.0, True), "customer": Lane(-54.0, False)},
    pace=PaceNow(4.6, 3.9, 5.2, "call"),
    talk_share=0.58,
    no_share_why="",
    cue=None,
    words=WordsNow("working", "small", 3.2, "I can send you the new one"),
    recording="calls/call.wav",
    lost_s=0.0,
    n_overflows=0,
    notices=(),
)


def view(**changed: Any) -> LiveView:
    """A quiet moment, with some fields of it changed."""
    return replace(QUIET, **changed)


def with_lane(party: Party, lane: Lane, **changed: Any) -> LiveView:
    """A quiet moment with another lane of one party."""
    return view(lanes={**QUIET.lanes, party: lane}, **changed)


def cue(text: str = "you are talking over the customer: let them finish", at_s: float = 310) -> Cue:
    """A cue that is shown."""
    return Cue(Crossing("talk_over", at_s, at_s + 0.1, 2, text), held_by=None)
