"""Owns the one line that says how a scorecard came out."""

from __future__ import annotations

from callcoach.report.phrases import percent, plural, reason
from callcoach.types.review import Scorecard


def score_line(card: Scorecard) -> str:
    """The score, how much of the card it rests on, and the version; or why there is none."""
    if card.score is None:
        return f"Scorecard without a score: {reason(card.reasons, 'score')}, version {card.version}"
    rests_on = f"answered {percent(card.answered_weight / card.asked_weight)} of its weight"
    n_by_person = sum(item.overridden_by is not None for item in card.items)
    if n_by_person:
        rests_on += f", {plural(n_by_person, 'answer')} by a person"
    return f"Scorecard {card.score:.0f} of 100 ({rests_on}), version {card.version}"
