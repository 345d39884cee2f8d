"""Owns the triage: which calls need a person, which hold something to learn from, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callcoach.coaching.playbook.technique_ids import IDS_TO_AVOID
from callcoach.settings import OverviewSettings
from callcoach.store.event_names import event_name
from callcoach.types.overview import Triage

ANSWER_S = 120.0
"""How long after abusive words a boundary may be set. As `vents.LOOKED_FOR_S`; chosen by us."""

HARSH = IDS_TO_AVOID - {"jargon"}
"""Wordings to avoid that are aimed at the customer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What of a stored call the triage looks at: rows of its tables, and its measures.

    `names`: those that the pack gives to techniques, by id.
    """

    measures: Mapping[str, float | None]
    incursions: Sequence[Any]
    findings: Sequence[Any]
    moments: Sequence[Any]
    vents: Sequence[Any]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of a call, and for the first two the reason in words with its moment."""

    triage: Triage
    why: str = ""
    start_s: float | None = None


def triage(call: Judged, settings: OverviewSettings) -> Verdict:
    """The first reason that holds, in the order of docs/overview.md.

    A call that needs a person is one that somebody should listen to for the customer's or the
    agent's sake. "unjudged": nothing was found, and neither were the talk-overs counted.
    """
    for verdict in _needs_a_person(call, settings):
        return verdict
    to_learn = [
        each
        for each in call.findings
        if each.kind == "coach" and each.severity >= settings.learn_severity
    ]
    if to_learn:
        first = max(to_learn, key=lambda each: each.severity)  # the first of the weightiest
        return Verdict("learn", event_name(first.finding, call.names), first.start_s)
    is_judged = call.measures["talk_overs"] is not None
    return Verdict("fine" if is_judged else "unjudged")


def _needs_a_person(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    """Every reason that holds, the weightiest first."""
    yield from _abuse(call, settings)
    yield from _talked_over_complaint(call, settings)
    yield from _unanswered(call, settings)
    yield from _talk_overs(call, settings)
    yield from _left_alone(call, settings)
    yield from _harsh(call, settings)


def _abuse(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    abused_s = sorted(each.start_s for each in call.moments if each.technique == "abuse")
    bounds_s = [each.start_s for each in call.moments if each.technique == "boundary"]
    if len(abused_s) < settings.abuse_least:
        return
    is_bounded = any(abused_s[0] <= at_s <= abused_s[-1] + ANSWER_S for at_s in bounds_s)
    answer = "a boundary was set" if is_bounded else "no boundary was heard"
    yield Verdict(
        "person", f"Abusive words of the customer {_times(abused_s)}, {answer}", abused_s[0]
    )


def _talked_over_complaint(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    for vent in call.vents:
        over_s = [
            each.start_s
            for each in call.incursions
            if each.is_talk_over and vent.start_s <= each.start_s < vent.end_s
        ]
        if len(over_s) >= settings.vent_talk_overs:
            why = f"The agent talked over one complaint {_times(over_s)}"
            yield Verdict("person", why, over_s[0])
            return


def _unanswered(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    """All complaints without an answer that was found; one that was found settles it."""
    n = len(call.vents)
    answers = ("acknowledged_s", "apologised_s", "option_s")
    is_bare = all(getattr(vent, name) is None for vent in call.vents for name in answers)
    if n >= settings.unanswered_vents and is_bare:
        why = f"{n} complaints, and no acknowledgement, apology or way on was found"
        yield Verdict("person", why, call.vents[0].start_s)


def _talk_overs(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    """Many, by the low end of the range; or a single one that is very long."""
    over = [each for each in call.incursions if each.is_talk_over]
    low = call.measures["talk_overs_low"]
    if over and low is not None and low >= settings.talk_overs_least:
        count, high = call.measures["talk_overs"], call.measures["talk_overs_high"]
        why = f"The agent talked over the customer {count:.0f} times ({low:.0f}-{high:.0f})"
        yield Verdict("person", why, over[0].start_s)
    long = [each for each in over if each.overlap_s >= settings.talk_over_long_s]
    if long:
        longest = max(long, key=lambda each: each.overlap_s)
        why = f"The agent talked over the customer for {longest.overlap_s:.1f} s"
        yield Verdict("person", why, longest.start_s)


def _left_alone(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    for each in call.findings:
        length_s = each.end_s - each.start_s
        if each.finding == "dead_air" and length_s >= settings.silence_long_s:
            why = f"Nobody spoke for {length_s:.0f} s, and no announcement was found"
            yield Verdict("person", why, each.start_s)


def _harsh(call: Judged, settings: OverviewSettings) -> Iterator[Verdict]:
    said_s = sorted(each.start_s for each in call.moments if each.technique in HARSH)
    if len(said_s) >= settings.avoided_least:
        yield Verdict("person", f"Wordings that push back {_times(said_s)}", said_s[0])


def _times(moments: Sequence[float]) -> str:
    return {1: "once", 2: "twice"}.get(len(moments), f"{len(moments)} times")
