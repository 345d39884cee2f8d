"""Owns the three cues of the voice per inter-pausal unit: pitch, spectrum, level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.voice.line_noise import LineNoise, over_noise
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, OwnRows, medians_of
from callcoach.voice.spectrum import N_BANDS, N_LOW, low_and_high, power_of, sum_of_bands

MIDDLE = np.array([0.45, 0.55])
"""The part of the weight that a median is the mean of. Chosen by us."""

VOICED_LEAST_S = 0.10
"""Voiced speech below which a unit has neither pitch nor spectrum. Chosen by us: ten rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The cues of a channel's own units, outside overlap. All arrays (k,) float64.

    `start_s`, `end_s`; `clear_s`: seconds outside overlap; `voiced_s`: of these voiced;
    `level_dbfs`: energy mean; `alpha_db`: level of 1000-3400 Hz over that of 300-1000 Hz on
    voiced rows, the line's noise taken off; `f0_hz`: median. Within this room NaN marks a cue
    that a unit does not have.
    """

    start_s: FloatRow64
    end_s: FloatRow64
    clear_s: FloatRow64
    voiced_s: FloatRow64
    level_dbfs: FloatRow64
    alpha_db: FloatRow64
    f0_hz: FloatRow64


def units_of(track: FrameTrack, rows: OwnRows, f0_hz: FloatRow64, noise: LineNoise) -> Units:
    """The cues per own unit; `f0_hz` as from `pitch.f0_rows`, `noise` from `line_noise`."""
    k = len(rows.units)
    voiced = f0_hz > 0
    clear_n = _sum_by_unit(rows, rows.clear, None, k)
    voiced_n = _sum_by_unit(rows, voiced, None, k)
    power = _sum_by_unit(rows, rows.clear, power_of(track.level_dbfs[rows.clear]), k)
    at = np.flatnonzero(voiced)
    low = sum_of_bands(track, at, range(N_LOW))
    high = sum_of_bands(track, at, range(N_LOW, N_BANDS))
    noise_low, noise_high = low_and_high(noise.bands)
    high_sum = over_noise(_sum_by_unit(rows, voiced, high, k), noise_high * voiced_n)
    low_sum = over_noise(_sum_by_unit(rows, voiced, low, k), noise_low * voiced_n)
    alpha_db = _ratio_db(high_sum, low_sum)
    has_voice = voiced_n >= VOICED_LEAST_S * STEPS_PER_S
    bounds = np.searchsorted(rows.unit[at], np.arange(k + 1))
    return Units(
        start_s=np.array([span.start_s for span in rows.units], dtype=np.float64),
        end_s=np.array([span.end_s for span in rows.units], dtype=np.float64),
        clear_s=clear_n / STEPS_PER_S,
        voiced_s=voiced_n / STEPS_PER_S,
        level_dbfs=_ratio_db(power, clear_n),
        alpha_db=np.where(has_voice, alpha_db, np.nan),
        f0_hz=np.where(has_voice, medians_of(f0_hz[at], bounds[:-1], bounds[1:]), np.nan),
    )


def weighted_median(values: FloatRow64, weights: FloatRow64) -> float | None:
    """The mean of the middle tenth of the weight, NaN values passed over; None where there is none.

    A tenth, so that with two values in the middle it does not hang on a hundredth of a second
    which of them is taken.
    """
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return None
    order = np.argsort(values[known], kind="stable")
    ends = np.cumsum(weights[known][order])
    low, high = ends[-1] * MIDDLE
    starts = np.concatenate(([0.0], ends[:-1]))
    inside = np.maximum(np.minimum(ends, high) - np.maximum(starts, low), 0.0)
    return float(values[known][order] @ inside / inside.sum())


def _sum_by_unit(rows: OwnRows, mask: BoolRow, values: FloatRow64 | None, k: int) -> FloatRow64:
    """Sums of `values` (of the rows in `mask`), or counts of the rows, per unit."""
    return np.bincount(rows.unit[mask], weights=values, minlength=k).astype(np.float64)


def _ratio_db(above: FloatRow64, below: FloatRow64) -> FloatRow64:
    """10 log10 of a ratio, NaN where either is 0."""
    known = (above > 0) & (below > 0)
    ratio = np.divide(above, below, out=np.ones_like(above), where=known)
    return np.where(known, 10.0 * np.log10(ratio), np.nan)
