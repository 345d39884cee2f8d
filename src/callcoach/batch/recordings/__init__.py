"""Owns which recordings a batch is of, and where they lie."""
