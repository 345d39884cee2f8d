"""Owns the contour: level, pitch and speech of one channel at a coarser step, for drawing."""

from __future__ import annotations

import numpy as np

from callcoach.settings import Settings
from callcoach.types.frames import SILENCE_DBFS, STEPS_PER_S, FrameTrack
from callcoach.types.review import Contour
from callcoach.types.time import Spans
from callcoach.voice.path import voiced_path
from callcoach.voice.rows import medians_of, rows_in
from callcoach.voice.spectrum import power_of

LEAST_POWER = 1e-12


def contour(
    track: FrameTrack, ipus: Spans, step_s: float, settings: Settings | None = None
) -> Contour:
    """One value each `step_s`, the last step perhaps short; `step_s` to the nearest 10 ms.

    `level_dbfs`: energy mean, to 0.1 dB. `f0_hz`: median of the own voiced rows, to 0.1 Hz, 0 where
    these are under half of the own rows. `speech`: whether half of the rows or more are own.
    """
    voice = (settings or Settings()).voice
    n = len(track)
    size = max(1, round(step_s * STEPS_PER_S))
    own = rows_in(ipus, n)
    range_hz = voice.pitch_floor_hz, voice.pitch_ceiling_hz
    own_hz = voiced_path(track, own, range_hz, voice.voicing_least)
    if n == 0:
        return Contour((), (), ())
    starts = np.arange(0, n, size)
    n_rows = np.diff(starts, append=n)
    n_own = np.add.reduceat(own.astype(np.intp), starts)
    voiced = np.flatnonzero(own_hz)
    bounds = np.searchsorted(voiced, np.append(starts, n))
    has_pitch = (np.diff(bounds) > 0) & (2 * np.diff(bounds) >= n_own)
    pitch_hz = np.where(has_pitch, medians_of(own_hz[voiced], bounds[:-1], bounds[1:]), 0.0)
    mean = np.maximum(np.add.reduceat(power_of(track.level_dbfs), starts) / n_rows, LEAST_POWER)
    level_dbfs = np.maximum(10.0 * np.log10(mean), SILENCE_DBFS)
    return Contour(
        level_dbfs=tuple(round(level, 1) for level in level_dbfs.tolist()),
        f0_hz=tuple(round(hz, 1) for hz in pitch_hz.tolist()),
        speech=tuple((2 * n_own >= n_rows).tolist()),
    )
