"""Owns the work on one call, and where it is done."""
