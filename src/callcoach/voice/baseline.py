"""Owns what is usual for one person's voice."""

from __future__ import annotations

from callcoach.types.measures import Baseline
from callcoach.voice.units import Units, weighted_median


def call_baseline(units: Units) -> Baseline:
    """The medians over the call's own units, each unit weighted by its voiced (for the level: its
    clear) seconds, so that many short answers do not outweigh long turns."""
    return Baseline(
        f0_hz=weighted_median(units.f0_hz, units.voiced_s),
        alpha_db=weighted_median(units.alpha_db, units.voiced_s),
        level_dbfs=weighted_median(units.level_dbfs, units.clear_s),
        basis="call",
    )
