"""Owns the pitch tracker SwiftF0."""

from __future__ import annotations

import numpy as np

from callcoach.frames.onnx import packaged_session
from callcoach.frames.pitch import N_HOP, PitchHops
from callcoach.types.frames import FloatRow

FLOOR_HZ = 46.875
CEILING_HZ = 2093.75
SILENCE_PEAK = 1e-3
"""Under it the model answers at random; its own package writes such hops off as unvoiced."""


class SwiftTracker:
    """The model of the package swift-f0, in our own session.

    L. Nieradzik (2025), "SwiftF0: Fast and Accurate Monophonic Pitch Detection".
    """

    def __init__(self, floor_hz: float, ceiling_hz: float) -> None:
        self._session = packaged_session("swift_f0", "model.onnx")
        self._floor = np.asarray(max(floor_hz, FLOOR_HZ), np.float32)
        self._ceiling = np.asarray(min(ceiling_hz, CEILING_HZ), np.float32)

    def track(self, samples: FloatRow) -> PitchHops:
        """As `PitchTracker`."""
        n_hops = len(samples) // N_HOP
        if n_hops == 0:
            return PitchHops(np.zeros(0, np.float32), np.zeros(0, np.float32))
        f0_hz, voicing = self._session.run(
            ["pitch", "confidence"],
            {"audio": samples[np.newaxis], "fmin": self._floor, "fmax": self._ceiling},
        )
        hops = samples[: n_hops * N_HOP].reshape(n_hops, N_HOP)
        is_sound = np.abs(hops).max(axis=1) >= SILENCE_PEAK
        return PitchHops(
            f0_hz[0, :n_hops].astype(np.float32),
            np.where(is_sound, voicing[0, :n_hops], 0).astype(np.float32),
        )
