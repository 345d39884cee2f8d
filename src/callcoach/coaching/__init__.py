"""Techniques, findings, advice and scorecard from a draft review."""

from callcoach.coaching.chosen import check_coaching, chosen_pack, coached_with
from callcoach.coaching.coach import coach
from callcoach.coaching.pack import Pack, Rule, known_packs, load_pack
from callcoach.coaching.scorecard_file import load_scorecard

__all__ = [
    "Pack",
    "Rule",
    "check_coaching",
    "chosen_pack",
    "coach",
    "coached_with",
    "known_packs",
    "load_pack",
    "load_scorecard",
]
