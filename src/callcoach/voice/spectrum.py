"""Owns the power of rows, in all and in the bands of a track, and the tilt of a spectrum."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import BAND_EDGES_HZ, FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import IndexRow

TELEPHONE = slice(BAND_EDGES_HZ.index(300), BAND_EDGES_HZ.index(3400))
N_BANDS = TELEPHONE.stop - TELEPHONE.start
N_LOW = BAND_EDGES_HZ.index(1000) - TELEPHONE.start
"""The bands of a telephone among those of a track, their number, and that of those below 1 kHz."""

_EDGES_HZ = np.array(BAND_EDGES_HZ[TELEPHONE.start : TELEPHONE.stop + 1], dtype=np.float64)
EFFORT_GAINS = np.interp(
    np.log2(_EDGES_HZ[1:] * _EDGES_HZ[:-1]) / 2.0, np.log2((300.0, 1500.0)), (0.5, 1.5)
)
"""(9,) dB by which a decibel of effort lifts each band: 0.5 up to 300 Hz, rising to 1.5 from 1500
Hz on (Nordenberg & Sundberg 2004, Effect on LTAS of vocal loudness variation), read at its
middle."""

BANDS_LEAST = 3
"""Bands on either side of 1000 Hz, of four and five, that a tilt is told from. Chosen by us."""


def band_power(track: FrameTrack, at: IndexRow, band: int) -> FloatRow64:
    """(m,) power of the rows `at` in one of the nine bands from 300 to 3400 Hz.

    One band at a time, since all of a long call take much memory together.
    """
    return power_of(track.bands_dbfs[at, TELEPHONE.start + band])


def sum_of_bands(track: FrameTrack, at: IndexRow, bands: range) -> FloatRow64:
    """(m,) power of the rows `at` in some of those bands together."""
    total = np.zeros(len(at))
    for band in bands:
        total += band_power(track, at, band)
    return total


def low_and_high(powers: FloatRow64) -> tuple[FloatRow64, FloatRow64]:
    """Of powers (m, 9) in those bands: those of 300-1000 Hz and of 1000-3400 Hz; both (m,)."""
    low: FloatRow64 = powers[:, :N_LOW].sum(axis=1)
    high: FloatRow64 = powers[:, N_LOW:].sum(axis=1)
    return low, high


def tilt_db(powers: FloatRow64, usual_db: FloatRow64) -> FloatRow64:
    """(m,) how much more the upper bands rose over the usual than the lower, each weighted by what
    effort lifts it by.

    x dB more on all bands above 1000 Hz are a tilt of x, as they are of the alpha ratio; but each
    band counts in its own dB, so that not one of them, with the formant of a vowel in it, decides.

    Parameters
    ----------
    powers : (m, 9), in those bands; bands with 0 are left out.
    usual_db : (9,) what is usual in each band; NaN leaves it out. NaN is told where fewer than
        `BANDS_LEAST` are left below or above 1000 Hz.
    """
    known = (powers > 0) & ~np.isnan(usual_db)
    is_enough = (known[:, :N_LOW].sum(axis=1) >= BANDS_LEAST) & (
        known[:, N_LOW:].sum(axis=1) >= BANDS_LEAST
    )
    rises_db = 10.0 * np.log10(np.where(known, powers, 1.0)) - np.where(known, usual_db, 0.0)
    mean = (known @ EFFORT_GAINS) / np.maximum(known.sum(axis=1), 1)
    weights = np.where(known, EFFORT_GAINS - mean[:, None], 0.0)
    tilt = np.full(len(powers), np.nan)
    size = weights[:, N_LOW:].sum(axis=1)
    np.divide((weights * rises_db).sum(axis=1), size, out=tilt, where=is_enough)
    return tilt


def power_of(level_dbfs: npt.NDArray[np.floating]) -> FloatRow64:
    """Mean square of a level in dBFS."""
    power: FloatRow64 = 10.0 ** (level_dbfs.astype(np.float64) / 10.0)
    return power
