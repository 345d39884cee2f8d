"""Owns the columns that syllables are counted from: a unit's sound against its own loud rows."""

from __future__ import annotations

import numpy as np

from callcoach.types.frames import (
    BAND_EDGES_HZ,
    N_STATES,
    STATE_STEP,
    FloatRow,
    FrameTrack,
    StateRows,
)
from callcoach.voice.rows import IndexRow

BANDS = slice(BAND_EDGES_HZ.index(300), BAND_EDGES_HZ.index(3400))
"""The bands that every recording of a call has."""

N_BANDS = BANDS.stop - BANDS.start
N_COLUMNS = N_BANDS + 4 + N_STATES
LOUD_QUANTILE, SOFT_QUANTILE = 0.9, 0.1
LEVEL_LOUD_QUANTILE = 0.95
LEAST_DB, MOST_DB, RANGE_MOST_DB = -60.0, 20.0, 60.0
DB = np.float32(0.1)
"""Levels are in units of 10 dB, so that all columns are of a size."""


def syllable_columns(track: FrameTrack, rows: IndexRow) -> FloatRow:
    """(m, N_COLUMNS) float32 of the m rows of one unit; as `columns_of`."""
    states = None if track.detector_state is None else track.detector_state[rows]
    return columns_of(track.bands_dbfs[rows, BANDS], track.periodicity[rows], states)


def columns_of(
    bands_dbfs: FloatRow, periodicity: FloatRow, states: StateRows | None = None
) -> FloatRow:
    """(m, N_COLUMNS) float32 of (m, N_BANDS) levels of one unit, its periodicity (m,) and the
    speech detector's states (m, N_STATES), None for what made speech has on average.

    Each telephone band against the level that a tenth of the unit's rows reaches in that band, so
    that gain, line and a louder stretch elsewhere change nothing; the power of all bands against
    what a twentieth reaches; periodicity; how far the loud lies over the soft, which tells of
    noise; 1, which marks a row as one of the unit; and the detector's states: that network has
    heard far more real speech than this one, and in noise.
    """
    level = (10 * np.log10(np.sum(10 ** (bands_dbfs / 10), axis=1) + 1e-13)).astype(np.float32)
    quantiles = (SOFT_QUANTILE, LOUD_QUANTILE, LEVEL_LOUD_QUANTILE)
    soft, loud, loudest = np.quantile(np.column_stack((bands_dbfs, level)), quantiles, axis=0)
    loud, loud_level = loud[:N_BANDS], loudest[N_BANDS]
    range_db = np.clip(loud_level - soft[N_BANDS], 0, RANGE_MOST_DB)
    columns = np.empty((len(level), N_COLUMNS), np.float32)
    columns[:, :N_BANDS] = np.clip(bands_dbfs - loud, LEAST_DB, MOST_DB) * DB
    columns[:, N_BANDS] = np.clip(level - loud_level, LEAST_DB, MOST_DB) * DB
    columns[:, N_BANDS + 1] = periodicity
    columns[:, N_BANDS + 2] = range_db * DB
    columns[:, N_BANDS + 3] = 1.0
    columns[:, N_BANDS + 4 :] = 0.0 if states is None else states * np.float32(STATE_STEP)
    return columns


def silent_columns(n_rows: int) -> FloatRow:
    """What stands for rows outside a unit: (n_rows, N_COLUMNS) float32."""
    columns = np.zeros((n_rows, N_COLUMNS), np.float32)
    columns[:, : N_BANDS + 1] = LEAST_DB * DB
    return columns
