"""Owns the noise of the line around each unit, in the bands that the spectrum is told from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.types.frames import FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import IndexRow, OwnRows, row_slice
from callcoach.voice.spectrum import low_and_high, power_of

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
    """(k,) mean power a row of the noise around each unit: in 300-1000 Hz, in 1000-3400 Hz, all."""

    low: FloatRow64
    high: FloatRow64
    power: FloatRow64


def line_noise(track: FrameTrack, rows: OwnRows) -> LineNoise:
    """The noise around each unit: the softer half of the rows before it, or after it, that hold no
    own speech, whichever is louder: noise may begin or end with the unit.

    Louder noise lifts level and spectrum of what is said over it; taken off, it is no raised voice.
    """
    table = np.zeros((len(rows.units), 3))
    own_near = np.convolve(rows.own, np.ones(2 * EDGE_ROWS + 1), mode="same")
    quiet = np.flatnonzero(own_near < 0.5)
    anywhere = _softer(track, quiet) if len(quiet) >= ROWS_LEAST else None
    for i, span in enumerate(rows.units):
        at = row_slice(span, len(track))
        edges = (at.start - AROUND_ROWS, at.start, at.stop, at.stop + AROUND_ROWS)
        first, start, end, last = np.searchsorted(quiet, edges).tolist()
        sides = [part for part in (quiet[first:start], quiet[end:last]) if len(part) >= ROWS_LEAST]
        if sides:
            table[i] = np.max([_softer(track, part) for part in sides], axis=0)
        elif anywhere is not None:
            table[i] = anywhere
    return LineNoise(*table.T)


def _softer(track: FrameTrack, at: IndexRow) -> FloatRow64:
    """(3,) mean powers of the softer half of some rows."""
    level_dbfs = track.level_dbfs[at]
    kept = at[level_dbfs <= np.median(level_dbfs)]
    low, high = low_and_high(track, kept)
    means: FloatRow64 = np.array([low.mean(), high.mean(), power_of(track.level_dbfs[kept]).mean()])
    return means
