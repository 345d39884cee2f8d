"""Owns a channel's loudness: the level of its own active speech and how it varies."""

from __future__ import annotations

import numpy as np

from callcoach.types.frames import FrameTrack
from callcoach.types.measures import Loudness, RaisedSpan
from callcoach.voice.rows import OwnRows
from callcoach.voice.spectrum import power_of
from callcoach.voice.units import Units

UNIT_LEAST_S = 0.20
"""Units with less clear speech are left out of the spread: a single vowel or consonant says
nothing of how loudly one spoke. Chosen by us."""

N_UNITS_LEAST = 5
"""Units below which no spread is given. Chosen by us."""


def loudness(
    track: FrameTrack, rows: OwnRows, units: Units, raised: tuple[RaisedSpan, ...], why: str | None
) -> Loudness:
    """Active level, spread over units, and the raised spans as found.

    `active_level_dbfs`: energy mean over all own rows. `sd_db`, `range_db` (P95 - P5): over the
    levels of units with at least 0.2 s of clear speech, None below five. `why`: the reason where
    raised spans could not be looked for.
    """
    reasons = {} if why is None else {"raised": why}
    active_dbfs = 10.0 * np.log10(power_of(track.level_dbfs[rows.own]).mean())
    levels = units.level_dbfs[units.clear_s >= UNIT_LEAST_S]
    if len(levels) < N_UNITS_LEAST:
        spread = f"only {len(levels)} stretches of clear own speech; {N_UNITS_LEAST} needed"
        reasons |= dict.fromkeys(("sd_db", "range_db"), spread)
        return Loudness(float(active_dbfs), None, None, raised, reasons)
    low_db, high_db = np.quantile(levels, (0.05, 0.95))
    return Loudness(
        float(active_dbfs), float(levels.std()), float(high_db - low_db), raised, reasons
    )


def no_loudness(why: str) -> Loudness:
    """A loudness that could not be measured, and why."""
    names = ("active_level_dbfs", "sd_db", "range_db", "raised")
    return Loudness(None, None, None, (), dict.fromkeys(names, why))
