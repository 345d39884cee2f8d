"""Owns the ways to count syllables in the sound that callcoach's is held against."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from callcoach.settings import Settings
from voicing.emo_db import Said

PRAAT_MISSING = "Praat: not measured; pip install praat-parselmouth"

Curve = npt.NDArray[np.float64]


def de_jong_and_wempe(each: Said) -> float:
    """Praat script Syllable Nuclei (2009) on our rows: peaks of the intensity (64 ms window) over
    its 99th percentile less 25 dB, each followed by a dip of 2 dB before the next, voiced."""
    window = np.hanning(8)[1:-1]
    power = np.convolve(10.0 ** (each.track.level_dbfs / 10.0), window / window.sum(), "same")
    level = 10 * np.log10(np.maximum(power, 1e-12))[each.rows.own]
    is_voiced = (each.track.voicing >= Settings().voice.voicing_least)[each.rows.own]
    return _peaks_with_dips(level, is_voiced, np.quantile(level, 0.99) - 25.0)


def praat(each: Said) -> float:
    """The same script by Praat itself: its intensity (floor 50 Hz) and its pitch tracker."""
    import parselmouth

    part = slice(*(round(s * each.rate_hz) for s in (each.span.start_s, each.span.end_s)))
    sound = parselmouth.Sound(each.samples[part].astype(np.float64), each.rate_hz)
    intensity = sound.to_intensity(minimum_pitch=50.0)
    level = intensity.values[0]
    pitch = sound.to_pitch_ac(
        time_step=0.02,
        pitch_floor=30.0,
        max_number_of_candidates=4,
        silence_threshold=0.03,
        voicing_threshold=0.25,
        octave_cost=0.01,
        octave_jump_cost=0.35,
        voiced_unvoiced_cost=0.25,
        pitch_ceiling=450.0,
    )
    f0_hz = np.array([pitch.get_value_at_time(t) for t in intensity.xs()])
    return _peaks_with_dips(level, np.isfinite(f0_hz), np.quantile(level, 0.99) - 25.0)


def energy_peaks(each: Said) -> float:
    """librosa's peaks of the energy in dB: highest within 50 ms, 2 dB over the mean of 0.2 s."""
    import librosa

    part = slice(*(round(s * each.rate_hz) for s in (each.span.start_s, each.span.end_s)))
    hop = each.rate_hz // 100
    rms = librosa.feature.rms(y=each.samples[part], frame_length=4 * hop, hop_length=hop)[0]
    level = 20 * np.log10(np.maximum(rms, 1e-6))
    peaks = librosa.util.peak_pick(
        level, pre_max=5, post_max=5, pre_avg=10, post_avg=10, delta=2, wait=5
    )
    return float(len(peaks))


def _peaks_with_dips(level: Curve, is_voiced: npt.NDArray[np.bool_], least_db: float) -> float:
    inner = level[1:-1]
    tops = np.flatnonzero((inner > level[:-2]) & (inner >= level[2:])) + 1
    tops = tops[level[tops] > least_db]
    return float(
        sum(
            bool(is_voiced[top] and level[top] - level[top:following].min() > 2.0)
            for top, following in pairwise(tops)
        )
    )
