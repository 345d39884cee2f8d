"""Owns the step from rows of 10 ms to spans in seconds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import STEPS_PER_S, FloatRow
from callcoach.types.time import Span, Spans


def spans_of_rows(is_in: npt.NDArray[np.bool_]) -> Spans:
    """The runs of True as spans on the grid of 1/100 s, so that times add up exactly."""
    edges = np.flatnonzero(np.diff(is_in.astype(np.int8), prepend=0, append=0))
    pairs = edges.reshape(-1, 2).tolist()
    return tuple(Span(first / STEPS_PER_S, last / STEPS_PER_S) for first, last in pairs)


def rows_in(span: Span) -> slice:
    """The rows of a span on the grid."""
    return slice(round(span.start_s * STEPS_PER_S), round(span.end_s * STEPS_PER_S))


def rows_of(spans: Spans, n_rows: int) -> npt.NDArray[np.bool_]:
    """Spans on the grid as rows: (n_rows,) bool."""
    is_in = np.zeros(n_rows, bool)
    for span in spans:
        is_in[rows_in(span)] = True
    return is_in


def with_hysteresis(score: FloatRow, on: float, off: float) -> npt.NDArray[np.bool_]:
    """Runs of rows at `off` and more that reach `on` somewhere: (n,) bool."""
    is_off_least = score >= off
    edges = np.flatnonzero(np.diff(is_off_least.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    reached = np.concatenate(([0], np.cumsum(score >= on)))
    is_kept = reached[ends] > reached[starts]
    steps = np.zeros(len(score) + 1, np.int8)
    steps[starts[is_kept]], steps[ends[is_kept]] = 1, -1
    return np.cumsum(steps[:-1], dtype=np.int8).astype(bool)
