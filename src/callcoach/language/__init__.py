"""Data per language: acknowledgements, fillers, greetings, syllable rules, pace norms."""
