"""Owns which pitch trackers there are, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from callcoach.errors import SettingsError
from callcoach.frames.comb import CombTracker
from callcoach.frames.pitch import PitchTracker
from callcoach.frames.swift import SwiftTracker
from callcoach.frames.yin import YinTracker
from callcoach.settings import VoiceSettings


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


def _comb(voice: VoiceSettings) -> PitchTracker:
    return CombTracker(voice.pitch_floor_hz, voice.pitch_ceiling_hz)


def _swift(voice: VoiceSettings) -> PitchTracker:
    return SwiftTracker(voice.pitch_floor_hz, voice.pitch_ceiling_hz)


def _yin(voice: VoiceSettings) -> PitchTracker:
    return YinTracker(voice.pitch_floor_hz, voice.pitch_ceiling_hz)


TRACKERS: Mapping[str, Callable[[VoiceSettings], PitchTracker]] = {
    "harmonic-comb": _comb,
    "swift-f0": _swift,
    "librosa-yin": _yin,
}
