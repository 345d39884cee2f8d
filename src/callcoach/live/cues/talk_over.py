"""Owns the cue for talking over the customer."""

from __future__ import annotations

import math

from callcoach.live.cues.hearing import AGENT
from callcoach.live.cues.texts import TALK_OVER
from callcoach.settings import Settings
from callcoach.turns.judge import Contest, contests_of
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity
from callcoach.types.time import Span, Spans, joined, total_s, within

WINDOW_S = 20.0
"""What the contests are judged in: longer than what is said in a row while both speak."""

LATE_MOST_S = 3.0
"""A crossing found later than this is not told: the line was judged anew, and it is over."""

NOT_TOLD = ("simultaneous_start", "backchannel")


class TalkOverWatch:
    """Crosses when both have been active for `live.talk_over_s` in one incursion of the agent's.

    Silences under `voice.pause_s` in what somebody says count as part of it here: on a telephone
    line a closed "t" or "b" between two words is as long as what the review ends a unit by, and
    who talks over somebody does so through it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._told_until_s = -math.inf

    def look(self, activity: Activity, heard_s: float) -> Crossing | None:
        """The crossing that is new now, if any.

        An incursion is one crossing, however its ends move and though a later look finds a breath
        in it: what begins less than a chain gap after one that was told is the same.
        """
        if not _may_cross(activity):
            return None
        for contest in contests_of(self._window(activity), AGENT, self._settings):
            if self._is_told(contest):
                self._told_until_s = max(self._told_until_s, contest.incursion.end_s)
                continue
            at_s = self._full_s(contest)
            if at_s is None or at_s < activity.duration_s - LATE_MOST_S:
                continue
            self._told_until_s = contest.incursion.end_s
            return Crossing(
                "talk_over",
                at_s=at_s,
                heard_at_s=heard_s,
                severity=2,
                text=TALK_OVER,
                evidence={
                    "began_s": contest.incursion.start_s,
                    "overlap_s": round(total_s(contest.overlaps), 2),
                },
            )
        return None

    def _is_told(self, contest: Contest) -> bool:
        until_s = self._told_until_s + self._settings.turns.chain_gap_s
        return contest.incursion.start_s < until_s - 1e-9

    def _full_s(self, contest: Contest) -> float | None:
        """When the overlap of a contest reached the threshold; None where it did not."""
        if contest.incursion.kind in NOT_TOLD:
            return None
        left_s = self._settings.live.talk_over_s
        for span in contest.overlaps:
            if span.duration_s >= left_s - 1e-9:
                return round(span.start_s + left_s, 2)
            left_s -= span.duration_s
        return None

    def _window(self, activity: Activity) -> Activity:
        bounds = Span(max(activity.duration_s - WINDOW_S, 0.0), activity.duration_s)
        pause_s = self._settings.voice.pause_s
        units: tuple[Spans, ...] = tuple(
            joined(within(each, bounds), pause_s) for each in activity.ipus
        )
        return Activity(activity.duration_s, units, (), ())


def _may_cross(activity: Activity) -> bool:
    """Whether both spoke lately; without that nothing can have crossed."""
    since_s = activity.duration_s - LATE_MOST_S
    return all(units and units[-1].end_s > since_s for units in activity.ipus)
