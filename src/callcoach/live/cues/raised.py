"""Owns the cue for a raised voice."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from callcoach.frames.columns import RecentRows
from callcoach.live.cues.hearing import AGENT, pitched_part, stretch_of
from callcoach.live.cues.texts import RAISED
from callcoach.settings import Settings
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.measures import RaisedSpan
from callcoach.voice.baseline import call_baseline
from callcoach.voice.cues import is_level_trusted
from callcoach.voice.line_noise import line_noise
from callcoach.voice.pitch import f0_rows
from callcoach.voice.raised import raised_spans
from callcoach.voice.rows import own_rows
from callcoach.voice.units import Units, units_of

ROWS_S = 60.0
"""What raised spans are looked for in: the spread of the own windows and what the line did around
each unit take more than a few seconds. Chosen by us."""

USUAL_VOICED_LEAST_S = 30.0
AGE_LEAST_S = 10.0
"""Voiced own speech from which on there is an own usual, and how old speech must be to count: a
voice that rises now is not to be its own usual. Chosen by us."""

NEAR_S = 3.0
"""A raised span is told of where it reaches up to so near to the newest row with a pitch."""

CALM_S = 5.0
"""A raised voice has ended where none was found for so long. Chosen by us."""


class RaisedWatch:
    """Looked at once a second. Crosses when the review's own rule finds a raised span of 2 s and
    more (`voice.raised_least_s`), against the agent's usual so far, that has just been spoken."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: Units | None = None
        self._kept_s = 0.0
        self._raised_s = -CALM_S

    def look(self, recent: RecentRows, activity: Activity, heard_s: float) -> Crossing | None:
        """The crossing that is new now, if any. `recent`: the last `ROWS_S` of the agent's rows."""
        pitched = pitched_part(recent)
        end_s = pitched.end_row / STEPS_PER_S
        new: RaisedSpan | None = None
        for span in self._spans(pitched, activity):
            if span.end_s <= end_s - NEAR_S:
                continue
            if span.start_s >= self._raised_s + CALM_S:
                new = span
            self._raised_s = max(self._raised_s, span.end_s)
        return None if new is None else self._crossing(new, heard_s)

    def _crossing(self, span: RaisedSpan, heard_s: float) -> Crossing:
        return Crossing(
            "raised",
            at_s=round(span.start_s + self._settings.voice.raised_least_s, 2),
            heard_at_s=heard_s,
            severity=2,
            text=RAISED,
            evidence={
                "raised_s": round(span.end_s - span.start_s, 2),
                "f0_st": _rounded(span.f0_st),
                "alpha_db": _rounded(span.alpha_db),
                "level_db": _rounded(span.level_db),
            },
        )

    def _spans(self, pitched: RecentRows, activity: Activity) -> list[RaisedSpan]:
        """The raised spans of the stretch, in seconds of the call."""
        track, voice = pitched.track, self._settings.voice
        rows = own_rows(stretch_of(activity, pitched), AGENT, len(track))
        if not rows.clear.any():
            return []
        f0_hz = f0_rows(track, rows, voice)
        noise = line_noise(track, rows)
        units = units_of(track, rows, f0_hz, noise)
        start_s = pitched.first_row / STEPS_PER_S
        self._keep(units, start_s, pitched.end_row / STEPS_PER_S - AGE_LEAST_S)
        if self._kept is None or self._kept.voiced_s.sum() < USUAL_VOICED_LEAST_S:
            return []
        usual = call_baseline(self._kept)
        is_level_used = is_level_trusted(activity.quality[AGENT])
        spans = raised_spans(
            track, rows, f0_hz, units, noise, usual, is_level_used=is_level_used, settings=voice
        )
        return [
            replace(span, start_s=span.start_s + start_s, end_s=span.end_s + start_s)
            for span in spans
        ]

    def _keep(self, units: Units, start_s: float, until_s: float) -> None:
        """Add to the usual the units that are old enough and new to it."""
        starts_s, ends_s = units.start_s + start_s, units.end_s + start_s
        is_new = (starts_s >= self._kept_s) & (ends_s <= until_s)
        if is_new.any():
            self._kept_s = float(ends_s[is_new].max())
            new = Units(*(getattr(units, each.name)[is_new] for each in fields(Units)))
            self._kept = new if self._kept is None else _together(self._kept, new)


def _together(first: Units, second: Units) -> Units:
    return Units(
        *(
            np.concatenate((getattr(first, each.name), getattr(second, each.name)))
            for each in fields(Units)
        )
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
