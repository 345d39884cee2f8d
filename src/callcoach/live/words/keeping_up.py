"""Owns whether a model keeps up with a call."""

from __future__ import annotations

from dataclasses import dataclass

BUSY_MOST = 0.8
"""Share of the call's time that a model may work; above, nothing is left for a busier stretch."""

BUSY_OVER_S = 30.0
BUSY_PASSAGES = 3
"""That share is judged over so much of the call, and so many passages, at least."""

LATE_MOST_S = 20.0
"""How long after a passage was due its words may come. All chosen by us."""


@dataclass(frozen=True, slots=True)
class Step:
    """One passage that was put into words.

    When in the call it was due, begun and done; and the seconds of work that it took.
    """

    due_s: float
    began_s: float
    done_s: float
    work_s: float


class KeepingUp:
    """How one model has kept up, from when it was ready on.

    What had to wait for the model to be loaded is not held against it.
    """

    def __init__(self, ready_s: float) -> None:
        self._ready_s = ready_s
        self._steps: list[Step] = []

    def why_behind(self, step: Step) -> str:
        """How the model falls behind, in words, after one passage more; "" where it does not."""
        self._steps = [
            each for each in self._steps if each.began_s >= step.done_s - 2 * BUSY_OVER_S
        ] + [step]
        late_s = step.done_s - max(step.due_s, self._ready_s)
        if late_s > LATE_MOST_S:
            return f"words came {late_s:.0f} s late"
        first, *since = self._steps
        over_s = step.done_s - first.done_s
        if len(since) >= BUSY_PASSAGES and over_s >= BUSY_OVER_S:
            busy = sum(each.work_s for each in since) / over_s
            if busy > BUSY_MOST:
                return f"it was at work for {busy:.0%} of the call's time"
        return ""
