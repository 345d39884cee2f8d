"""Owns what raised voice is judged by: sums of the cues over the own steps of 0.1 s."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Baseline
from callcoach.voice.line_noise import LineNoise
from callcoach.voice.pitch import FloatRow64, semitones
from callcoach.voice.rows import IndexRow, OwnRows
from callcoach.voice.spectrum import N_BANDS, N_LOW, band_power, power_of
from callcoach.voice.surroundings import LineShift

STEP_ROWS = 10
STEPS_A_S = STEPS_PER_S // STEP_ROWS

NEAR_ST = 4.5
"""Pitch of a row beyond this counts no more: an octave error in a fifth of the rows is not to make
a rise of its own. Chosen by us."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Sums over the own steps of 0.1 s. `at`: (m,) index of each step; all others (m,) float64.

    `f0_st` over voiced rows, `near_st` the same clipped at `NEAR_ST`; `power`: over clear rows,
    `bands` (m, 9): power over voiced ones; freed of what the line did around them. `noise_...`:
    what of each is the line's noise.
    """

    at: npt.NDArray[np.intp]
    n_clear: FloatRow64
    n_voiced: FloatRow64
    f0_st: FloatRow64
    near_st: FloatRow64
    power: FloatRow64
    noise_power: FloatRow64
    bands: FloatRow64
    noise_bands: FloatRow64

    def table(self, part: IndexRow) -> FloatRow64:
        """(k, 6 + 9 + 9) the sums of some steps as columns, in the order above."""
        columns = (
            self.n_clear, self.n_voiced, self.f0_st, self.near_st,
            self.power, self.noise_power, self.bands, self.noise_bands,
        )  # fmt: skip
        return np.column_stack([values[part] for values in columns])


def steps_of(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    line: LineShift,
    noise: LineNoise,
    baseline: Baseline,
) -> Steps:
    """The sums over own speech outside overlap; pitch in semitones over the baseline."""
    clear, voiced = np.flatnonzero(rows.clear), np.flatnonzero(f0_hz)
    n_steps = -(-len(f0_hz) // STEP_ROWS)
    f0_st = np.zeros(len(voiced))
    if baseline.f0_hz is not None:
        f0_st = semitones(f0_hz[voiced], baseline.f0_hz)
    of_voiced, of_clear = rows.unit[voiced], rows.unit[clear]
    less_bands = np.ones((len(rows.units), N_BANDS))
    less_bands[:, N_LOW:] = 10.0 ** (-line.alpha_db[:, None] / 10.0)
    less_power = 10.0 ** (-line.level_db / 10.0)
    noise_bands = noise.bands * less_bands
    power = power_of(track.level_dbfs[clear]) * less_power[of_clear]

    def stepped(at: IndexRow, values: FloatRow64 | None = None) -> FloatRow64:
        return np.bincount(at // STEP_ROWS, weights=values, minlength=n_steps).astype(np.float64)

    n_clear = stepped(clear)
    at = np.flatnonzero(n_clear)
    return Steps(
        at=at,
        n_clear=n_clear[at],
        n_voiced=stepped(voiced)[at],
        f0_st=stepped(voiced, f0_st)[at],
        near_st=stepped(voiced, np.clip(f0_st, -NEAR_ST, NEAR_ST))[at],
        power=stepped(clear, power)[at],
        noise_power=stepped(clear, (noise.power * less_power)[of_clear])[at],
        bands=np.stack(
            [
                stepped(voiced, band_power(track, voiced, band) * less_bands[of_voiced, band])[at]
                for band in range(N_BANDS)
            ],
            axis=1,
        ),
        noise_bands=np.stack(
            [stepped(voiced, noise_bands[of_voiced, band])[at] for band in range(N_BANDS)], axis=1
        ),
    )
