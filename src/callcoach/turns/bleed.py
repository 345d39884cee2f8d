"""Owns the copy of one party in the other's channel: whether there is one, how late, how loud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.turns.noise import DIGITAL_SILENCE_DBFS
from callcoach.turns.rows import with_hysteresis
from callcoach.turns.windows import middle_of_three, running_max, running_mean
from callcoach.types.frames import N_BANDS, SILENCE_DBFS, STEPS_PER_S, FloatRow, FrameTrack

STRONG_RANGE_DB = 20.0
STRONG_DETECTOR = 0.3
QUIET_DETECTOR = 0.15
ROWS_MOST = 20_000
ROWS_LEAST = 300
"""Rows to compare in: the source is surely heard, within 20 dB of its loud speech; at least 3 s
of them, and of many an even choice."""

NULL_FIRST_S = 2.0
NULL_STEP_S = 0.15
NULL_STEPS = 30
"""Lags that no copy has, to see how far levels spread without one: from 2 s on."""

SPREAD_RATIO_MOST = 0.6
SPREAD_MOST_DB = 4.0
GAIN_MOST_DB = -3.0
"""There is a copy where levels spread no more than this, and than 0.6 of their spread without
one. Chosen by us in 2026 on a real call: 0.00 to 0.45 with copies of -10 to -40 dB, delays of 0
to 0.5 s, mu-law and noise; 0.78 and more without."""

GOES_ON_SHARE = 1 / 3
BANDS = slice(1, N_BANDS - 1)
BAND_MARGIN_DB = 9.0
BANDS_LEAST = 5
OVER_NOISE_DB = 6.0
SMEAR_ROWS = 1
"""Own speech once over the copy by the margin goes on until under a third of it. Speech softer
than that shows where 5 of the 9 telephone bands are 9 dB over the copy's and audible. The copy is
widened by a row, since lags fall between rows. Chosen by us in 2026 on two rotations of a real
call, bled by -10 to -30 dB."""


@dataclass(frozen=True, slots=True)
class Bleed:
    """A copy of the other channel: `lag_rows` of 10 ms late, `gain_db` against the original.

    `band_gains_db`: the same for each of the telephone bands.
    """

    lag_rows: int
    gain_db: float
    band_gains_db: tuple[float, ...]


def bleed_into(target: FrameTrack, source: FrameTrack, search_max_s: float) -> Bleed | None:
    """The copy of `source` in `target`, None where none is found.

    Over the rows in which the source speaks, the level of the target less that of the source is
    nearly constant at the lag of a copy wherever the target's own party is silent: its 30th
    percentile less its 10th is small there. The gain is the densest 1 dB of those differences.
    Levels only, since codecs leave no waveform to correlate. Lags from 0 to `search_max_s`.
    """
    n = min(len(target), len(source))
    here, there = middle_of_three(target.level_dbfs[:n]), middle_of_three(source.level_dbfs[:n])
    null_lags = [
        round((NULL_FIRST_S + NULL_STEP_S * step) * STEPS_PER_S) for step in range(NULL_STEPS)
    ]
    lags = range(round(search_max_s * STEPS_PER_S) + 1)
    rows = _strong_rows(source, there, n - max(null_lags[-1], lags[-1]))
    if len(rows) < ROWS_LEAST:
        return None
    strong_dbfs = there[rows]
    spreads_db = [_spread_db(here[rows + lag] - strong_dbfs) for lag in lags]
    null_db = min(
        float(np.median([_spread_db(here[rows + lag] - strong_dbfs) for lag in null_lags])),
        _spread_db(-strong_dbfs),  # what a target of steady noise would give
    )
    lag = int(np.argmin(spreads_db))
    gain_db = _densest_db(here[rows + lag] - strong_dbfs)
    if spreads_db[lag] > min(SPREAD_MOST_DB, SPREAD_RATIO_MOST * null_db):
        return None
    if gain_db > GAIN_MOST_DB:
        return None
    bands_db = target.bands_dbfs[rows + lag, BANDS] - source.bands_dbfs[rows, BANDS]
    return Bleed(lag, gain_db, tuple(_densest_db(band_db) for band_db in bands_db.T))


def own_rows(
    target: FrameTrack, source: FrameTrack, bleed: Bleed, margin_db: float
) -> npt.NDArray[np.bool_]:
    """The rows of the target that hold more than the copy of the source: (n,) bool.

    Where both talk, the louder's rows are kept in either channel.
    """
    n = len(target)
    level = middle_of_three(target.level_dbfs)
    over_db = level - _copy(source.level_dbfs, bleed.lag_rows, bleed.gain_db, n)
    is_own = with_hysteresis(over_db, margin_db, margin_db * GOES_ON_SHARE)
    n_over = np.zeros(n, np.float32)
    for band, gain_db in enumerate(bleed.band_gains_db, start=BANDS.start):
        here = target.bands_dbfs[:, band]
        least = np.maximum(
            _copy(source.bands_dbfs[:, band], bleed.lag_rows, gain_db, n) + BAND_MARGIN_DB,
            _band_noise_dbfs(target, here) + OVER_NOISE_DB,
        )
        n_over += here > least
    n_over = running_mean(n_over, SMEAR_ROWS)
    return is_own | with_hysteresis(n_over, BANDS_LEAST, BANDS_LEAST / 2)


def _strong_rows(source: FrameTrack, level_dbfs: FloatRow, n_most: int) -> npt.NDArray[np.intp]:
    n = max(n_most, 0)
    is_heard = source.detector[:n] > STRONG_DETECTOR
    if not is_heard.any():
        return np.zeros(0, np.intp)
    loud_dbfs = np.quantile(level_dbfs[:n][is_heard], 0.9)
    rows = np.flatnonzero(is_heard & (level_dbfs[:n] > loud_dbfs - STRONG_RANGE_DB))
    return rows[:: max(1, len(rows) // ROWS_MOST)]


def _copy(dbfs: FloatRow, lag_rows: int, gain_db: float, n_rows: int) -> FloatRow:
    """The level of the copy, row by row of the target: (n_rows,) float32."""
    copy = np.full(n_rows, SILENCE_DBFS, np.float32)
    n = max(0, min(n_rows - lag_rows, len(dbfs)))
    copy[lag_rows : lag_rows + n] = dbfs[:n] + np.float32(gain_db)
    return running_max(copy, SMEAR_ROWS)


def _band_noise_dbfs(target: FrameTrack, band_dbfs: FloatRow) -> float:
    """Median of a band where no speech of anybody is heard."""
    quiet = band_dbfs[target.detector < QUIET_DETECTOR]
    return float(np.median(quiet)) if len(quiet) else DIGITAL_SILENCE_DBFS


def _spread_db(differences_db: FloatRow) -> float:
    low, high = np.quantile(differences_db, (0.1, 0.3))
    return float(high - low)


def _densest_db(differences_db: FloatRow) -> float:
    """Middle of the 1 dB that holds most values."""
    ordered = np.sort(differences_db)
    n_within = np.searchsorted(ordered, ordered + 1.0) - np.arange(len(ordered))
    first = int(np.argmax(n_within))
    return float(np.median(ordered[first : first + n_within[first]]))
