"""Owns the scorecard: its file, the answers to its questions, the score."""
