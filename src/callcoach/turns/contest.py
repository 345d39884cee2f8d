"""Owns the question whether somebody who came in got the floor, and when."""

from __future__ import annotations

from itertools import chain

from callcoach.turns.runs import TINY_S, Run, Speech
from callcoach.types.time import Span, total_s


def holder_fell_silent_s(
    run: Run, own: Speech, theirs: Speech, floor_change_s: float
) -> float | None:
    """When the other party gave up the floor to a run; None where they kept it.

    The floor changes where the run goes on past the end of the other's unit and its party is
    then the sole speaker for `floor_change_s` (1.0 s, as `post_cond_time` of VAP: Ekstedt &
    Skantze 2022, "Voice Activity Projection") before the other speaks again. Where the other
    starts again sooner, the floor is still contested, and the end of that next try is what
    counts. Where nobody else speaks at the start of the run, that start is tried first.

    Parameters
    ----------
    own : Speech
        All units of the run's party.
    theirs : Speech
        The other's units but for backchannels: saying "mm-hm" to someone leaves them the floor.
    """
    tries = chain((Span(run.start_s, run.start_s),), theirs.ending_after(run.start_s))
    silent_s = run.start_s
    for unit in tries:
        if unit.start_s > silent_s:
            sole_s = total_s(own.inside(silent_s, unit.start_s))
            if sole_s >= floor_change_s - TINY_S:
                return silent_s
        silent_s = unit.end_s
        if silent_s >= run.end_s:
            return None
    sole_s = total_s(own.inside(silent_s, float("inf")))
    return silent_s if sole_s >= floor_change_s - TINY_S else None
