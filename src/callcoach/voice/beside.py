"""Owns how far a stretch of speech stands over the own speech right beside it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import IndexRow
from callcoach.voice.steps import STEPS_A_S

BESIDE_S = 8.0
LEAST_S = 2.0
"""Own speech before a stretch, and after it, that it is held against; with less than the second on
a side, that side tells nothing. Chosen by us, November 2026, among 3 to 12 s: on 14 voices that
are not reported it loses none of the rises made there, 3 and 5 s lose some."""

Rises = Callable[[IndexRow, IndexRow], FloatRow64]


def rise_beside(rises: Rises, first: int, last: int, n_steps: int) -> FloatRow64:
    """(3,) how far each cue of a stretch stands over the own speech beside it, in the units of
    `rises`; NaN where that is not known, as where there is none beside.

    A line that drifts is as loud beside a lively stretch as in it, and the mean of both sides
    takes off what changes evenly through all three. A voice that is raised stands out from both.

    Parameters
    ----------
    rises : starts and ends (k,) of steps of 0.1 s of own speech to (k, 3) rises over the usual, in
        the order of `CUES`, nothing taken off for the line; NaN where a cue is missing.
    first, last : the stretch, in steps; `n_steps` are there.
    """
    reach, least = (round(seconds * STEPS_A_S) for seconds in (BESIDE_S, LEAST_S))
    sides = [(max(0, first - reach), first), (last, min(n_steps, last + reach))]
    long_enough = [(start, end) for start, end in sides if end - start >= least]
    starts, ends = np.array([(first, last), *long_enough]).T
    here, beside = np.split(rises(starts, ends), [1])
    known = ~np.isnan(beside)
    n_known = known.sum(axis=0)
    means = np.where(known, beside, 0.0).sum(axis=0) / np.maximum(n_known, 1)
    rise: FloatRow64 = np.where(n_known > 0, here[0] - means, np.nan)
    return rise
