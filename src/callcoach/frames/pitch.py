"""Owns what a pitch tracker is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from callcoach.types.frames import FloatRow

RATE_HZ = 16_000
N_HOP = 320
"""Samples between two estimates, 20 ms: two rows."""

ALL = slice(None)


@dataclass(frozen=True, slots=True, eq=False)
class PitchHops:
    """Estimates about samples of a passage that lie 320 apart.

    f0_hz (n,) float32; voicing (n,) float32, 0..1.
    """

    f0_hz: FloatRow
    voicing: FloatRow


class PitchTracker(Protocol):
    """Finds the pitch of a passage of sound at 16 kHz, without memory of earlier passages."""

    def track(self, samples: FloatRow, hops: slice = ALL) -> PitchHops:
        """Estimates for `hops` of the whole hops of `samples`: len(samples) // 320 of them.

        Hop j is about sample 320 j. The sound about the hops is listened to where it is given.
        """
        ...
