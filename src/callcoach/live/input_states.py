"""Owns what happened to the inputs of a live call: their states, and what was lost, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.types.call import Channel, Party
from callcoach.types.live import Captured, CaptureEvent, LaneState

STATES: Mapping[str, LaneState] = {
    "lost": "lost",
    "recovered": "fine",
    "no_signal": "no_signal",
    "signal": "fine",
}
"""What a kind of event makes of an input's state; the others leave it."""

TOLD = ("lost", "no_signal", "slept")
"""Kinds of events that a person is to be told of by a cue."""

UNHEARD_S = 30.0
"""How far into a call nothing may have been heard of the customer until it is told. What computers
play is digital silence until the call is connected and in its pauses, so that such silence alone
tells nothing; the lane shows it at once. Chosen by us."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event of which a person is to be told, and whose input it concerns."""

    event: CaptureEvent
    party: Party


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
        self._heard: set[Party] = set()
        self._unheard: CaptureEvent | None = None
        self.lost_s = 0.0
        self.n_overflows = 0

    def take(self, captured: Captured, heard_s: float) -> list[Told]:
        """Takes the next sound, heard up to `heard_s`; gives what is to be told of its input."""
        for channel, party in self._parties.items():
            if captured.samples[channel].any():
                self._heard.add(party)
        told = [each for event in captured.events for each in self._take_event(event)]
        if self._unheard is not None and heard_s >= UNHEARD_S:
            if "customer" not in self._heard:
                told.append(Told(self._unheard, "customer"))
            self._unheard = None
        return told

    def _take_event(self, event: CaptureEvent) -> list[Told]:
        self.lost_s += event.lost_s
        self.n_overflows += event.kind == "overflow"
        self._lost.setdefault(event.kind, []).append(event)
        parties = self.of(event)
        if event.kind in STATES:
            for party in parties:
                self._states[party] = STATES[event.kind]
        if event.kind not in TOLD or not parties:
            return []
        if event.kind == "no_signal" and parties[0] == "customer":
            self._unheard = event
            return []
        return [Told(event, parties[0])]

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
