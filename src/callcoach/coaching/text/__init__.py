"""Owns how text is looked at: patterns, and a fitted model of short runs of words."""
