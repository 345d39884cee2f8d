"""Owns the three cues of the voice per inter-pausal unit: pitch, spectrum, level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, STEPS_PER_S, FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, OwnRows

VOICED_LEAST_S = 0.10
"""Voiced speech below which a unit has neither pitch nor spectrum. Chosen by us: ten rows."""

LOW_BANDS = slice(BAND_EDGES_HZ.index(300), BAND_EDGES_HZ.index(1000))
HIGH_BANDS = slice(BAND_EDGES_HZ.index(1000), BAND_EDGES_HZ.index(3400))


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The cues of a channel's own units, outside overlap. All arrays (k,) float64.

    `start_s`, `end_s`; `clear_s`: seconds outside overlap; `voiced_s`: of these voiced;
    `level_dbfs`: energy mean; `alpha_db`: level of 1000-3400 Hz over that of 300-1000 Hz on
    voiced rows; `f0_hz`: median. Within this room NaN marks a cue that a unit does not have.
    """

    start_s: FloatRow64
    end_s: FloatRow64
    clear_s: FloatRow64
    voiced_s: FloatRow64
    level_dbfs: FloatRow64
    alpha_db: FloatRow64
    f0_hz: FloatRow64


def units_of(track: FrameTrack, rows: OwnRows, f0_hz: FloatRow64) -> Units:
    """The cues per own unit; `f0_hz` as from `pitch.f0_rows`."""
    k = len(rows.units)
    voiced = f0_hz > 0
    clear_n = _sum_by_unit(rows, rows.clear, None, k)
    voiced_n = _sum_by_unit(rows, voiced, None, k)
    power = _sum_by_unit(rows, rows.clear, power_of(track.level_dbfs), k)
    low, high = low_and_high(track)
    alpha_db = _ratio_db(_sum_by_unit(rows, voiced, high, k), _sum_by_unit(rows, voiced, low, k))
    has_voice = voiced_n >= VOICED_LEAST_S * STEPS_PER_S
    at = np.flatnonzero(voiced)
    bounds = np.searchsorted(rows.unit[at], np.arange(k + 1))
    medians = [
        float(np.median(f0_hz[at[bounds[i] : bounds[i + 1]]])) if has_voice[i] else np.nan
        for i in range(k)
    ]
    return Units(
        start_s=np.array([span.start_s for span in rows.units], dtype=np.float64),
        end_s=np.array([span.end_s for span in rows.units], dtype=np.float64),
        clear_s=clear_n / STEPS_PER_S,
        voiced_s=voiced_n / STEPS_PER_S,
        level_dbfs=_ratio_db(power, clear_n),
        alpha_db=np.where(has_voice, alpha_db, np.nan),
        f0_hz=np.array(medians, dtype=np.float64),
    )


def low_and_high(track: FrameTrack) -> tuple[FloatRow64, FloatRow64]:
    """Power of each row in 300-1000 Hz, and in 1000-3400 Hz; both (n,) float64."""
    return band_power(track, LOW_BANDS), band_power(track, HIGH_BANDS)


def band_power(track: FrameTrack, bands: slice) -> FloatRow64:
    """Power of each row in some of the bands: (n,) float64.

    A band at a time, as all bands of a call of hours at once take hundreds of megabytes.
    """
    power: FloatRow64 = np.zeros(len(track))
    for band in range(*bands.indices(N_BANDS)):
        power += power_of(track.bands_dbfs[:, band])
    return power


def power_of(level_dbfs: npt.NDArray[np.floating]) -> FloatRow64:
    """Mean square of a level in dBFS."""
    power: FloatRow64 = 10.0 ** (level_dbfs.astype(np.float64) / 10.0)
    return power


def weighted_median(values: FloatRow64, weights: FloatRow64) -> float | None:
    """The value at half of the weight, NaN values passed over; None where there is none."""
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return None
    order = np.argsort(values[known], kind="stable")
    sums = np.cumsum(weights[known][order])
    at = int(np.searchsorted(sums, sums[-1] / 2.0))
    return float(values[known][order][at])


def _sum_by_unit(rows: OwnRows, mask: BoolRow, values: FloatRow64 | None, k: int) -> FloatRow64:
    weights = None if values is None else values[mask]
    return np.bincount(rows.unit[mask], weights=weights, minlength=k).astype(np.float64)


def _ratio_db(above: FloatRow64, below: FloatRow64) -> FloatRow64:
    """10 log10 of a ratio, NaN where either is 0."""
    known = (above > 0) & (below > 0)
    ratio = np.divide(above, below, out=np.ones_like(above), where=known)
    return np.where(known, 10.0 * np.log10(ratio), np.nan)
