"""Owns how loud a channel is where nobody speaks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import FloatRow

DIGITAL_SILENCE_DBFS = -100.0
"""Levels below this are muted or suppressed sound, not noise of a line; one unit of 16 bits is
-90."""

QUIETEST_SHARE = 0.10
LEAST_ROWS = 50


def noise_floor_dbfs(level_dbfs: FloatRow, is_speech_near: npt.NDArray[np.bool_]) -> float | None:
    """The level that nine tenths of the rows away from speech exceed; None where none is known.

    Digital silence is left out: on a line that mutes its pauses what remains is no floor, and
    there is none to give. Where 0.5 s are not away from speech, all rows are used.

    Parameters
    ----------
    level_dbfs : (n,) float32
    is_speech_near : (n,) bool
    """
    away = level_dbfs[~is_speech_near]
    rows = away if len(away) >= LEAST_ROWS else level_dbfs
    sounding = rows[rows > DIGITAL_SILENCE_DBFS]
    if len(sounding) < min(LEAST_ROWS, max(1, len(rows))):
        return None
    return float(np.quantile(sounding, QUIETEST_SHARE))
