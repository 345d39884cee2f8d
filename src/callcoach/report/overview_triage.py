"""Owns the first section of the overview: its one sentence, and the calls that need a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from callcoach.report.moments import LEAD_S
from callcoach.report.phrases import clock, duration
from callcoach.types.overview import Overview, OverviewCall, Triage

PERSONS_SHOWN = 20
"""Calls that need a person, at most, before the rest is left to the table. Chosen by us."""

FAILED_SHOWN = 40


@dataclass(frozen=True, slots=True)
class NeedsPerson:
    """A call that needs a person. `href` is None where its page is not known."""

    name: str
    about: str
    why: str
    at: str
    href: str | None


def headline(overview: Overview, n_failed: int) -> str:
    """The one sentence: how many calls, and what is to be done with them."""
    n = len(overview.calls)
    if not n and not n_failed:
        return "No call has been reviewed yet."
    if not n:
        return f"No call could be reviewed: {n_failed:,} could not be read."
    count = {kind: n_of(overview.calls, kind) for kind in ("person", "learn", "fine", "unjudged")}
    parts = [
        _counted(count["person"], "needs a person", "need a person"),
        _counted(count["learn"], "has something to learn from", "have something to learn from"),
        _counted(count["fine"], "is fine", "are fine"),
    ]
    if count["unjudged"]:
        parts.append(f"{count['unjudged']:,} could not be judged")
    if n_failed:
        parts.append(f"{n_failed:,} could not be read")
    return f"{n_calls(overview)} reviewed: {', '.join(parts)}."


def _counted(n: int, one: str, many: str) -> str:
    return f"{f'{n:,}' if n else 'none'} {one if n <= 1 else many}"


def n_of(calls: Sequence[OverviewCall], triage: Triage) -> int:
    """How many calls are of a class."""
    return sum(call.triage == triage for call in calls)


def n_calls(overview: Overview) -> str:
    """How many calls, in words."""
    n = len(overview.calls)
    return f"{n:,} call{'' if n == 1 else 's'}"


def after(overview: Overview) -> tuple[str, ...]:
    """What to know of the judgement, where something is to be known."""
    told = []
    wordless = sum(not call.has_words for call in overview.calls)
    if wordless == len(overview.calls) and wordless:
        told.append("No words were known: all was judged from timing alone.")
    elif wordless:
        are = "call was" if wordless == 1 else "calls were"
        told.append(f"{wordless:,} {are} judged from timing alone, without words.")
    if n_of(overview.calls, "unjudged"):
        told.append("Where the parties cannot be told apart, nobody can say that all was fine.")
    return tuple(told)


def need_a_person(overview: Overview) -> tuple[NeedsPerson, ...]:
    """The calls that need a person, the newest first."""
    chosen = [call for call in reversed(overview.calls) if call.triage == "person"]
    return tuple(
        NeedsPerson(call.name, _about(call), call.why, clock(call.start_s or 0.0), href(call))
        for call in chosen
    )


def href(call: OverviewCall) -> str | None:
    """The call page, opened at the moment of the reason if there is one."""
    if call.page is None:
        return None
    at = "" if call.start_s is None else f"#t={max(0.0, call.start_s - LEAD_S):.1f}"
    return page_url(call.page) + at


def page_url(page: str) -> str:
    """A page as an address relative to the overview; nothing in it can be a scheme."""
    return quote("./" + page.replace("\\", "/"), errors="replace")


def day(iso: str | None) -> str:
    """The date of a call, `4 December 2026, 09:12`; as it stands where it is no ISO date."""
    try:
        at = datetime.fromisoformat(iso or "")
    except ValueError:
        return iso or ""
    text = f"{at.day} {at:%B %Y}"
    return f"{text}, {at:%H:%M}" if len(iso or "") > len("2026-12-04") else text


def _about(call: OverviewCall) -> str:
    parts = (call.agent or "no agent named", day(call.recorded_at), duration(call.duration_s))
    return ", ".join(part for part in parts if part)
