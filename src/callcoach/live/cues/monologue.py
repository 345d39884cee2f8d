"""Owns the cue for a long turn of the agent's."""

from __future__ import annotations

from callcoach.live.cues.hearing import AGENT
from callcoach.live.cues.texts import monologue
from callcoach.settings import Settings
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity, Floor
from callcoach.types.time import Span, Spans, joined, within

AGAIN_S = 30.0
"""A turn that goes on is told of again after each so many seconds: vendors warn at 60 and at 90 s
(docs/live.md), and who went on once may have missed it."""

NOW_S = 1.0
"""The turn is going on where the agent's last word ended no longer ago; in a longer pause of
theirs the customer may be about to speak."""


class MonologueWatch:
    """Crosses when a turn of the agent's reaches `turns.monologue_s`, and each 30 s from there.

    Turns are the review's: a customer's short answers, and tries that failed, do not end one. Here
    a silence of `turns.dead_air_s` and a hold do, too: nobody has talked for a minute who looked
    something up for half of it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._n_told = 0

    def look(self, activity: Activity, floor: Floor, heard_s: float) -> Crossing | None:
        """The crossing that is new now, if any. `floor`: that of the activity."""
        least_s = self._settings.turns.monologue_s
        talk = self._talk(activity, floor)
        if talk is None or talk.duration_s < least_s - 1e-9:
            if talk is None or talk.duration_s < least_s - AGAIN_S / 2:
                self._n_told = 0
            return None
        n_due = 1 + int((talk.duration_s - least_s + 1e-9) // AGAIN_S)
        if n_due <= self._n_told or talk.end_s < activity.duration_s - NOW_S:
            return None
        self._n_told = n_due
        length_s = least_s + (n_due - 1) * AGAIN_S
        return Crossing(
            "monologue",
            at_s=self._reached_s(activity, round(talk.start_s + length_s, 2)),
            heard_at_s=heard_s,
            severity=1 if n_due == 1 else 2,
            text=monologue(length_s),
            evidence={"began_s": talk.start_s, "turn_s": length_s},
        )

    def _talk(self, activity: Activity, floor: Floor) -> Span | None:
        """The turn that the agent is in, from the last long silence in it; None where in none."""
        turns = floor.turns
        if not turns or turns[-1].party != AGENT:
            return None
        turn = Span(turns[-1].start_s, turns[-1].end_s)
        own = within(activity.ipus[AGENT], turn)
        talks = joined(own, self._settings.turns.dead_air_s)
        last = talks[-1]
        held_s = max((each.end_s for each in activity.holds), default=0.0)
        return Span(max(last.start_s, min(held_s, last.end_s)), last.end_s)

    @staticmethod
    def _reached_s(activity: Activity, full_s: float) -> float:
        """The moment itself, or that of the agent's next word where it fell into a pause."""
        units: Spans = activity.ipus[AGENT]
        return next((max(each.start_s, full_s) for each in units if each.end_s > full_s), full_s)
