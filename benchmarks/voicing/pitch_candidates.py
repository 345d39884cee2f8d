"""What may track the pitch: each takes samples and their rate, and gives the F0 of each 10 ms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.stream import FrameStream
from callcoach.frames.trackers import TRACKERS
from callcoach.frames.tracking import rows_between
from callcoach.settings import VoiceSettings
from callcoach.types.time import Span
from callcoach.voice.pitch import f0_rows
from voicing.emo_db import rows_of
from voicing.path_autocorrelation import path_autocorrelation

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Candidate = Callable[[Samples, int], Numbers]

VOICE = VoiceSettings()
BELIEVED = 0.5
FLOOR_HZ, CEILING_HZ = 55.0, 600.0
OURS = "callcoach"


def ours(samples: Samples, rate_hz: int) -> Numbers:
    """As users get it, all of it taken for own speech."""
    stream = FrameStream(rate_hz, VOICE)
    stream.push(samples)
    track = stream.finish()
    return f0_rows(track, rows_of((Span(0, len(track) / 100),), len(track)), VOICE)


def tracker_alone(name: str) -> Candidate:
    """A tracker of callcoach over the whole sound, believed where it says 0.5."""

    def track(samples: Samples, rate_hz: int) -> Numbers:
        stream = ModelRateStream(rate_hz)
        sound = np.concatenate((stream.push(samples), stream.finish()))
        found = TRACKERS[name](VOICE).track(sound)
        rows = rows_between(found, np.arange(len(samples) * 100 // rate_hz))
        return np.where(rows.voicing >= BELIEVED, rows.f0_hz, 0).astype(np.float64)

    return track


def praat(samples: Samples, rate_hz: int) -> Numbers:
    """Praat's autocorrelation, 55-600 Hz, then 0.75 of the lower to 2.5 of the upper quartile."""
    import parselmouth

    sound = parselmouth.Sound(samples.astype(np.float64), rate_hz)

    def run(floor_hz: float, ceiling_hz: float) -> tuple[Numbers, Numbers]:
        pitch = sound.to_pitch_ac(0.01, floor_hz, pitch_ceiling=ceiling_hz)
        return pitch.xs(), pitch.selected_array["frequency"]

    at_s, f0_hz = run(FLOOR_HZ, CEILING_HZ)
    if (f0_hz > 0).any():
        lower_hz, upper_hz = np.quantile(f0_hz[f0_hz > 0], (0.25, 0.75))
        at_s, f0_hz = run(max(FLOOR_HZ, 0.75 * lower_hz), min(CEILING_HZ, 2.5 * upper_hz))
    rows = np.floor(at_s * 100).astype(int)
    rows_hz = np.zeros(len(samples) * 100 // rate_hz)
    is_row = (rows >= 0) & (rows < len(rows_hz))
    rows_hz[rows[is_row]] = f0_hz[is_row]
    return rows_hz


def pyin(samples: Samples, rate_hz: int) -> Numbers:
    """librosa's pYIN (Mauch & Dixon 2014), frames of 64 ms about the middles of the rows."""
    import librosa

    half_row = rate_hz // 200
    f0_hz, is_voiced, _ = librosa.pyin(
        samples[half_row:].astype(np.float64),
        fmin=FLOOR_HZ,
        fmax=CEILING_HZ,
        sr=rate_hz,
        frame_length=round(0.064 * rate_hz),
        hop_length=rate_hz // 100,
    )
    return np.where(is_voiced, f0_hz, 0.0)


QUICK: Mapping[str, Candidate] = {
    OURS: ours,
    "SwiftF0 alone": tracker_alone("swift-f0"),
    "YIN": tracker_alone("librosa-yin"),
    "autocorrelation, path": path_autocorrelation,
    "Praat, two-pass": praat,
}
CANDIDATES: Mapping[str, Candidate] = {**QUICK, "pYIN": pyin}
