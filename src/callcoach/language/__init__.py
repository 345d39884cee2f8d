"""Data per language: acknowledgements, fillers, greetings, syllable rules, pace norms."""

from callcoach.language.completion import cut_off_chance, ending_features, feature_names
from callcoach.language.lexicon import (
    Lexicon,
    PaceNorm,
    agent_opening_hits,
    base_code,
    is_all_acknowledgement,
    is_only_begun,
    known_languages,
    lexicon,
    phrase_count,
)
from callcoach.language.syllables import syllable_count
from callcoach.language.text import normalised, tokens

__all__ = [
    "Lexicon",
    "PaceNorm",
    "agent_opening_hits",
    "base_code",
    "cut_off_chance",
    "ending_features",
    "feature_names",
    "is_all_acknowledgement",
    "is_only_begun",
    "known_languages",
    "lexicon",
    "normalised",
    "phrase_count",
    "syllable_count",
    "tokens",
]
