"""Owns what a pitch tracker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from callcoach.types.frames import FloatRow

RATE_HZ = 16_000
N_HOP = 256
"""Samples between two estimates, 16 ms."""

ALL = slice(None)


@dataclass(frozen=True, slots=True, eq=False)
class PitchHops:
    """Estimates about samples of a passage that lie 256 apart.

    f0_hz (n,) float32; voicing (n,) float32, 0..1.
    """

    f0_hz: FloatRow
    voicing: FloatRow


class PitchTracker(Protocol):
    """Finds the pitch of a passage of sound at 16 kHz, without memory of earlier passages."""

    def track(self, samples: FloatRow, hops: slice = ALL) -> PitchHops:
        """Estimates for `hops` of the whole hops of `samples`: len(samples) // 256 of them.

        Hop j is about sample 256 j. The sound about the hops is listened to where it is given.
        """
        ...
