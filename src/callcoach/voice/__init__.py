"""Pace, pitch, loudness, steadiness from frames and floor."""

from callcoach.voice.contour import contour
from callcoach.voice.measure import measure_voice, not_measured
from callcoach.voice.mirroring import mirroring_not_measured

__all__ = ["contour", "measure_voice", "mirroring_not_measured", "not_measured"]
