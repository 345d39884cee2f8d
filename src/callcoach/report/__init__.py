"""A review for people and programs: terminal, JSON, page."""
