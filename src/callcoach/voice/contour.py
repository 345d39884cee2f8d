"""Owns the contour: level, pitch and speech of one channel at a coarser step, for drawing."""

from __future__ import annotations

import numpy as np

from callcoach.settings import Settings
from callcoach.types.frames import SILENCE_DBFS, STEPS_PER_S, FrameTrack
from callcoach.types.review import Contour
from callcoach.types.time import Spans
from callcoach.voice.path import voiced_path
from callcoach.voice.rows import rows_in
from callcoach.voice.spectrum import power_of


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
    power = power_of(track.level_dbfs)
    levels: list[float] = []
    pitches: list[float] = []
    speech: list[bool] = []
    for start in range(0, n, size):
        at = slice(start, start + size)
        mean = max(float(power[at].mean()), 1e-12)
        levels.append(max(round(10.0 * float(np.log10(mean)), 1), SILENCE_DBFS))
        f0_hz = own_hz[at][own_hz[at] > 0]
        has_pitch = len(f0_hz) > 0 and 2 * len(f0_hz) >= own[at].sum()
        pitches.append(round(float(np.median(f0_hz)), 1) if has_pitch else 0.0)
        speech.append(bool(2 * own[at].sum() >= len(own[at])))
    return Contour(tuple(levels), tuple(pitches), tuple(speech))
