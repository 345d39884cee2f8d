"""Techniques, findings and advice from a draft review."""
