"""Techniques, findings, advice and scorecard from a draft review."""

from callcoach.coaching.coach import coach
from callcoach.coaching.playbook.chosen import chosen_pack
from callcoach.coaching.playbook.pack import Pack, Rule, known_packs, load_pack
from callcoach.coaching.scorecard.scorecard_file import load_scorecard

__all__ = [
    "Pack",
    "Rule",
    "chosen_pack",
    "coach",
    "known_packs",
    "load_pack",
    "load_scorecard",
]
