"""Owns which calls of a batch are to be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from callcoach.batch.folder.ledger import Entry, Ledger
from callcoach.errors import SearchError

PREFIX_LEAST = 6
"""Figures of a call's id that must be given at least. Chosen by us."""

_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which calls are meant: of these, all that are given must hold.

    `calls`: ids, their beginnings, or the owner's. `before`: ISO date; a call of which no date is
    known counts from the day of its review.
    """

    calls: tuple[str, ...] = ()
    agent: str | None = None
    before: str | None = None

    def kept(self) -> dict[str, Any]:
        """What a receipt says of it: no name and no id, which are to be forgotten."""
        by = [name for name in ("calls", "agent", "before") if getattr(self, name)]
        return {"by": by, **({"before": self.before} if self.before else {})}


def older_than(days: int, today: date) -> Rule:
    """The rule of a retention time."""
    return Rule(before=(today - timedelta(days=days)).isoformat())


def chosen(ledger: Ledger, reviews: Path, rule: Rule) -> tuple[str, ...]:
    """The ids of the calls that a rule means, in order; reviews of which no ledger tells, too.

    Raises
    ------
    SearchError
        If the rule means no calls at all, has a date that is none, or an id that none or several
        calls have.
    """
    if rule == Rule():
        raise SearchError("no rule says which calls are to be forgotten")
    known = {**dict.fromkeys(_orphans(reviews), Entry("", "")), **ledger.entries}
    meant = set(known)
    if rule.calls:
        meant &= {_named(call, known) for call in rule.calls}
    if rule.agent is not None:
        meant = {each for each in meant if known[each].row.get("agent") == rule.agent}
    if rule.before is not None:
        day = _day(rule.before)
        if day is None:
            raise SearchError(f"{rule.before!r} is no date; write it as 2026-11-27")
        meant = {each for each in meant if _is_before(known[each], day)}
    return tuple(sorted(meant))


def _orphans(reviews: Path) -> Iterable[str]:
    """What a killed run wrote before its ledger knew of it."""
    names = (path.name.split(".")[0] for path in reviews.glob("*")) if reviews.is_dir() else ()
    return (name for name in names if _ID.fullmatch(name))


def _named(call: str, known: Mapping[str, Entry]) -> str:
    found = [each for each, entry in known.items() if entry.row.get("call_id") == call]
    if not found and len(call) >= PREFIX_LEAST:
        found = [each for each in known if each.startswith(call.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise SearchError(f"{call!r} is the id of {len(found)} calls: {', '.join(sorted(found))}")
    raise SearchError(
        f"no call here has the id {call!r}; name the owner's id, or {PREFIX_LEAST} or more figures "
        "of callcoach's, which stands in the name of its page"
    )


def _is_before(entry: Entry, day: date) -> bool:
    of = _day(str(entry.row.get("date") or "")) or _day(entry.on)
    return of is not None and of < day


def is_before(text: str, day: str) -> bool:
    """Whether a date, or date and time, is before a day; not where it is none."""
    of = _day(text)
    return of is not None and of < date.fromisoformat(day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
