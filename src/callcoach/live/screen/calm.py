"""Owns what makes the lanes restful to look at: bars that sink softly, short pauses passed over."""

from __future__ import annotations

from dataclasses import replace

from callcoach.types.call import Party
from callcoach.types.live import LiveView

FALL_DB_PER_S = 20.0
"""How fast a bar sinks; it rises at once. Chosen by us, near a programme meter's 12 dB/s."""

HOLD_S = 0.4
"""A party that paused for less is still shown as speaking. Chosen by us."""


class CalmLanes:
    """Follows the views of one call, and gives each with its lanes as they are to be seen."""

    def __init__(self) -> None:
        self._at_s = 0.0
        self._level_dbfs: dict[Party, float] = {}
        self._spoke_at_s: dict[Party, float] = {}

    def __call__(self, view: LiveView) -> LiveView:
        """The view with softened lanes; all else as it is."""
        fall_db = max(0.0, view.at_s - self._at_s) * FALL_DB_PER_S
        self._at_s = view.at_s
        lanes = dict(view.lanes)
        for party, lane in view.lanes.items():
            if lane.state != "fine":
                self._level_dbfs.pop(party, None)
                self._spoke_at_s.pop(party, None)
                continue
            before = self._level_dbfs.get(party, lane.level_dbfs)
            level = self._level_dbfs[party] = max(lane.level_dbfs, before - fall_db)
            if lane.is_speaking:
                self._spoke_at_s[party] = view.at_s
            spoke_at_s = self._spoke_at_s.get(party)
            is_speaking = spoke_at_s is not None and view.at_s - spoke_at_s < HOLD_S
            lanes[party] = replace(lane, level_dbfs=level, is_speaking=is_speaking)
        return replace(view, lanes=lanes)
