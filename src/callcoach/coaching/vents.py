"""Owns the vent windows: how each complaint run of the customer was answered, and how soon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from callcoach.coaching.complaint_runs import complaint_runs, own_turns
from callcoach.coaching.phrasing import clock
from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.wording.matching import Search, as_evidence
from callcoach.language import lexicon
from callcoach.types.review import Evidence, Review, Technique, Vent
from callcoach.types.time import Span

ACKNOWLEDGING = ("empathy", "feelings_summary", "paraphrase", "ownership")
APOLOGISING = ("apology",)
OFFERING = ("options", "next_step_with_time", "ask_preference", "positive_wording")
"""Techniques whose first hit answers a complaint in this way. Chosen by us. What is offered is told
by patterns alone: of what the text model finds surely one in five is false, and a false one would
hold against the agent that they acknowledged late."""

LOOKED_FOR_S = 120.0
"""How long after a complaint run its answer may come, unless another run begins. Chosen by us."""

BREAKING_IN = ("interruption", "butting_in", "silent_interruption")
"""Incursions of the agent that are words, whether they took the floor or not."""

Kind = Literal["acknowledged", "apologised", "option"]
_ANSWERS: Mapping[Kind, tuple[tuple[str, ...], str]] = {
    "acknowledged": (ACKNOWLEDGING, "acknowledgement"),
    "apologised": (APOLOGISING, "apology"),
    "option": (OFFERING, "option or next step"),
}


@dataclass(frozen=True, slots=True)
class VentWindow:
    """A vent with the moments it rests on: the complaint's first words, and its answers."""

    vent: Vent
    complaint: Evidence
    answers: Mapping[Kind, Evidence]


def vent_windows(
    draft: Review, pack: Pack, found: Sequence[Technique], search: Search
) -> tuple[VentWindow, ...] | str:
    """The vent window of each complaint run, or why none can be known.

    A run is there by the customer's words, its start and end are measured in the sound; what the
    agent said is told by words, when by the sound and the transcript's times.
    """
    by_id = {technique.id: technique for technique in found}
    complaint = by_id.get("complaint")
    if complaint is None:
        return "the playbook pack has no technique 'complaint'"
    if complaint.count is None:
        return complaint.reasons.get("count", "complaints were not judged")
    if draft.incursions is None:
        return draft.reasons.get("incursions", "needs one channel for each party")
    said = {kind: _said(by_id, ids) for kind, (ids, _) in _ANSWERS.items()}
    if said["option"][1] is None:
        said["option"] = (_offered(pack, search), None)
    answers = [one for hits, _ in said.values() for one in hits]
    own = own_turns(draft, lexicon(pack.language), answers)
    runs = complaint_runs(draft, complaint.evidence, own)
    call = _Call(draft, by_id, said, sorted([*(turn.start_s for turn in own), *_broken_in(draft)]))
    nexts_s = [*(run.start_s for run in runs[1:]), inf][: len(runs)]
    return tuple(_window(call, run, next_s) for run, next_s in zip(runs, nexts_s, strict=True))


@dataclass(frozen=True, slots=True)
class _Call:
    """What the windows of a call are cut from.

    `said`: the hits of each kind of answer in order of time, and why none was judged.
    `starts_s`: when the agent began to speak, in order.
    """

    draft: Review
    by_id: Mapping[str, Technique]
    said: Mapping[Kind, tuple[Sequence[Evidence], str | None]]
    starts_s: Sequence[float]


def _said(
    by_id: Mapping[str, Technique], ids: Sequence[str]
) -> tuple[Sequence[Evidence], str | None]:
    known = [by_id[name] for name in ids if name in by_id]
    if not any(technique.count is not None for technique in known):
        why = (technique.reasons.get("count") for technique in known)
        return (), next((each for each in why if each), f"the pack has none of {', '.join(ids)}")
    hits = [one for technique in known for one in technique.evidence]
    return sorted(hits, key=lambda one: (one.start_s, one.end_s)), None


def _offered(pack: Pack, search: Search) -> Sequence[Evidence]:
    """What patterns found of what the agent offered, in order of time."""
    rules = [rule for rule in map(pack.rule, OFFERING) if rule is not None]
    hits = [(rule, hit) for rule in rules for hit in search.hits(rule) if not hit.is_alike]
    offered = [as_evidence(rule, hit, pack) for rule, hit in hits]
    return sorted(offered, key=lambda one: (one.start_s, one.end_s))


def _window(call: _Call, run: Span, next_s: float) -> VentWindow:
    """One run; `next_s`: when the next begins."""
    reasons: dict[str, str] = {}
    limit_s = min(run.end_s + LOOKED_FOR_S, next_s, call.draft.call.duration_s)
    first = bisect_left(call.starts_s, run.start_s)
    first_s = call.starts_s[first] if first < len(call.starts_s) else inf
    if first_s >= next_s:
        last = "the end of the call" if next_s == inf else "the next complaint"
        reasons["agent_first_words_s"] = f"the agent did no more than affirm before {last}"
    answers: dict[Kind, Evidence] = {}
    for kind, (_, name) in _ANSWERS.items():
        hits, unjudged = call.said[kind]
        at = bisect_left(hits, run.start_s, key=lambda one: one.start_s)
        if at < len(hits) and hits[at].start_s < limit_s:
            answers[kind] = hits[at]
        else:
            not_found = f"no {name} was found in the agent's words by {clock(limit_s)}"
            reasons[f"{kind}_s"] = unjudged or not_found
    delays_s = {kind: round(one.start_s - run.start_s, 4) for kind, one in answers.items()}
    vent = Vent(
        start_s=run.start_s,
        end_s=run.end_s,
        agent_first_words_s=None if first_s >= next_s else round(first_s - run.start_s, 4),
        acknowledged_s=delays_s.get("acknowledged"),
        apologised_s=delays_s.get("apologised"),
        option_s=delays_s.get("option"),
        n_affirmations=_affirmations(call.by_id, run, reasons),
        n_talk_overs=_talk_overs(call.draft, run, reasons),
        order=_order(answers, reasons),
        reasons=reasons,
    )
    complaints = call.by_id["complaint"].evidence
    at = bisect_right(complaints, run.start_s, key=lambda one: one.end_s)
    return VentWindow(vent, complaints[min(at, len(complaints) - 1)], answers)


def _broken_in(draft: Review) -> list[float]:
    """When the agent came in on the customer with words of their own."""
    return [
        event.start_s
        for event in draft.incursions or ()
        if event.by == "agent" and event.kind in BREAKING_IN
    ]


def _affirmations(by_id: Mapping[str, Technique], run: Span, reasons: dict[str, str]) -> int | None:
    affirmed = by_id.get("affirmation")
    if affirmed is None or affirmed.count is None:
        known = affirmed.reasons if affirmed else {}
        reasons["n_affirmations"] = known.get("count", "the pack has no technique 'affirmation'")
        return None
    return sum(run.covers(one.start_s) for one in affirmed.evidence)


def _talk_overs(draft: Review, run: Span, reasons: dict[str, str]) -> int | None:
    events = draft.talk_overs.events
    if events is None or draft.incursions is None:
        reasons["n_talk_overs"] = draft.talk_overs.reasons.get("events", "not counted")
        return None
    return sum(run.covers(draft.incursions[event].start_s) for event in events)


def _order(
    answers: Mapping[Kind, Evidence], reasons: dict[str, str]
) -> Literal["acknowledged_first", "solved_first"] | None:
    """Which came first. An apology acknowledges too; in one sentence both is the good order."""
    acknowledged = [answers[kind] for kind in ("acknowledged", "apologised") if kind in answers]
    if "option" not in answers or not acknowledged:
        reasons["order"] = reasons["acknowledged_s" if "option" in answers else "option_s"]
        return None
    first_s = min(one.start_s for one in acknowledged)
    return "acknowledged_first" if first_s <= answers["option"].start_s else "solved_first"
