"""Owns what a pitch tracker is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from callcoach.errors import SettingsError
from callcoach.settings import VoiceSettings
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


def pitch_tracker(voice: VoiceSettings) -> PitchTracker:
    """The tracker that the settings name.

    Raises
    ------
    SettingsError
        If there is no tracker of that name.
    """
    make = TRACKERS.get(voice.pitch_tracker)
    if make is None:
        raise SettingsError(
            f"voice.pitch_tracker is {voice.pitch_tracker!r}; allowed: {', '.join(TRACKERS)}"
        )
    return make(voice)


def _swift(voice: VoiceSettings) -> PitchTracker:
    from callcoach.frames.swift import SwiftTracker

    return SwiftTracker(voice.pitch_floor_hz, voice.pitch_ceiling_hz)


def _yin(voice: VoiceSettings) -> PitchTracker:
    from callcoach.frames.yin import YinTracker

    return YinTracker(voice.pitch_floor_hz, voice.pitch_ceiling_hz)


TRACKERS: Mapping[str, Callable[[VoiceSettings], PitchTracker]] = {
    "swift-f0": _swift,
    "librosa-yin": _yin,
}
