"""Owns syllable nuclei: counting syllables in the sound, without words."""

from __future__ import annotations

import numpy as np

from callcoach.types.frames import BAND_EDGES_HZ, FloatRow, FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, IndexRow, OwnRows, row_slice, runs
from callcoach.voice.spectrum import band_power

BANDS = slice(BAND_EDGES_HZ.index(300), BAND_EDGES_HZ.index(3400))
SMOOTHING = np.array([0.25, 0.5, 0.25])
DIP_DB = 3.0
BELOW_REFERENCE_DB = 25.0
REFERENCE_SHARE = 0.99
PERIODICITY_LEAST = 0.6
LEAST_POWER = 1e-14


def nucleus_rows(track: FrameTrack, rows: OwnRows) -> IndexRow:
    """The rows at which a syllable of the channel's own clear speech is loudest, in order.

    After de Jong & Wempe 2009, Praat script to detect syllable nuclei and measure speech rate
    automatically: peaks of the intensity at most 25 dB under the reference (the 99th percentile),
    with a dip of at least 2 dB before and after, and voiced. Where we differ: the intensity is
    that of the telephone band (300-3400 Hz) times the square of the periodicity, which lets
    fricatives and noise fall away; the dip is 3 dB; a start or end of clear speech is a dip; the
    reference is the unit's own, so that a louder stretch elsewhere changes nothing; voiced is a
    periodicity of 0.6. Smoothing, exponent, dip and the 0.6 are chosen by us on speakers 03 and
    08 of Emo-DB, wide-band and as telephone, for the error and the correlation of rates together,
    in November 2026; `benchmarks/voice.py` prints the error on the others. Fast and reduced
    syllables are missed more often than slow ones, so a rise in rate reads smaller than it is.
    """
    intensity_db = periodic_intensity_db(track)
    is_voiced = _grown(track.periodicity >= PERIODICITY_LEAST)
    found: list[IndexRow] = []
    for span in rows.units:
        at = row_slice(span, len(track))
        clear = rows.clear[at]
        if not clear.any():
            continue
        reference_db = float(np.quantile(intensity_db[at][clear], REFERENCE_SHARE))
        for start, end in runs(clear) + at.start:
            tops = start + peak_rows(intensity_db[start:end], DIP_DB)
            is_loud = intensity_db[tops] >= reference_db - BELOW_REFERENCE_DB
            found.append(tops[is_loud & is_voiced[tops]])
    return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)


def periodic_intensity_db(track: FrameTrack) -> FloatRow64:
    """Power in 300-3400 Hz times squared periodicity, lightly smoothed, in dB: (n,)."""
    power = band_power(track, BANDS) * _squared(track.periodicity)
    smoothed = np.convolve(power, SMOOTHING)[1:-1]
    db: FloatRow64 = 10.0 * np.log10(np.maximum(smoothed, LEAST_POWER))
    return db


def peak_rows(db: FloatRow64, dip_db: float) -> IndexRow:
    """Indices of maxima between which the curve falls by more than `dip_db` and rises again.

    Both ends of the curve count as dips.
    """
    tops: list[int] = []
    top, bottom_db, is_rising = 0, np.inf, True
    for i, value_db in enumerate(db.tolist()):
        if is_rising:
            if value_db > db[top]:
                top = i
            elif value_db < db[top] - dip_db:
                tops.append(top)
                bottom_db, is_rising = value_db, False
        elif value_db < bottom_db:
            bottom_db = value_db
        elif value_db > bottom_db + dip_db:
            top, is_rising = i, True
    if is_rising and len(db):
        tops.append(top)
    return np.array(tops, dtype=np.intp)


def _squared(periodicity: FloatRow) -> FloatRow64:
    return np.square(periodicity.astype(np.float64))


def _grown(mask: BoolRow) -> BoolRow:
    """True also one row before and after each True."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    return grown
