"""Frames to floor: speech, turns, silences, incursions."""
