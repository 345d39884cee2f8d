"""Owns what a pitch tracker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from callcoach.types.frames import FloatRow

RATE_HZ = 16_000
N_HOP = 256
"""Samples between two estimates, 16 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class PitchHops:
    """Estimates about the samples 0, 256, 512, ... of a passage.

    f0_hz (n,) float32; voicing (n,) float32, 0..1.
    """

    f0_hz: FloatRow
    voicing: FloatRow


class PitchTracker(Protocol):
    """Finds the pitch of a passage of sound at 16 kHz, without memory of earlier passages."""

    def track(self, samples: FloatRow) -> PitchHops:
        """Estimates for each whole hop of `samples`: len(samples) // 256 of them."""
        ...
