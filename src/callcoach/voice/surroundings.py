"""Owns what the line did to level and spectrum around each unit, told from what the voice did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.types.measures import Baseline
from callcoach.voice.pitch import FloatRow64, semitones
from callcoach.voice.units import Units, weighted_median

AROUND_S = 15.0
AROUND_LEAST_S = 3.0
"""Own speech before a unit, and after it, that its surroundings are taken of; with less than the
second on a side, that side tells nothing. Chosen by us: a raised stretch lasts seconds, what a line
does (another cell, a headset moved) lasts."""

SHIFT_LEAST_DB = 1.0
"""Smaller shifts of the surroundings are left to the voice. Chosen by us, November 2026: with 2 dB,
and 5 s on a side, a drifting line raises a voice half as often again."""

ALPHA_DB_PER_ST = 1.5
LEVEL_DB_PER_ST = 2.0
"""What a voice's own rise of pitch brings with it: pitch moves by about half a semitone a decibel
of level (Gramming et al. 1988), the spectrum by 0.4 to 0.7 dB a decibel (Sundberg & Nordenberg
2006); rounded up, so that a raised voice is not taken for the line."""


@dataclass(frozen=True, slots=True, eq=False)
class LineShift:
    """(k,) dB by which level and spectrum lie higher around each unit than in the whole call."""

    alpha_db: FloatRow64
    level_db: FloatRow64


def no_shift(k: int) -> LineShift:
    """Of k units, none shifted."""
    return LineShift(np.zeros(k), np.zeros(k))


def line_shift(units: Units, baseline: Baseline) -> LineShift:
    """How much of a unit's rise is its surroundings', before it or after it, whichever is more.

    A voice that is raised for long takes its pitch along; a line that grows louder or brighter does
    not. So what the median pitch of the surroundings explains is left to the voice.
    """
    k = len(units.start_s)
    alpha, level = np.zeros(k), np.zeros(k)
    ends_s = np.cumsum(units.clear_s)
    starts_s = ends_s - units.clear_s
    for i in range(k):
        before = slice(int(np.searchsorted(ends_s, starts_s[i] - AROUND_S)), i)
        after = slice(i + 1, int(np.searchsorted(starts_s, ends_s[i] + AROUND_S)))
        for side in (before, after):
            if units.clear_s[side].sum() < AROUND_LEAST_S:
                continue
            f0_st = max(0.0, _f0_shift_st(units, side, baseline))
            of_alpha = _shift(units.alpha_db[side], units.voiced_s[side], baseline.alpha_db)
            of_level = _shift(units.level_dbfs[side], units.clear_s[side], baseline.level_dbfs)
            alpha[i] = max(alpha[i], of_alpha - ALPHA_DB_PER_ST * f0_st)
            level[i] = max(level[i], of_level - LEVEL_DB_PER_ST * f0_st)
    alpha[alpha < SHIFT_LEAST_DB] = 0.0
    level[level < SHIFT_LEAST_DB] = 0.0
    return LineShift(alpha, level)


def _f0_shift_st(units: Units, side: slice, baseline: Baseline) -> float:
    f0_hz = weighted_median(units.f0_hz[side], units.voiced_s[side])
    if f0_hz is None or baseline.f0_hz is None:
        return 0.0
    return float(semitones(np.array([f0_hz]), baseline.f0_hz)[0])


def _shift(values: FloatRow64, weights: FloatRow64, usual: float | None) -> float:
    median = weighted_median(values, weights)
    return 0.0 if median is None or usual is None else median - usual
