"""Owns what goes on record: promises with their dates, and the note."""
