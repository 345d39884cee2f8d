"""Owns the answers to a scorecard: callcoach's own, a person's over them, and the score."""

from __future__ import annotations

from dataclasses import replace

from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.scorecard.card_answers import CardAnswers
from callcoach.coaching.scorecard.scorecard_file import Card, load_scorecard
from callcoach.settings import Settings
from callcoach.types.overrides import Overrides
from callcoach.types.review import Review, Scorecard, ScorecardItem, Technique

ANSWERED_LEAST = 0.5
"""Share of the asked weight that must be answered for a score. Chosen by us."""

NONE_CHOSEN = "switched off in the settings (coaching.scorecard)"


def scorecard(
    draft: Review,
    found: tuple[Technique, ...],
    pack: Pack,
    settings: Settings,
    overrides: Overrides,
) -> Scorecard | None:
    """The scorecard that the settings name, answered for this call; None where they name none.

    Raises
    ------
    SettingsError
        If they name one that there is not, or one with a fault.
    """
    if not settings.coaching.scorecard:
        return None
    card = load_scorecard(settings.coaching.scorecard, pack)
    own = CardAnswers(draft, found, pack, settings, card.language)
    items = tuple(_with_person(own.item(item), overrides) for item in card.items)
    asked = [item for item in items if item.is_asked]
    answered = sum(item.weight for item in asked if item.answer is not None)
    score, why = _score(asked, answered)
    return Scorecard(
        version=card.version,
        items=items,
        score=score,
        reasons={} if why is None else {"score": why},
        title=card.title,
        answered_weight=round(answered, 4),
        asked_weight=round(sum(item.weight for item in asked), 4),
        notices=_notices(card, overrides),
    )


def _score(asked: list[ScorecardItem], answered: float) -> tuple[float | None, str | None]:
    total = sum(item.weight for item in asked)
    if not total:
        return None, "nothing of it applies to this call"
    if answered < ANSWERED_LEAST * total:
        share, least = int(100 * answered / total), int(100 * ANSWERED_LEAST)
        return None, f"only {share} % of its weight was answered; {least} % needed"
    yes = sum(item.weight for item in asked if item.answer)
    return round(100 * yes / answered, 4), None


def _with_person(item: ScorecardItem, overrides: Overrides) -> ScorecardItem:
    """The item with what a person said to it; callcoach's own answer stays beside it."""
    said = overrides.answers.get(item.id)
    if said is None:
        return item
    if not said.is_answered:
        return replace(item, comment=said.comment)
    reasons = {name: why for name, why in item.reasons.items() if name != "answer"}
    if said.answer is None:
        reasons["answer"] = f"left open by {said.by}"
    return replace(
        item,
        answer=said.answer,
        overridden_by=said.by,
        comment=said.comment,
        is_asked=item.is_asked or said.answer is not None,
        reasons=reasons,
    )


def _notices(card: Card, overrides: Overrides) -> tuple[str, ...]:
    known = {item.id for item in card.items}
    unknown = [name for name in overrides.answers if name not in known]
    return (
        *overrides.faults,
        *(
            f"An answer to {name!r} was kept in the file of overrides and not used: "
            f"scorecard {card.version} has no such item."
            for name in sorted(unknown)
        ),
    )
