"""Pace, pitch, loudness, steadiness from frames and floor."""
