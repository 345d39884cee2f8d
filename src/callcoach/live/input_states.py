"""Owns what happened to the inputs of a live call: their states, and what was lost, in words."""

from __future__ import annotations

from collections.abc import Mapping

from callcoach.types.call import Channel, Party
from callcoach.types.live import CaptureEvent, LaneState

STATES: Mapping[str, LaneState] = {
    "lost": "lost",
    "recovered": "fine",
    "no_signal": "no_signal",
    "signal": "fine",
}
"""What a kind of event makes of an input's state; the others leave it."""


class InputStates:
    """The inputs by what was told of them.

    Attributes
    ----------
    lost_s : float
        Seconds of sound lost so far, of all inputs together.
    n_overflows : int
        Times that sound came faster than it could be taken.
    """

    def __init__(self, parties: Mapping[Channel, Party]) -> None:
        self._parties = parties
        self._states: dict[Party, LaneState] = dict.fromkeys(parties.values(), "fine")
        self._lost: dict[str, list[CaptureEvent]] = {}
        self.lost_s = 0.0
        self.n_overflows = 0

    def take(self, event: CaptureEvent) -> None:
        """Takes the next event."""
        self.lost_s += event.lost_s
        self.n_overflows += event.kind == "overflow"
        self._lost.setdefault(event.kind, []).append(event)
        if event.kind in STATES:
            for party in self.of(event):
                self._states[party] = STATES[event.kind]

    def of(self, event: CaptureEvent) -> tuple[Party, ...]:
        """The parties whom an event concerns."""
        if event.channel is None:
            return tuple(self._parties.values())
        return (self._parties[event.channel],) if event.channel in self._parties else ()

    def state(self, party: Party) -> LaneState:
        """What a party's input is doing; none where there is none."""
        return self._states.get(party, "none")

    def notices(self) -> tuple[str, ...]:
        """What the review should tell of it."""
        told = []
        if overflows := self._lost.get("overflow"):
            told.append(
                f"While recording, {_s(overflows)} of sound were lost in {_times(overflows)}, for "
                "the computer was too busy; silence stands in their place."
            )
        for party in self._parties.values():
            gaps = [each for each in self._of_party(party) if each.kind in ("lost", "late")]
            if gaps:
                told.append(
                    f"The {party}'s input gave no sound in {_times(gaps)} (from {_at(gaps)}); "
                    "silence stands in its place."
                )
        if slept := self._lost.get("slept"):
            told.append(
                f"The computer stood still for {_s(slept)} in {_times(slept)} (at {_at(slept)}); "
                "that time is not in the call."
            )
        return tuple(told)

    def _of_party(self, party: Party) -> list[CaptureEvent]:
        every = [each for kind in self._lost.values() for each in kind]
        return sorted((e for e in every if party in self.of(e)), key=lambda each: each.at_s)


def _s(events: list[CaptureEvent]) -> str:
    return f"{sum(each.lost_s for each in events):.1f} s"


def _times(events: list[CaptureEvent]) -> str:
    return "one place" if len(events) == 1 else f"{len(events)} places"


def _at(events: list[CaptureEvent]) -> str:
    moments = [f"{int(each.at_s) // 60}:{int(each.at_s) % 60:02d}" for each in events]
    more = f" and {len(moments) - 3} more" if len(moments) > 3 else ""
    return f"{', '.join(moments[:3])}{more}"
