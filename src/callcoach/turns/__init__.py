"""Frames to floor: who speaks when, who holds the floor, who came in on whom."""
