"""Owns the findings: what a person sees of what was found, and in which order."""
