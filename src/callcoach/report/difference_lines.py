"""Owns how the differences between two judgements of a call are told, a line each."""

from __future__ import annotations

from collections.abc import Iterator

from callcoach.coaching.differences import (
    Differences,
    ItemChange,
    ScoreChange,
    TechniqueChange,
    VersionChange,
)
from callcoach.report.phrases import clock, listed, percent, reason
from callcoach.types.review import Finding, Scorecard, ScorecardItem, Technique

_ANSWER = {True: "yes", False: "no", None: "open"}


def difference_lines(found: Differences) -> tuple[str, ...]:
    """What changed and why, in plain words; none where nothing did."""
    return tuple(_lines(found))


def _lines(found: Differences) -> Iterator[str]:
    for version in found.versions:
        yield _version(version)
    if found.is_card_unmarked:
        yield "the scorecard was changed without a new version; give it one"
    if found.score is not None:
        yield _score(found.score)
    for item in found.items:
        yield _item(item)
    for technique in found.techniques:
        yield _technique(technique)
    for finding in found.came:
        yield f"finding came: {titled_shown(finding)}"
    for finding in found.went:
        yield f"finding went: {titled_shown(finding)}"
    if found.others:
        yield f"other words or moments: {listed(found.others)}"


def _version(change: VersionChange) -> str:
    return f"{change.name}: {change.before or 'none'} -> {change.now or 'none'}"


def _score(change: ScoreChange) -> str:
    return f"score: {came_out_shown(change.before)} -> {came_out_shown(change.now)}"


def came_out_shown(card: Scorecard | None) -> str:
    """The score, and how much of the card was answered."""
    if card is None:
        return "no scorecard"
    share = card.answered_weight / card.asked_weight if card.asked_weight else 0.0
    score = "none" if card.score is None else f"{card.score:.0f}"
    return f"{score} ({percent(share)} answered)"


def _item(change: ItemChange) -> str:
    before, now = change.before, change.now
    if now is None:
        assert before is not None, "a change has one side at least"
        return f"item {before.id}: {_ANSWER[before.answer]} -> no such item any more"
    if before is None:
        return f"item {now.id}: new -> {_ANSWER[now.answer]}; {why_shown(now)}"
    parts = []
    if (before.answer, before.is_asked) != (now.answer, now.is_asked):
        parts.append(f"{answer_shown(before)} -> {answer_shown(now)}; {why_shown(now)}")
    if before.weight != now.weight:
        parts.append(f"weight {before.weight:g} -> {now.weight:g}")
    return f"item {now.id}: {'; '.join(parts)}"


def answer_shown(item: ScorecardItem) -> str:
    """Yes, no, open or not asked."""
    return _ANSWER[item.answer] if item.is_asked else "not asked"


def why_shown(item: ScorecardItem) -> str:
    """Why an item is answered so, or by whom."""
    if item.overridden_by is None:
        return item.why
    comment = f": {item.comment}" if item.comment else ""
    return f"answered by {item.overridden_by}{comment}"


def _technique(change: TechniqueChange) -> str:
    one = change.now or change.before
    assert one is not None, "a change has one side at least"
    return f"technique {one.id}: {count_shown(change.before)} -> {count_shown(change.now)}"


def count_shown(technique: Technique | None) -> str:
    """How often a technique was found, or why that is not known."""
    if technique is None:
        return "not in the pack"
    if technique.count is None:
        return f"not judged ({reason(technique.reasons, 'count')})"
    return str(technique.count)


def titled_shown(finding: Finding) -> str:
    """A finding's title and its moment."""
    return f"{finding.title} ({clock(finding.start_s)})"
