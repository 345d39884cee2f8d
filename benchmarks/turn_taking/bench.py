"""Owns what a table is given, and the cases that a condition makes of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from callcoach.types.frames import FrameTrack
from turn_taking.degradations import Condition, degraded
from turn_taking.framing import Workshop
from turn_taking.judges import Judges
from turn_taking.report import Report
from turn_taking.truths import Call


@dataclass(frozen=True)
class Bench:
    """What a table is given. `is_quick`: a subset will do."""

    data: Path
    call: Call
    workshop: Workshop
    judges: Judges
    report: Report
    is_quick: bool

    def tracks(self, calls: Sequence[Call]) -> list[list[FrameTrack]]:
        """The frames of calls, two each."""
        channels = [samples for call in calls for samples in call.channels]
        flat = self.workshop.frames(channels, self.call.rate_hz)
        return [flat[k : k + 2] for k in range(0, len(flat), 2)]


@dataclass(frozen=True)
class Case:
    """A degraded call and the channels that are scored in it."""

    call: Call
    scored: tuple[int, ...] = (0, 1)


def cases_of(call: Call, condition: Condition) -> dict[str, list[Case]]:
    """The cases of a condition by name: bleed both ways, and into either channel alone."""
    both = degraded(call, condition)
    if not condition.is_bleed:
        return {condition.name: [Case(both)]}
    into_first = replace(call, channels=(both.channels[0], call.channels[1]))
    into_second = replace(call, channels=(call.channels[0], both.channels[1]))
    return {
        f"{condition.name} both ways": [Case(both)],
        f"{condition.name} one way": [Case(into_first, (0,)), Case(into_second, (1,))],
    }
