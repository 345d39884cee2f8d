"""Owns what a new judgement of a call changed: versions, score, answers, techniques, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from callcoach.types.review import Finding, Review, Scorecard, ScorecardItem, Technique

JUDGED_AGAIN = "judged again by callcoach"
"""Under this name the versions of a review say that it was judged again, and with what."""


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a review is made with, by its name; None where there was or is none."""

    name: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The scorecards whose score or answered share differs; None where there was or is none."""

    before: Scorecard | None
    now: Scorecard | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A question whose answer or weight differs; None where the card had or has no such item."""

    before: ScorecardItem | None
    now: ScorecardItem | None


@dataclass(frozen=True, slots=True)
class TechniqueChange:
    """A technique whose count differs; None where the pack had or has no such technique."""

    before: Technique | None
    now: Technique | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two judgements of one call.

    `is_card_unmarked`: the scorecard asks otherwise than before under the same version. `others`:
    fields of the review that differ in what is not named above.
    """

    versions: tuple[VersionChange, ...]
    score: ScoreChange | None
    items: tuple[ItemChange, ...]
    techniques: tuple[TechniqueChange, ...]
    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    others: tuple[str, ...]
    is_card_unmarked: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all differs."""
        return self == Differences((), None, (), (), (), (), (), False)


def differences(before: Review, now: Review) -> Differences:
    """What differs between two reviews of one call, in the order of the later one.

    Versions and settings are compared; the seconds that the work took are not.
    """
    found = _matched(before.findings, now.findings)
    return Differences(
        versions=_versions(before, now),
        score=_score(before.scorecard, now.scorecard),
        items=_items(before.scorecard, now.scorecard),
        techniques=_techniques(before.techniques or (), now.techniques or ()),
        came=found.came,
        went=found.went,
        others=_others(before, now, all(old == new for old, new in found.kept)),
        is_card_unmarked=_is_unmarked(before.scorecard, now.scorecard),
    )


def _versions(before: Review, now: Review) -> tuple[VersionChange, ...]:
    old, new = before.provenance.versions, now.provenance.versions
    names = sorted({*old, *new} - {JUDGED_AGAIN})
    changes = (
        VersionChange("judged by callcoach", _judged_by(before), _judged_by(now)),
        *(VersionChange(name, old.get(name), new.get(name)) for name in names),
    )
    return tuple(each for each in changes if each.before != each.now)


def _judged_by(review: Review) -> str:
    """The release and the settings that judged a review last."""
    made = review.provenance
    first = f"{made.versions.get('callcoach')}, settings {made.settings_hash}"
    return made.versions.get(JUDGED_AGAIN, first)


def _score(before: Scorecard | None, now: Scorecard | None) -> ScoreChange | None:
    if _came_out(before) == _came_out(now):
        return None
    return ScoreChange(before, now)


def _came_out(card: Scorecard | None) -> tuple[float | None, ...] | None:
    return None if card is None else (card.score, card.answered_weight, card.asked_weight)


def _items(before: Scorecard | None, now: Scorecard | None) -> tuple[ItemChange, ...]:
    if before is None or now is None:
        return ()
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in now.items}
    return tuple(
        ItemChange(old.get(item_id), new.get(item_id))
        for item_id in dict.fromkeys((*new, *old))
        if _answered(old.get(item_id)) != _answered(new.get(item_id))
    )


def _answered(item: ScorecardItem | None) -> tuple[object, ...] | None:
    return None if item is None else (item.answer, item.weight, item.is_asked)


def _techniques(
    before: Sequence[Technique], now: Sequence[Technique]
) -> tuple[TechniqueChange, ...]:
    old = {one.id: one for one in before}
    new = {one.id: one for one in now}
    return tuple(
        TechniqueChange(old.get(name), new.get(name))
        for name in dict.fromkeys((*new, *old))
        if _counted(old.get(name)) != _counted(new.get(name))
    )


def _counted(technique: Technique | None) -> tuple[int | None] | None:
    return None if technique is None else (technique.count,)


@dataclass(frozen=True, slots=True)
class _Matched:
    """The findings of two reviews: those that came, those that went, and pairs of those kept."""

    came: tuple[Finding, ...]
    went: tuple[Finding, ...]
    kept: tuple[tuple[Finding, Finding], ...]


def _matched(before: Sequence[Finding], now: Sequence[Finding]) -> _Matched:
    """A finding is another's later form where id and start are the same, else where the id is."""
    went, came = list(before), list(now)
    kept: list[tuple[Finding, Finding]] = []
    for is_start_asked in (True, False):
        for finding in tuple(came):
            for old in went:
                if old.id == finding.id and (not is_start_asked or old.start_s == finding.start_s):
                    went.remove(old)
                    came.remove(finding)
                    kept.append((old, finding))
                    break
    return _Matched(tuple(came), tuple(went), tuple(kept))


def _others(before: Review, now: Review, are_findings_same: bool) -> tuple[str, ...]:
    """Names of fields that differ in more than what is told by itself."""
    told = {"provenance", "reasons", "techniques", "findings", "scorecard"}
    names = [
        item.name
        for item in fields(Review)
        if item.name not in told and getattr(before, item.name) != getattr(now, item.name)
    ]
    if _evidence(before.techniques, now.techniques) != _evidence(now.techniques, before.techniques):
        names.append("techniques")
    if not are_findings_same:
        names.append("findings")
    if _same_answers(before.scorecard, now.scorecard) != _same_answers(
        now.scorecard, before.scorecard
    ):
        names.append("scorecard")
    return tuple(names)


def _evidence(of: Sequence[Technique] | None, other: Sequence[Technique] | None) -> list[Technique]:
    """The techniques that were found as often in the other review."""
    counts = {one.id: one.count for one in other or ()}
    return [one for one in of or () if one.id in counts and counts[one.id] == one.count]


def _same_answers(of: Scorecard | None, other: Scorecard | None) -> Scorecard | None:
    """The card with the items that are answered and weighed as on the other, its score aside."""
    if of is None or other is None:
        return None
    there = {item.id: _answered(item) for item in other.items}
    same = tuple(item for item in of.items if there.get(item.id) == _answered(item))
    plain = replace(of, version="", items=same, score=None, reasons={})
    return replace(plain, answered_weight=0.0, asked_weight=0.0)


def _is_unmarked(before: Scorecard | None, now: Scorecard | None) -> bool:
    if before is None or now is None or before.version != now.version:
        return False
    return _asked(before) != _asked(now)


def _asked(card: Scorecard) -> list[tuple[object, ...]]:
    return [(item.id, item.question, item.group, item.weight, item.by) for item in card.items]
