"""Owns a channel's pitch: its own clean F0 rows and their spread in semitones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Pitch
from callcoach.voice.rows import IndexRow, OwnRows

FloatRow64 = npt.NDArray[np.float64]

ST_PER_OCTAVE = 12.0
PASS2_FLOOR = 0.75
PASS2_CEILING = 2.5
FOLD_WITHIN_ST = 1.5
FOLD_SHORTER_S = 0.15
SEGMENT_JUMP_ST = 6.0
"""A step of half an octave between neighbouring rows starts a new segment. Chosen by us: voices
glide less than 1 st in 10 ms, and an octave error jumps 12."""


def semitones(f0_hz: FloatRow64, base_hz: float) -> FloatRow64:
    """Pitch in semitones over `base_hz`: 12 log2(f0 / base)."""
    st: FloatRow64 = ST_PER_OCTAVE * np.log2(f0_hz / base_hz)
    return st


def f0_rows(track: FrameTrack, rows: OwnRows, settings: VoiceSettings) -> FloatRow64:
    """F0 of a channel's own speech outside overlap, (n,) float64 in Hz, 0 where there is none.

    Rows count where the tracker's confidence is at least `voicing_least`. Short octave jumps
    are folded back first; then the range is taken in two passes, the second from 0.75 of the
    lower quartile to 2.5 times the upper (De Looze & Hirst 2008, Detecting changes in key and
    range for the automatic modelling and coding of intonation). Where we differ: the tracker
    is not run again, its rows are only kept or left out.
    """
    f0_hz = np.where(rows.clear, track.f0_hz, 0.0).astype(np.float64)
    in_range = (f0_hz >= settings.pitch_floor_hz) & (f0_hz <= settings.pitch_ceiling_hz)
    f0_hz[~(in_range & (track.voicing >= settings.voicing_least))] = 0.0
    voiced = np.flatnonzero(f0_hz)
    if not len(voiced):
        return f0_hz
    f0_hz[voiced] = _folded(f0_hz[voiced], voiced, rows.unit[voiced])
    lower_hz, upper_hz = np.quantile(f0_hz[voiced], (0.25, 0.75))
    f0_hz[(f0_hz < PASS2_FLOOR * lower_hz) | (f0_hz > PASS2_CEILING * upper_hz)] = 0.0
    return f0_hz


def pitch(f0_hz: FloatRow64, settings: VoiceSettings) -> Pitch:
    """Median in Hz; spread (SD) and range (P95 - P5) in semitones against that median.

    `f0_hz` as from `f0_rows`. None below `pitch_least_s` of voiced speech.
    """
    voiced_hz = f0_hz[f0_hz > 0]
    voiced_s = len(voiced_hz) / STEPS_PER_S
    if not len(voiced_hz) or voiced_s < settings.pitch_least_s:
        why = f"only {voiced_s:.1f} s of voiced own speech; {settings.pitch_least_s:g} s needed"
        return no_pitch(why, voiced_s)
    median_hz = float(np.median(voiced_hz))
    st = semitones(voiced_hz, median_hz)
    low_st, high_st = np.quantile(st, (0.05, 0.95))
    return Pitch(median_hz, float(st.std()), float(high_st - low_st), voiced_s)


def no_pitch(why: str, voiced_s: float = 0.0) -> Pitch:
    """A pitch that could not be measured, and why."""
    names = ("median_hz", "sd_st", "range_st")
    return Pitch(None, None, None, voiced_s, dict.fromkeys(names, why))


def _folded(f0_hz: FloatRow64, at: IndexRow, unit: IndexRow) -> FloatRow64:
    """F0 with short octave jumps undone.

    A segment under 0.15 s whose median lies within 1.5 st of one octave over, or under, both its
    neighbours in the same unit is moved by that octave; everything else is kept, however far.
    """
    st = semitones(f0_hz, 1.0)
    is_break = (np.diff(at) > 1) | (np.diff(unit) != 0) | (np.abs(np.diff(st)) > SEGMENT_JUMP_ST)
    starts = np.concatenate(([0], np.flatnonzero(is_break) + 1))
    ends = np.append(starts[1:], len(st))
    medians = np.array([np.median(st[a:b]) for a, b in zip(starts, ends, strict=True)])
    if len(medians) < 3:
        return f0_hz
    above = np.stack((medians[1:-1] - medians[:-2], medians[1:-1] - medians[2:]))
    units = unit[starts]
    can_fold = (units[1:-1] == units[:-2]) & (units[1:-1] == units[2:])
    can_fold &= (ends - starts)[1:-1] < FOLD_SHORTER_S * STEPS_PER_S
    result = f0_hz.copy()
    for sign in (1.0, -1.0):
        is_octave = (np.abs(above - sign * ST_PER_OCTAVE) <= FOLD_WITHIN_ST).all(axis=0)
        for index in np.flatnonzero(can_fold & is_octave) + 1:
            result[starts[index] : ends[index]] *= 2.0**-sign
    return result
