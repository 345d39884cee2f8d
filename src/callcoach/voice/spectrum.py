"""Owns the power of rows, in all and in the bands of a track."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import IndexRow

LOW_BANDS = slice(BAND_EDGES_HZ.index(300), BAND_EDGES_HZ.index(1000))
HIGH_BANDS = slice(BAND_EDGES_HZ.index(1000), BAND_EDGES_HZ.index(3400))


def low_and_high(track: FrameTrack, at: IndexRow) -> tuple[FloatRow64, FloatRow64]:
    """Power of the rows `at` (m,) in 300-1000 Hz, and in 1000-3400 Hz; both (m,) float64."""
    sums = []
    for bands in (LOW_BANDS, HIGH_BANDS):
        power: FloatRow64 = np.zeros(len(at))
        for band in range(*bands.indices(N_BANDS)):
            power += power_of(track.bands_dbfs[at, band])
        sums.append(power)
    return sums[0], sums[1]


def power_of(level_dbfs: npt.NDArray[np.floating]) -> FloatRow64:
    """Mean square of a level in dBFS."""
    power: FloatRow64 = 10.0 ** (level_dbfs.astype(np.float64) / 10.0)
    return power
