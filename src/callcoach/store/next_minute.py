"""Owns the customer's minute before and after each turn of the agent, from the review alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from callcoach.types.review import Review
from callcoach.types.time import Span, intersection, joined, total_s

MINUTE_S = 60.0
TURN_LEAST_S = 1.0
"""Shorter turns of the agent are not looked at. Chosen by us."""

SPOKEN_LEAST_S = 5.0
"""Speech of the customer in a minute at least, for who says nothing is not calm. Chosen by us."""

WINDOWS_LEAST = 3
"""Windows of pace in a minute at least, to average them. Chosen by us."""

NOT_LOOKED_AT = frozenset(
    {"complaint", "abuse", "greeting", "closing", "steady_under_pressure", "let_them_vent"}
)
"""What is not said by the agent in the middle of a call at a moment of its own."""

MEASURES = ("pace_sps", "complaints", "talk_overs", "raised_s")
"""Of the customer, in one minute: mean articulation rate; complaints found in the words; times that
they talked over the agent for 0.5 s and more; seconds of raised voice, where the policy is "on"."""

TALK_OVER_LEAST_S = 0.5
TALK_OVERS = ("interruption", "butting_in")


@dataclass(frozen=True, slots=True)
class NextMinute:
    """A turn of the agent, and the customer in the whole minutes before and after it.

    `techniques`: those that were found in the turn; `near`: those in it or in either minute.
    `before` and `after`: by the names of `MEASURES`, those that are known of both.
    """

    start_s: float
    end_s: float
    techniques: tuple[str, ...]
    near: tuple[str, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]


def next_minutes(review: Review) -> tuple[NextMinute, ...]:
    """Each turn of the agent that has a whole minute before and after it, in order of time.

    Nothing without words, for then no technique is known, nor where the customer says too little.
    """
    if review.techniques is None or review.transcript is None:
        return ()
    measures, said = _measures(review), _said(review)
    found = []
    for turn in review.turns:
        if turn.party != "agent" or turn.end_s - turn.start_s < TURN_LEAST_S:
            continue
        if turn.start_s < MINUTE_S or turn.end_s + MINUTE_S > review.call.duration_s:
            continue
        before = Span(turn.start_s - MINUTE_S, turn.start_s)
        after = Span(turn.end_s, turn.end_s + MINUTE_S)
        pairs = {name: (of(before), of(after)) for name, of in measures.items()}
        known = {n: (b, a) for n, (b, a) in pairs.items() if b is not None and a is not None}
        if not known or min(_spoken_s(review, before), _spoken_s(review, after)) < SPOKEN_LEAST_S:
            continue
        found.append(
            NextMinute(
                start_s=turn.start_s,
                end_s=turn.end_s,
                techniques=_within(said, Span(turn.start_s, turn.end_s)),
                near=_within(said, Span(before.start_s, after.end_s)),
                before={name: b for name, (b, _) in known.items()},
                after={name: a for name, (_, a) in known.items()},
            )
        )
    return tuple(found)


def _said(review: Review) -> Mapping[str, Sequence[float]]:
    """When the agent used each technique, in order of time."""
    return {
        technique.id: sorted(each.start_s for each in technique.evidence if each.party == "agent")
        for technique in review.techniques or ()
        if technique.id not in NOT_LOOKED_AT and technique.count
    }


def _within(said: Mapping[str, Sequence[float]], span: Span) -> tuple[str, ...]:
    return tuple(sorted(name for name, at_s in said.items() if _n_in(at_s, span)))


def _n_in(at_s: Sequence[float], span: Span) -> int:
    return bisect_left(at_s, span.end_s) - bisect_left(at_s, span.start_s)


def _spoken_s(review: Review, span: Span) -> float:
    own = joined((Span(*each) for each in review.activity.get("customer", ())), 0.0)
    return total_s(intersection(own, (span,)))


Measure = Callable[[Span], float | None]


def _measures(review: Review) -> Mapping[str, Measure]:
    """Each measure that this review knows, as a function of the minute."""
    known: dict[str, Measure] = {}
    pace = review.pace.get("customer")
    if pace is not None and pace.windows:
        windows = [(Span(each.start_s, each.end_s), each.rate_sps) for each in pace.windows]
        known["pace_sps"] = lambda minute: _mean_rate(windows, minute)
    complaint = {each.id: each for each in review.techniques or ()}.get("complaint")
    if complaint is not None and complaint.count is not None:
        complained_s = sorted(each.start_s for each in complaint.evidence)
        known["complaints"] = lambda minute: float(_n_in(complained_s, minute))
    if review.incursions is not None:
        talked_over_s = sorted(
            each.start_s
            for each in review.incursions
            if each.by == "customer"
            and each.kind in TALK_OVERS
            and each.overlap_s >= TALK_OVER_LEAST_S
        )
        known["talk_overs"] = lambda minute: float(_n_in(talked_over_s, minute))
    loudness = review.loudness.get("customer")
    is_of_voice_kept = review.provenance.voice_measures == "on"
    if is_of_voice_kept and loudness is not None and "raised" not in loudness.reasons:
        raised = joined((Span(each.start_s, each.end_s) for each in loudness.raised), 0.0)
        known["raised_s"] = lambda minute: total_s(intersection(raised, (minute,)))
    return known


def _mean_rate(windows: Sequence[tuple[Span, float]], minute: Span) -> float | None:
    inside = [
        rate
        for span, rate in windows
        if span.start_s >= minute.start_s and span.end_s <= minute.end_s
    ]
    return sum(inside) / len(inside) if len(inside) >= WINDOWS_LEAST else None
