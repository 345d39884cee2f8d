"""Owns whether a line seems to set its gain by itself: its noise rises while nobody speaks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.turns.noise import DIGITAL_SILENCE_DBFS
from callcoach.turns.rows import rows_in
from callcoach.types.frames import FloatRow
from callcoach.types.time import Span, Spans

AFTER_ROWS = slice(30, 60)
"""Rows after a unit that its early noise is taken of: later than the room's echo of the last word,
sooner than a slow gain has risen."""

PAUSE_LEAST_ROWS = 120
LATE_ROWS = 50
BEFORE_NEXT_ROWS = 30
PAUSE_MOST_ROWS = 300
"""The late noise: 0.5 s that end 0.3 s before the next unit (a breath is drawn there), at most 3 s
after the last."""

N_PAUSES_LEAST = 6
RISE_LEAST_DB = 1.5
RISING_LEAST_SHARE = 0.7
"""All chosen by us on one channel of a real call through made gain control, in made noise."""


def gain_control_suspected(
    level_dbfs: FloatRow, units: Spans, is_other: npt.NDArray[np.bool_]
) -> bool | None:
    """Whether the noise of the line rises in the pauses, as it does where the gain follows speech.

    In the pauses of 1.2 s and more of a steady line the noise stays, or falls as the echo of the
    last word does. True where it rises by 1.5 dB in the median and in 70 % of the pauses; None
    with fewer than six pauses that hold noise. A gain that is held while nobody speaks is not
    found.

    Parameters
    ----------
    level_dbfs : (n,) float32
    is_other : (n,) bool
        Rows that hold other sound than noise (music, a copy of the other party).
    """
    rises = []
    for unit, following in zip(units, (*units[1:], None), strict=False):
        rise = _rise_db(level_dbfs, unit, following, is_other)
        if rise is not None:
            rises.append(rise)
    if len(rises) < N_PAUSES_LEAST:
        return None
    is_rising = np.mean(np.array(rises) > 0.0) >= RISING_LEAST_SHARE
    return bool(is_rising and np.median(rises) >= RISE_LEAST_DB)


def _rise_db(
    level_dbfs: FloatRow, unit: Span, following: Span | None, is_other: npt.NDArray[np.bool_]
) -> float | None:
    """The late noise of the pause after a unit over the early; None where it cannot be told."""
    first = rows_in(unit).stop
    last = len(level_dbfs) if following is None else rows_in(following).start
    if last - first < PAUSE_LEAST_ROWS:
        return None
    late_end = min(last - BEFORE_NEXT_ROWS, first + PAUSE_MOST_ROWS)
    early = slice(first + AFTER_ROWS.start, first + AFTER_ROWS.stop)
    late = slice(late_end - LATE_ROWS, late_end)
    if is_other[early].any() or is_other[late].any():
        return None
    quiet = [float(np.quantile(level_dbfs[rows], 0.2)) for rows in (early, late)]
    if min(quiet) <= DIGITAL_SILENCE_DBFS:
        return None
    return quiet[1] - quiet[0]
