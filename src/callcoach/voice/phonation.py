"""Owns phonation: the own speech without the silences inside it."""

from __future__ import annotations

import numpy as np

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.voice.rows import BoolRow, OwnRows, row_slice, runs

SILENCE_BELOW_DB = 25.0
"""How far under the loud part of its unit a row is silent: de Jong & Wempe 2009."""

LOUD_SHARE = 0.95


def phonation_rows(track: FrameTrack, rows: OwnRows, settings: VoiceSettings) -> BoolRow:
    """(n,) own rows, less runs of at least `pause_s` that are silent.

    Silent: 25 dB and more under the level that 5 % of the unit's rows reach, and not voiced. Units
    hold no longer gaps by definition; this finds the pauses that the speech score bridged.
    """
    mask = rows.own.copy()
    least_rows = round(settings.pause_s * STEPS_PER_S)
    for span in rows.units:
        at = row_slice(span, len(mask))
        level = track.level_dbfs[at]
        if len(level) < least_rows:
            continue
        is_silent = level < np.quantile(level, LOUD_SHARE) - SILENCE_BELOW_DB
        is_silent &= track.voicing[at] < settings.voicing_least
        for start, end in runs(is_silent):
            if end - start >= least_rows:
                mask[at.start + start : at.start + end] = False
    return mask
