"""Pace, pitch, loudness, steadiness from frames and floor."""

from callcoach.voice.contour import contour
from callcoach.voice.measure import measure_voice, not_measured
from callcoach.voice.mirroring import mirroring, no_mirroring

__all__ = ["contour", "measure_voice", "mirroring", "no_mirroring", "not_measured"]
