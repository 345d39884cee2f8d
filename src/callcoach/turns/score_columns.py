"""Owns the columns that the speech score is computed from: own sound with what lies around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from callcoach.turns.own_sound import CHUNK_ROWS, TOP_QUANTILES, OwnSound, power_of
from callcoach.turns.windows import running_max, running_mean
from callcoach.types.frames import N_BANDS, FloatRow

NOISE_SPREAD_DB = 4.0
"""How far over its floor noise is taken to reach in a band."""

AUDIBLE_LEAST_DB = -60.0
SHIFTS = (-10, -6, -3, 3, 6, 10)
MEANS = (3, 10)
MAX_REACH = 10
REACH = max(*map(abs, SHIFTS), *MEANS, MAX_REACH)
"""Rows on either side that a row's columns look at: 0.1 s."""

N_SERIES = 7
N_OF_CHANNEL = 1 + len(TOP_QUANTILES)
N_COLUMNS = 3 + 2 * (N_BANDS - 2) + 3 + N_OF_CHANNEL + N_SERIES * (len(SHIFTS) + len(MEANS) + 1)

DB = np.float32(0.1)
"""Columns of levels are in units of 10 dB, so that all columns are of a size."""

SPARING = np.float32(np.exp(-2.5))
"""Odds of voicing are taken so much lower here: the network was fitted to the voicing of SwiftF0,
which says voiced more sparingly than the tracker that we have now. So both say it as often, on
Emo-DB speakers 03 and 08 and four made voices: 0.46 and 0.45 in the mean."""


def audible_db(sound: OwnSound) -> FloatRow:
    """Power of the telephone bands over their noise, against loud speech: (n,) float32, dB.

    Each band counts with what it has over its floor and `NOISE_SPREAD_DB`, so that under noise a
    soft sound is measured in the bands in which it is heard.
    """
    noise = power_of(sound.band_floors_dbfs + np.float32(NOISE_SPREAD_DB))
    over = np.zeros(len(sound), np.float32)
    for band_dbfs, band_noise in zip(sound.bands_dbfs.T, noise, strict=True):
        over += np.maximum(power_of(band_dbfs) - band_noise, 0)
    least = 10 ** ((sound.loud_dbfs + AUDIBLE_LEAST_DB) / 10)
    audible: FloatRow = (10 * np.log10(over + least) - sound.loud_dbfs).astype(np.float32)
    return audible


def noise_db(sound: OwnSound) -> float:
    """Power of the noise floors of the telephone bands, against loud speech: dB."""
    return float(10 * np.log10(power_of(sound.band_floors_dbfs).sum())) - sound.loud_dbfs


def steadily_audible_db(sound: OwnSound) -> FloatRow:
    """The same of the mean power of each row and its two neighbours, as noise flickers."""
    power = power_of(audible_db(sound))
    return (10 * np.log10(running_mean(power, 1))).astype(np.float32)


def column_chunks(sound: OwnSound) -> Iterator[FloatRow]:
    """The columns, (rows, N_COLUMNS) float32 at a time, in order; all n rows together."""
    n = len(sound)
    for first in range(0, n, CHUNK_ROWS):
        last = min(n, first + CHUNK_ROWS)
        low, high = max(0, first - REACH), min(n, last + REACH)
        columns = _columns(_part(sound, slice(low, high)))
        yield columns[first - low : last - low]


def sparing(voicing: FloatRow) -> FloatRow:
    """Voicing as the tracker would say it with odds so much lower: (n,) float32, 0..1."""
    odds = voicing / np.maximum(1 - voicing, np.float32(1e-6)) * SPARING
    return (odds / (1 + odds)).astype(np.float32)


def _part(sound: OwnSound, rows: slice) -> OwnSound:
    return replace(
        sound,
        level_dbfs=sound.level_dbfs[rows],
        bands_dbfs=sound.bands_dbfs[rows],
        periodicity=sound.periodicity[rows],
        detector=sound.detector[rows],
        voicing=sound.voicing[rows],
    )


def _columns(sound: OwnSound) -> FloatRow:
    loud_dbfs, floor_dbfs = np.float32(sound.loud_dbfs), np.float32(sound.floor_dbfs)
    level, bands = sound.level_dbfs, sound.bands_dbfs
    audible = np.clip(audible_db(sound), AUDIBLE_LEAST_DB, 10) * DB
    voicing = sparing(sound.voicing)
    over_floor = np.clip(level - floor_dbfs, -5, 45) * DB
    bands_over_floor = np.clip(bands - sound.band_floors_dbfs, -5, 45) * DB
    series = (
        audible,
        over_floor,
        bands_over_floor.mean(axis=1),
        bands_over_floor.max(axis=1),
        sound.detector,
        sound.periodicity,
        voicing,
    )
    columns = np.empty((len(level), N_COLUMNS), np.float32)
    own = (
        audible,
        over_floor,
        np.clip(level - loud_dbfs, -60, 10) * DB,
        *bands_over_floor.T,
        *(np.clip(bands - loud_dbfs, -60, 5) * DB).T,
        sound.periodicity,
        sound.detector,
        voicing,
        np.full(len(level), (loud_dbfs - floor_dbfs) * DB),
        *(np.full(len(level), top_db * DB) for top_db in sound.noise_tops_db),
    )
    around = (context for each in series for context in _around(each))
    for index, column in enumerate((*own, *around)):
        columns[:, index] = column
    return columns


def _around(rows: FloatRow) -> Iterator[FloatRow]:
    for shift in SHIFTS:
        yield _shifted(rows, shift)
    for reach in MEANS:
        yield running_mean(rows, reach)
    yield running_max(rows, MAX_REACH)


def _shifted(rows: FloatRow, by: int) -> FloatRow:
    """Row i holds row i + by; at the ends the first or last row."""
    at = np.clip(np.arange(len(rows)) + by, 0, len(rows) - 1)
    shifted: FloatRow = rows[at]
    return shifted
