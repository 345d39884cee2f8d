"""Owns the search for techniques in what was said."""
