"""Owns the noise of the line around each unit, in the bands that the spectrum is told from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.types.frames import FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import IndexRow, OwnRows, row_slice
from callcoach.voice.spectrum import N_BANDS, band_power, power_of

AROUND_ROWS = 150
EDGE_ROWS = 20
ROWS_LEAST = 10
"""Rows up to 1.5 s before a unit, and after it, 0.2 s and more from any own speech: its noise is
taken of them; where neither side has the third, of those of the whole call. Chosen by us."""

OVER_NOISE_LEAST = 2.0
"""A band counts where its power is twice that of the noise and more: then the voice holds half of
it. Chosen by us."""


@dataclass(frozen=True, slots=True, eq=False)
class LineNoise:
    """Mean power a row of the noise around each unit: (k, 9) in the bands of `band_power`, (k,) in
    all."""

    bands: FloatRow64
    power: FloatRow64


@dataclass(frozen=True, slots=True, eq=False)
class _Quiet:
    """Rows `at` (m,) of a track without own speech near."""

    track: FrameTrack
    at: IndexRow

    def softer(self, part: slice) -> FloatRow64:
        """(10,) mean powers of the bands, and of all, of the softer half of some of the rows."""
        level_dbfs = self.track.level_dbfs[self.at[part]]
        is_kept = level_dbfs <= np.median(level_dbfs)
        kept = self.at[part][is_kept]
        bands = [band_power(self.track, kept, band).mean() for band in range(N_BANDS)]
        return np.append(bands, power_of(level_dbfs[is_kept]).mean())


def line_noise(track: FrameTrack, rows: OwnRows) -> LineNoise:
    """The noise around each unit: the softer half of the rows before it, or after it, that hold no
    own speech, whichever is louder: noise may begin or end with the unit.

    Louder noise lifts level and spectrum of what is said over it; taken off, it is no raised voice.
    """
    table = np.zeros((len(rows.units), N_BANDS + 1))
    own_near = np.convolve(rows.own, np.ones(2 * EDGE_ROWS + 1), mode="same")
    quiet = np.flatnonzero(own_near < 0.5)
    sound = _Quiet(track, quiet)
    anywhere = sound.softer(slice(None)) if len(quiet) >= ROWS_LEAST else None
    for i, span in enumerate(rows.units):
        at = row_slice(span, len(track))
        edges = (at.start - AROUND_ROWS, at.start, at.stop, at.stop + AROUND_ROWS)
        first, start, end, last = np.searchsorted(quiet, edges).tolist()
        sides = [
            slice(*part) for part in ((first, start), (end, last)) if np.ptp(part) >= ROWS_LEAST
        ]
        if sides:
            table[i] = np.max([sound.softer(part) for part in sides], axis=0)
        elif anywhere is not None:
            table[i] = anywhere
    return LineNoise(table[:, :-1], table[:, -1])


def over_noise(power: FloatRow64, noise: FloatRow64) -> FloatRow64:
    """Power without the noise in it; 0 where the voice holds less than half."""
    return np.where(power >= OVER_NOISE_LEAST * noise, power - noise, 0.0)
