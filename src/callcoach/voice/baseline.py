"""Owns what is usual for one person's voice."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from callcoach.types.measures import Baseline
from callcoach.voice.cues import cue_sizes, deviations
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow
from callcoach.voice.units import Units, weighted_median

VOICED_LEAST_S = 0.30
N_LEAST = 6
"""Voiced seconds of a unit, and such units, below which no levels are told apart. Chosen by us."""

SHARE_LEAST = 0.2
APART_LEAST = 1.75
SPREADS_LEAST = 3.0
"""Two levels: each holds such a share of the speech, and their means lie so many full sizes
(`FULL_SIZES`) and so many of their own standard deviations apart. Chosen by us: neutral and loud
sentences of two speakers of Emo-DB together lie 3.0 to 3.3 full sizes apart, halves of five voices
that speak in one way 0.2 to 1.1."""


def call_baseline(units: Units) -> Baseline:
    """The medians over the call's own units, each unit weighted by its voiced (for the level: its
    clear) seconds, so that many short answers do not outweigh long turns."""
    return Baseline(
        f0_hz=weighted_median(units.f0_hz, units.voiced_s),
        alpha_db=weighted_median(units.alpha_db, units.voiced_s),
        level_dbfs=weighted_median(units.level_dbfs, units.clear_s),
        basis="call",
    )


def carried(own: Baseline, usual_hz: float) -> Baseline:
    """The call's own usual with the pitch that is usual over earlier calls.

    Pitch passes every line as it is. Spectrum and level stay the call's own: another microphone,
    line or codec moves them by as much as a raised voice does (`benchmarks/voice.py`).
    """
    return replace(own, f0_hz=usual_hz, basis="stored")


def calm_baseline(units: Units, is_level_used: bool) -> Baseline:
    """The medians over the call's own units; of the lower ones alone where the voice has two levels
    far apart, so that speech raised for half of a call and more does not become the usual."""
    usual = call_baseline(units)
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, usual, is_level_used)
    at = np.flatnonzero((units.voiced_s >= VOICED_LEAST_S) & ~np.isnan(rises).all(axis=1))
    if len(at) < N_LEAST:
        return usual
    is_lower = lower_level(np.nanmean(rises[at] / cue_sizes(), axis=1), units.clear_s[at])
    if is_lower.all():
        return usual
    kept = at[is_lower]
    return call_baseline(Units(*(getattr(units, each.name)[kept] for each in fields(Units))))


def lower_level(values: FloatRow64, weights: FloatRow64) -> BoolRow:
    """(k,) which of the values, in full sizes, are of the lower of two levels; all of them where
    there are no two. The split is the one whose levels lie farthest apart in their spreads."""
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order]
    sums = np.cumsum(np.stack((w, w * x, w * x * x)), axis=1)  # (3, k)
    lower, upper = sums[:, :-1], sums[:, -1:] - sums[:, :-1]  # each split, (3, k - 1)
    means = lower[1] / lower[0], upper[1] / upper[0]
    squares = lower[2] - lower[0] * means[0] ** 2 + upper[2] - upper[0] * means[1] ** 2
    spread = np.sqrt(np.maximum(squares / sums[0, -1], 1e-12))
    apart = means[1] - means[0]
    is_two = (np.minimum(lower[0], upper[0]) >= SHARE_LEAST * sums[0, -1]) & (apart >= APART_LEAST)
    is_two &= apart >= SPREADS_LEAST * spread
    is_lower: BoolRow = np.ones(len(values), dtype=np.bool_)
    if is_two.any():
        split = int(np.argmax(np.where(is_two, apart / spread, 0.0)))
        is_lower[order[split + 1 :]] = False
    return is_lower
