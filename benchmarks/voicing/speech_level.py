"""Owns the active speech level of ITU-T P.56, method B, on samples: the check of ours on rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

TIME_S = 0.03
HANGOVER_S = 0.2
MARGIN_DB = 15.9
N_THRESHOLDS = 15


def active_speech_level_dbov(samples: npt.NDArray[np.floating], rate_hz: int) -> float:
    """Level in dB over full scale while active: ITU-T P.56 (2011), method B, as in the software
    tool library's `sv-p56.c`: envelope of two poles, 15 thresholds a factor of two apart, the one
    that lies 15.9 dB under the level it gives."""
    from scipy.signal import lfilter

    sound = samples.astype(np.float64)
    pole = np.exp(-1.0 / (rate_hz * TIME_S))
    envelope = np.abs(sound)
    for _ in range(2):
        envelope = lfilter([1 - pole], [1, -pole], envelope)
    energy = float(np.sum(sound**2))
    at = np.arange(len(sound))
    over = []
    for power in range(N_THRESHOLDS, 0, -1):
        threshold = 2.0**-power
        last = np.maximum.accumulate(np.where(envelope >= threshold, at, -(10**9)))
        n_active = int(np.count_nonzero(at - last <= round(HANGOVER_S * rate_hz)))
        if n_active:
            level_db = 10 * np.log10(energy / n_active)
            over.append((level_db, level_db - 20 * np.log10(threshold)))
    for (level, above), (next_level, next_above) in pairwise(over):
        if next_above <= MARGIN_DB <= above:
            share = (above - MARGIN_DB) / max(above - next_above, 1e-9)
            return float(level + share * (next_level - level))
    raise ValueError("no threshold lies 15.9 dB under its level; is the sound silent?")
