"""Owns which rows of a track are a channel's own speech, and which of them nobody else is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.types.call import Channel
from callcoach.types.floor import Activity
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.time import Span, Spans, difference

BoolRow = npt.NDArray[np.bool_]
IndexRow = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class OwnRows:
    """One channel's speech as masks over the rows of its track.

    `units`: own inter-pausal units, holds cut out. `own`: (n,) rows within them. `clear`: (n,)
    the own rows in which the other channel is not active; all spectra are taken on these.
    `unit`: (n,) index of the row's unit, -1 outside.
    """

    channel: Channel
    units: Spans
    own: BoolRow
    clear: BoolRow
    unit: IndexRow


def own_rows(activity: Activity, channel: Channel, n_rows: int) -> OwnRows:
    """The rows of one channel's own speech in a track of `n_rows` rows."""
    units = difference(activity.ipus[channel], activity.holds)
    others = np.zeros(n_rows, dtype=np.bool_)
    for each, spans in enumerate(activity.ipus):
        if each != channel:
            others |= rows_in(spans, n_rows)
    unit = np.full(n_rows, -1, dtype=np.intp)
    for index, span in enumerate(units):
        unit[row_slice(span, n_rows)] = index
    own = unit >= 0
    return OwnRows(channel=channel, units=units, own=own, clear=own & ~others, unit=unit)


def rows_in(spans: Sequence[Span], n_rows: int) -> BoolRow:
    """(n_rows,) mask of the rows whose time lies in the spans, edges to the nearest row."""
    mask = np.zeros(n_rows, dtype=np.bool_)
    for span in spans:
        mask[row_slice(span, n_rows)] = True
    return mask


def row_slice(span: Span, n_rows: int) -> slice:
    """The rows of a span, edges to the nearest row, cut to the track."""
    start = min(round(span.start_s * STEPS_PER_S), n_rows)
    return slice(start, min(round(span.end_s * STEPS_PER_S), n_rows))


def medians_of(
    values: npt.NDArray[np.float64], starts: IndexRow, ends: IndexRow
) -> npt.NDArray[np.float64]:
    """Median of each part [start, end) of `values`, (k,), NaN of an empty one.

    The parts follow each other without gaps; all are sorted in one step.
    """
    n = ends - starts
    ordered = values[np.lexsort((values, np.repeat(np.arange(len(n)), n)))]
    at = np.stack((starts + np.maximum(n - 1, 0) // 2, starts + n // 2))
    middles = np.append(ordered, np.nan)[np.where(n > 0, at, len(values))]
    medians: npt.NDArray[np.float64] = middles.mean(axis=0)
    return medians


def runs(mask: BoolRow) -> npt.NDArray[np.intp]:
    """(k, 2) first and past-the-last row of each run of True, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges.reshape(-1, 2)
