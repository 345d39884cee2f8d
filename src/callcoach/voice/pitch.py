"""Owns a channel's pitch: its own clean F0 rows and their spread in semitones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FloatRow, FrameTrack
from callcoach.types.measures import Pitch, PitchSlope
from callcoach.voice.path import voiced_path
from callcoach.voice.rows import BoolRow, IndexRow, OwnRows, medians_of
from callcoach.voice.slope import theil_sen

FloatRow64 = npt.NDArray[np.float64]

ST_PER_OCTAVE = 12.0
PASS2_FLOOR = 0.75
PASS2_CEILING = 2.5
FOLD_WITHIN_ST = 1.5
FOLD_SHORTER_S = 0.15
SEGMENT_JUMP_ST = 6.0
"""A step of half an octave between neighbouring rows starts a new segment. Chosen by us: voices
glide less than 1 st in 10 ms, and an octave error jumps 12."""

HUM_SD_ST = 0.1
HUM_SD_DB = 1.0
HUM_DETECTOR = 0.3
HUM_LEAST_S = 2.0
HUM_JUMP_ST = 1.0
TONE_TONALITY = 0.8
"""Made hum and tones move by under 0.03 st and 0.6 dB and score under 0.2. Chosen by us in November
2026: of two Emo-DB speakers (03, 08) through a telephone, no voiced stretch is that steady in pitch
whose score stays below 0.49, and none lasts 0.15 s."""

SLOPE_LEAST_S = 0.5
"""Voiced seconds below which a unit has no slope. Chosen by us: two syllables and more."""

NO_SLOPE = f"no unit of own speech holds {SLOPE_LEAST_S:g} s of voice"


def semitones(f0_hz: FloatRow64, base_hz: float) -> FloatRow64:
    """Pitch in semitones over `base_hz`: 12 log2(f0 / base)."""
    st: FloatRow64 = ST_PER_OCTAVE * np.log2(f0_hz / base_hz)
    return st


def f0_rows(track: FrameTrack, rows: OwnRows, settings: VoiceSettings) -> FloatRow64:
    """F0 of a channel's own speech outside overlap, (n,) float64 in Hz, 0 where there is none.

    Of the rows on the `voiced_path`, hum and tones are left out, and short octave jumps folded
    back; then the range is taken in two passes, the second from 0.75 of the lower quartile to 2.5
    times the upper (De Looze & Hirst 2008, Detecting changes in key and range for the automatic
    modelling and coding of intonation). Where we differ: the tracker is not run again, its rows
    are only kept or left out.
    """
    range_hz = settings.pitch_floor_hz, settings.pitch_ceiling_hz
    f0_hz = voiced_path(track, rows.clear, range_hz, settings.voicing_least)
    f0_hz[_is_hum(f0_hz, track)] = 0.0
    voiced = np.flatnonzero(f0_hz)
    if not len(voiced):
        return f0_hz
    f0_hz[voiced] = _folded(f0_hz[voiced], voiced, rows.unit[voiced])
    lower_hz, upper_hz = np.quantile(f0_hz[voiced], (0.25, 0.75))
    f0_hz[(f0_hz < PASS2_FLOOR * lower_hz) | (f0_hz > PASS2_CEILING * upper_hz)] = 0.0
    return f0_hz


def pitch(f0_hz: FloatRow64, rows: OwnRows, settings: VoiceSettings) -> Pitch:
    """Median in Hz; spread (SD), range (P95 - P5) and slopes in semitones against that median.

    `f0_hz` as from `f0_rows`. None below `pitch_least_s` of voiced speech.
    """
    voiced_hz = f0_hz[f0_hz > 0]
    voiced_s, clear_s = len(voiced_hz) / STEPS_PER_S, int(rows.clear.sum()) / STEPS_PER_S
    if not len(voiced_hz) or voiced_s < settings.pitch_least_s:
        why = f"only {voiced_s:.1f} s of voiced own speech; {settings.pitch_least_s:g} s needed"
        return no_pitch(why, voiced_s, clear_s)
    median_hz = float(np.median(voiced_hz))
    st = semitones(voiced_hz, median_hz)
    low_st, high_st = np.quantile(st, (0.05, 0.95))
    slopes = _slopes(f0_hz, rows)
    reasons = {} if slopes else {"slope_st_per_s": NO_SLOPE}
    return Pitch(
        median_hz=median_hz,
        sd_st=float(st.std()),
        range_st=float(high_st - low_st),
        slope_st_per_s=float(np.median([each.st_per_s for each in slopes])) if slopes else None,
        slopes=slopes,
        voiced_share=voiced_s / clear_s,
        voiced_s=voiced_s,
        clear_s=clear_s,
        reasons=reasons,
    )


def no_pitch(why: str, voiced_s: float = 0.0, clear_s: float = 0.0) -> Pitch:
    """A pitch that could not be measured, and why."""
    names = ("median_hz", "sd_st", "range_st", "slope_st_per_s", "voiced_share")
    reasons = dict.fromkeys(names, why)
    return Pitch(None, None, None, None, (), None, voiced_s, clear_s, reasons)


def _slopes(f0_hz: FloatRow64, rows: OwnRows) -> tuple[PitchSlope, ...]:
    """The slope of each own unit with at least 0.5 s of voice outside overlap, in order."""
    voiced = np.flatnonzero(f0_hz)
    bounds = np.searchsorted(rows.unit[voiced], np.arange(len(rows.units) + 1))
    slopes = []
    for unit, first, last in zip(rows.units, bounds[:-1], bounds[1:], strict=True):
        if last - first >= SLOPE_LEAST_S * STEPS_PER_S:
            at = voiced[first:last]
            st_per_s = theil_sen(at / STEPS_PER_S, semitones(f0_hz[at], 1.0))
            slopes.append(PitchSlope(unit.start_s, unit.end_s, st_per_s))
    return tuple(slopes)


def _is_hum(f0_hz: FloatRow64, track: FrameTrack) -> BoolRow:
    """(n,) rows of stretches too steady for a voice in which no speech is heard.

    In pitch and in level; any stretch of pure tones, and hum, which has many, over 2 s and more.
    """
    is_hum = np.zeros(len(f0_hz), dtype=np.bool_)
    voiced = np.flatnonzero(f0_hz)
    if not len(voiced):
        return is_hum
    st = semitones(f0_hz[voiced], 1.0)
    is_break = (np.diff(voiced) > 1) | (np.abs(np.diff(st)) > HUM_JUMP_ST)
    starts = np.concatenate(([0], np.flatnonzero(is_break) + 1))
    ends = np.append(starts[1:], len(voiced))
    is_tone = np.add.reduceat(track.tonality[voiced], starts) > TONE_TONALITY * (ends - starts)
    is_silent = np.maximum.reduceat(track.detector[voiced], starts) < HUM_DETECTOR
    is_long = ends - starts >= HUM_LEAST_S * STEPS_PER_S
    for part in np.flatnonzero((is_tone | is_long) & is_silent):
        within = slice(starts[part], ends[part])
        rows = voiced[within]
        is_even = _smooth(track.level_dbfs[rows]).std() < HUM_SD_DB
        is_hum[rows] = is_even and st[within].std() < HUM_SD_ST
    return is_hum


def _smooth(level_dbfs: FloatRow) -> FloatRow:
    """Means over 50 ms, whole periods of hum, away from the ends: (n,) or one mean if shorter."""
    n = min(len(level_dbfs), STEPS_PER_S // 20)
    return np.convolve(level_dbfs, np.full(n, 1 / n, np.float32), "valid")


def _folded(f0_hz: FloatRow64, at: IndexRow, unit: IndexRow) -> FloatRow64:
    """F0 with short octave jumps undone.

    A segment under 0.15 s whose median lies within 1.5 st of one octave over, or under, both its
    neighbours in the same unit is moved by that octave; everything else is kept, however far.
    """
    st = semitones(f0_hz, 1.0)
    is_break = (np.diff(at) > 1) | (np.diff(unit) != 0) | (np.abs(np.diff(st)) > SEGMENT_JUMP_ST)
    starts = np.concatenate(([0], np.flatnonzero(is_break) + 1))
    ends = np.append(starts[1:], len(st))
    medians = medians_of(st, starts, ends)
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
