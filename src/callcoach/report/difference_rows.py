"""Owns the table of what changed when calls were judged again: a row for each change, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from callcoach.coaching.differences import Differences, VersionChange
from callcoach.report.difference_lines import (
    answer_shown,
    came_out_shown,
    count_shown,
    titled_shown,
    why_shown,
)
from callcoach.report.words_csv import cell_text
from callcoach.types.review import ScorecardItem

CHANGES_HEADER = ("path", "call", "what", "before", "after", "why")

A_PERSONS = "what a person answered or corrected"
"""Why, where neither playbook nor scorecard, settings or release are others."""


class Change(NamedTuple):
    """What changed in a call, how it was and is, and why."""

    what: str
    before: str
    after: str
    why: str


def changes(found: Differences) -> tuple[Change, ...]:
    """The changes of a call, a row each; none where nothing differs."""
    return tuple(_changes(found))


def change_lines(path: Path, call_id: str, rows: tuple[Change, ...]) -> str:
    """Lines of CSV, as in `words_csv.csv_text`, without a header."""
    table = io.StringIO(newline="")
    csv.writer(table).writerows(
        [cell_text(cell) for cell in (str(path), call_id, *row)] for row in rows
    )
    return table.getvalue()


def _changes(found: Differences) -> Iterator[Change]:
    cause = _cause(found)
    for version in found.versions:
        yield Change(version.name, version.before or "", version.now or "", "made with another")
    if found.score is not None:
        before, now = found.score.before, found.score.now
        yield Change("score", came_out_shown(before), came_out_shown(now), cause)
    for item in found.items:
        old, new = item.before, item.now
        one = new or old
        assert one is not None, "a change has one side at least"
        yield Change(f"item {one.id}", _item(old), _item(new), why_shown(new) if new else cause)
    for technique in found.techniques:
        found_one = technique.now or technique.before
        assert found_one is not None, "a change has one side at least"
        counts = count_shown(technique.before), count_shown(technique.now)
        yield Change(f"technique {found_one.id}", *counts, cause)
    for finding in found.came:
        yield Change(f"finding {finding.id}", "", titled_shown(finding), cause)
    for finding in found.went:
        yield Change(f"finding {finding.id}", titled_shown(finding), "", cause)
    for name in found.others:
        yield Change(name, "", "other words or moments", cause)


def _item(item: ScorecardItem | None) -> str:
    return "" if item is None else f"{answer_shown(item)}, weight {item.weight:g}"


def _cause(found: Differences) -> str:
    told = [f"{each.name}: {_side(each.before)} -> {_side(each.now)}" for each in _parts(found)]
    if found.is_card_unmarked:
        told.append("the scorecard was changed without a new version")
    return "; ".join(told) or A_PERSONS


def _parts(found: Differences) -> tuple[VersionChange, ...]:
    """Playbook and scorecard where they are others; else the release or the settings."""
    parts = tuple(each for each in found.versions if each.name.startswith(("pack", "scorecard")))
    return parts or found.versions


def _side(version: str | None) -> str:
    return version or "none"
