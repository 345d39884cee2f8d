"""Owns the copy of one party in the other's channel: whether there is one, how late, how loud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.turns.own_sound import TELEPHONE_BANDS
from callcoach.turns.windows import middle_of_three, running_max
from callcoach.types.frames import SILENCE_DBFS, FloatRow, FrameTrack

STRONG_RANGE_DB = 20.0
STRONG_DETECTOR = 0.3
ROWS_MOST = 3_000
ROWS_LEAST = 300
"""Rows to compare in: the source is surely heard, within 20 dB of its loud speech; at least 3 s
of them, and of many an even choice."""

PEAK_DB = 2.0
PEAK_RATIO_LEAST = 1.4
BESIDE_ROWS = 5
GAIN_MOST_DB = -3.0
"""There is a copy where, at one lag, 1.4 times as many level differences lie within 2 dB as at any
lag not beside it, and as a target of steady noise would give. Chosen by us in 2026 on two
rotations of a real call: 1.7 and more with copies of -10 to -30 dB, 40 to 503 ms late, through
GSM, through a narrow filter, with a second path and in noise; 1.2 and less without. Louder than
-3 dB it cannot be taken away; as loud at no lag at all is noise that both channels share."""

GAIN_WIDTH_DB = 1.0
BAND_OVER_NOISE_DB = 15.0
BAND_ROWS_LEAST = 100
NOISE_QUANTILE = 0.2

TAIL_FIRST_ROW = 3
TAIL_ROWS = 40
TAIL_FALL_DB = 15.0
TAIL_QUANTILE = 0.3
TAIL_LEAST_DB = -30.0
TAIL_STOPS_LEAST = 8
"""A second path or a room's echo goes on after the source stopped: what is left 30 to 400 ms after
it fell by 15 dB, against the copy itself; the quantile leaves out turns that start there."""

SMEAR_ROWS = 1
"""The copy is widened by a row, since lags fall between rows."""


@dataclass(frozen=True, slots=True)
class Bleed:
    """A copy of the other channel: `lag_rows` of 10 ms late, `gain_db` against the original.

    `band_gains_db`: the same for each of the telephone bands. `tail_db`: what is left of the copy
    so many rows later, against it; empty where it ends with its source.
    """

    lag_rows: int
    gain_db: float
    band_gains_db: tuple[float, ...]
    tail_db: tuple[float, ...] = ()

    @property
    def is_separable(self) -> bool:
        """Whether it is softer than the original by enough to be taken away."""
        return self.gain_db <= GAIN_MOST_DB


def bleed_into(target: FrameTrack, source: FrameTrack, search_max_s: float) -> Bleed | None:
    """The copy of `source` in `target`, None where none is found.

    Over the rows in which the source speaks, the level of the target less that of the source is
    the same again and again at the lag of a copy, wherever the target's own party is silent: the
    differences crowd there. The gain is the densest 1 dB of them. Levels only, since codecs leave
    no waveform to correlate. Lags from 0 to `search_max_s`.
    """
    n = min(len(target), len(source))
    here, there = middle_of_three(target.level_dbfs[:n]), middle_of_three(source.level_dbfs[:n])
    lag_most = round(search_max_s * 100)
    strong = _strong_rows(source, there, n - lag_most - TAIL_ROWS)
    rows = strong[:: max(1, len(strong) // ROWS_MOST)]
    if len(rows) < ROWS_LEAST:
        return None
    crowds = np.array([_crowd(here[rows + lag] - there[rows]) for lag in range(lag_most + 1)])
    lag = int(np.argmax(crowds))
    is_beside = np.abs(np.arange(len(crowds)) - lag) <= BESIDE_ROWS
    without = max(float(crowds[~is_beside].max(initial=0.0)), _crowd(-there[rows]))
    gain_db = _densest_db(here[rows + lag] - there[rows], GAIN_WIDTH_DB)
    if crowds[lag] < PEAK_RATIO_LEAST * without or (gain_db > GAIN_MOST_DB and lag == 0):
        return None
    gains_db = [
        _band_gain_db(target.bands_dbfs[:n, band], source.bands_dbfs[:n, band], rows, lag, gain_db)
        for band in range(TELEPHONE_BANDS.start, TELEPHONE_BANDS.stop)
    ]
    return Bleed(lag, gain_db, tuple(gains_db), _tail_db(here, there, strong, lag, gain_db))


def copy_dbfs(source: FrameTrack, bleed: Bleed, n_rows: int) -> FloatRow:
    """The level of the copy in the telephone bands of its target: (n_rows, 9) float32."""
    copies = np.empty((n_rows, len(bleed.band_gains_db)), np.float32)
    for band, gain_db in enumerate(bleed.band_gains_db):
        original = source.bands_dbfs[:, TELEPHONE_BANDS.start + band]
        copy = running_max(_later(original, bleed.lag_rows, gain_db, n_rows), SMEAR_ROWS)
        for later, left_db in enumerate(bleed.tail_db, start=1):
            late = _later(original, bleed.lag_rows + later, gain_db + left_db, n_rows)
            np.maximum(copy, late, out=copy)
        copies[:, band] = copy
    return copies


def _strong_rows(source: FrameTrack, level_dbfs: FloatRow, n_most: int) -> npt.NDArray[np.intp]:
    n = max(n_most, 0)
    is_heard = source.detector[:n] > STRONG_DETECTOR
    if not is_heard.any():
        return np.zeros(0, np.intp)
    loud_dbfs = np.quantile(level_dbfs[:n][is_heard], 0.9)
    return np.flatnonzero(is_heard & (level_dbfs[:n] > loud_dbfs - STRONG_RANGE_DB))


def _band_gain_db(
    here: FloatRow, there: FloatRow, rows: npt.NDArray[np.intp], lag: int, gain_db: float
) -> float:
    """The gain in a band, from the rows in which the source is well over its noise there."""
    heard = rows[there[rows] > np.quantile(there, NOISE_QUANTILE) + BAND_OVER_NOISE_DB]
    is_copied = here[heard + lag] > np.quantile(here, NOISE_QUANTILE)
    if np.count_nonzero(is_copied) < BAND_ROWS_LEAST:
        return gain_db
    return _densest_db((here[heard + lag] - there[heard])[is_copied], GAIN_WIDTH_DB)


def _tail_db(
    here: FloatRow, there: FloatRow, rows: npt.NDArray[np.intp], lag: int, gain_db: float
) -> tuple[float, ...]:
    tail: list[float] = []
    loudest = np.full(len(rows), SILENCE_DBFS, np.float32)
    for later in range(TAIL_FIRST_ROW, TAIL_ROWS + 1):
        loudest = np.maximum(loudest, there[rows + later])
        stopped = rows[loudest < there[rows] - TAIL_FALL_DB]
        if len(stopped) < TAIL_STOPS_LEAST:
            break
        left_db = here[stopped + lag + later] - there[stopped] - np.float32(gain_db)
        tail.append(min([0.0, *tail[-1:], float(np.quantile(left_db, TAIL_QUANTILE))]))
        if tail[-1] < TAIL_LEAST_DB:
            tail.pop()
            break
    return (*[tail[0]] * (TAIL_FIRST_ROW - 1), *tail) if tail else ()


def _later(dbfs: FloatRow, n_rows_late: int, gain_db: float, n_rows: int) -> FloatRow:
    """Levels so many rows later and so much softer, silence before: (n_rows,) float32."""
    late = np.full(n_rows, SILENCE_DBFS, np.float32)
    n = max(0, min(n_rows - n_rows_late, len(dbfs)))
    late[n_rows_late : n_rows_late + n] = dbfs[:n] + np.float32(gain_db)
    return late


def _crowd(differences_db: FloatRow) -> float:
    """Share of the differences in the densest 2 dB."""
    return float(_n_within(np.sort(differences_db), PEAK_DB).max()) / len(differences_db)


def _densest_db(differences_db: FloatRow, width_db: float) -> float:
    """Middle of the stretch of that width which holds most values."""
    ordered = np.sort(differences_db)
    n_within = _n_within(ordered, width_db)
    first = int(np.argmax(n_within))
    return float(np.median(ordered[first : first + n_within[first]]))


def _n_within(ordered: FloatRow, width_db: float) -> npt.NDArray[np.intp]:
    last: npt.NDArray[np.intp] = np.searchsorted(ordered, ordered + np.float32(width_db))
    return last - np.arange(len(ordered))
