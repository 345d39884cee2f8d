"""Owns the pitch tracker YIN, as librosa has it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.frames.pitch import ALL, N_HOP, RATE_HZ, PitchHops
from callcoach.types.frames import FloatRow

N_FRAME = 1024


class YinTracker:
    """A. de Cheveigne and H. Kawahara (2002), "YIN, a fundamental frequency estimator".

    Where we differ: YIN decides no voicing, so ours is the normalised correlation of a frame with
    itself one period later. Less sure than SwiftF0 through a telephone: where a low voice's
    fundamental is missing it may take a resonance for the pitch.
    """

    def __init__(self, floor_hz: float, ceiling_hz: float) -> None:
        self._floor_hz = floor_hz
        self._ceiling_hz = ceiling_hz

    def track(self, samples: FloatRow, hops: slice = ALL) -> PitchHops:
        """As `PitchTracker`."""
        first, last, _ = hops.indices(len(samples) // N_HOP)
        if first >= last:
            return PitchHops(np.zeros(0, np.float32), np.zeros(0, np.float32))
        import librosa

        end = (last - 1) * N_HOP + N_FRAME
        padded = np.pad(samples, N_FRAME // 2)[first * N_HOP : end]
        f0_hz = librosa.yin(
            padded,
            fmin=self._floor_hz,
            fmax=self._ceiling_hz,
            sr=RATE_HZ,
            frame_length=N_FRAME,
            hop_length=N_HOP,
            center=False,
        )
        return PitchHops(f0_hz.astype(np.float32), _correlation(padded, f0_hz))


def _correlation(padded: FloatRow, f0_hz: npt.NDArray[np.float64]) -> FloatRow:
    """Correlation of each frame's two stretches one period apart, 0..1: (n,) float32."""
    result = np.zeros(len(f0_hz), np.float32)
    for hop, period in enumerate(np.round(RATE_HZ / f0_hz).astype(int)):
        frame = padded[hop * N_HOP : hop * N_HOP + N_FRAME].astype(np.float64)
        first, second = frame[:-period], frame[period:]
        scale = np.sqrt(np.sum(first * first) * np.sum(second * second))
        if scale > 0:
            result[hop] = max(0.0, float(np.sum(first * second) / scale))
    return result
