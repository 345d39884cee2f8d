"""Pace, pitch, loudness, steadiness from frames and floor."""

from callcoach.voice.contour import contour
from callcoach.voice.measure import measure_voice, not_measured
from callcoach.voice.mirroring import mirroring, no_mirroring
from callcoach.voice.pace_match import no_pace_match, pace_match

__all__ = [
    "contour",
    "measure_voice",
    "mirroring",
    "no_mirroring",
    "no_pace_match",
    "not_measured",
    "pace_match",
]
