"""Owns the cue for a line on which nobody speaks."""

from __future__ import annotations

from callcoach.live.cues.texts import dead_air
from callcoach.settings import Settings
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity
from callcoach.types.time import Span, joined, total_s, within

HOLD_NEAR_S = 2.5
"""A hold that reached up to so long ago is taken to go on: its last seconds may not be told yet."""

SOUND_WAIT_S = 4.0
"""How much longer is waited where the silence is loud: music is told from 3 s of it. Chosen by us;
after it, what sounds is no music."""

SPOKEN_AGAIN_S = 0.5
"""Speech since the last crossing after which another silence is another one: more than a click or a
breath taken for speech."""


class DeadAirWatch:
    """Crosses when nobody has spoken for `live.dead_air_s`, after the first word.

    Hold music and tones are no dead air, and what is silent after them counts from their end.
    """

    def __init__(self, settings: Settings) -> None:
        self._least_s = settings.live.dead_air_s
        self._last_s: float | None = None
        self._begun_s = 0.0

    def begin_anew(self, at_s: float) -> None:
        """Silence before this counts no more: an input was lost, and who spoke is not known."""
        self._begun_s = at_s

    def is_near(self, activity: Activity) -> bool:
        """Whether a silence not told of is long enough, by what is known of holds so far."""
        since_s = self._silent_since_s(activity)
        if since_s is None or activity.duration_s - since_s < self._least_s - 1e-9:
            return False
        return self._last_s is None or self._was_spoken_since(activity, self._last_s)

    def look(self, activity: Activity, heard_s: float, *, is_loud: bool) -> Crossing | None:
        """The crossing that is new now, if any. `is_loud`: whether something sounds, not speech."""
        since_s = self._silent_since_s(activity)
        if since_s is None or not self.is_near(activity):
            return None
        if is_loud and activity.duration_s - since_s < self._least_s + SOUND_WAIT_S - 1e-9:
            return None
        at_s = round(since_s + self._least_s, 2)
        self._last_s = at_s
        return Crossing(
            "dead_air",
            at_s=at_s,
            heard_at_s=heard_s,
            severity=1,
            text=dead_air(self._least_s),
            evidence={"silent_since_s": since_s},
        )

    def _silent_since_s(self, activity: Activity) -> float | None:
        """Since when nobody speaks; None where somebody does, nobody did yet, or on hold."""
        ends_s = [units[-1].end_s for units in activity.ipus if units]
        if not ends_s:
            return None
        if activity.holds:
            hold_end_s = activity.holds[-1].end_s
            if hold_end_s > activity.duration_s - HOLD_NEAR_S:
                return None
            ends_s.append(hold_end_s)
        return max(*ends_s, self._begun_s)

    @staticmethod
    def _was_spoken_since(activity: Activity, since_s: float) -> bool:
        spoken = joined(span for units in activity.ipus for span in units)
        bounds = Span(since_s, max(since_s, activity.duration_s))
        return total_s(within(spoken, bounds)) >= SPOKEN_AGAIN_S
