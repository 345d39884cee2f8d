"""Owns how far a voice is above its baseline: the cues, their sizes, and which may be trusted."""

from __future__ import annotations

import numpy as np

from callcoach.types.floor import ChannelQuality
from callcoach.types.measures import Baseline
from callcoach.voice.pitch import FloatRow64, semitones

CUES = ("f0", "alpha", "level")
"""Pitch, spectrum, level: the order of the columns in this room's cue arrays."""


def is_level_trusted(quality: ChannelQuality) -> bool:
    """Whether the channel's level may serve as a cue.

    Not where automatic gain control is suspected (`agc_suspected` True): such a line evens out
    the level, while pitch and spectrum pass. Where it could not be told (None) the level counts.
    """
    return quality.agc_suspected is not True


def deviations(
    f0_hz: FloatRow64,
    alpha_db: FloatRow64,
    level_dbfs: FloatRow64,
    baseline: Baseline,
    is_level_used: bool,
) -> FloatRow64:
    """(k, 3) float64: semitones, dB, dB over the baseline, in the order of `CUES`.

    NaN where the cue or its baseline is missing, and for a level that is not used.
    """
    missing = np.full(len(f0_hz), np.nan)
    f0_st = missing if baseline.f0_hz is None else semitones(f0_hz, baseline.f0_hz)
    alpha = missing if baseline.alpha_db is None else alpha_db - baseline.alpha_db
    level = missing
    if is_level_used and baseline.level_dbfs is not None:
        level = level_dbfs - baseline.level_dbfs
    return np.stack((f0_st, alpha, level), axis=1)


FULL_SIZES = (3.0, 2.5, 6.0)
"""How far over the usual a unit's cue counts in full for steadiness, in the order of `CUES`:
semitones, dB, dB. 6 dB of effort move the telephone spectrum by about 3.8 dB; by regression on
speech at many efforts, 0.4 to 0.7 dB per dB (Sundberg & Nordenberg 2006, Effects of vocal loudness
variation on spectrum balance as reflected by the alpha measure of long-term-average spectra of
speech). Chosen by us in that proportion."""


def cue_sizes() -> FloatRow64:
    """(3,) `FULL_SIZES` as a row."""
    return np.array(FULL_SIZES)
