"""Owns the sentences that terminal and page share: what happened in this call."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.report.names import who
from callcoach.report.phrases import (
    clock,
    duration,
    listed,
    percent,
    plural,
    reason,
    sentence,
    span,
    times,
)
from callcoach.report.vent_rows import mostly_in_vents
from callcoach.types.call import Party
from callcoach.types.floor import Incursion
from callcoach.types.review import Review

NO_SPEECH = "No speech was found in this recording."


def has_speech(review: Review) -> bool:
    """Whether anybody speaks in the call."""
    return any(spans for spans in review.activity.values())


def main_party(review: Review) -> Party:
    """Whose numbers stand first: the agent's, or those of all voices where roles are unknown."""
    return "agent" if "agent" in review.pace else "unknown"


def talk_over_events(review: Review) -> tuple[Incursion[Party], ...]:
    """The incursions that are counted as the agent's talk-overs, in order of time."""
    if review.incursions is None or review.talk_overs.events is None:
        return ()
    return tuple(review.incursions[i] for i in sorted(review.talk_overs.events))


def headline(review: Review) -> str:
    """The one sentence that stands first."""
    found = review.talk_overs
    if not has_speech(review):
        return NO_SPEECH
    if found.count is None:
        return "Talk-overs could not be counted in this recording."
    between = span(found.count_low, found.count_high)
    if found.count == 0:
        return f"No talk-overs found{between}."
    in_all = "" if found.overlap_s is None else f", {duration(found.overlap_s)} in all"
    mostly = ", mostly while they said what was wrong" if mostly_in_vents(review) else ""
    return f"You talked over the customer {times(found.count)}{between}{in_all}{mostly}."


def after_headline(review: Review) -> str:
    """What stands after the one sentence; may be empty."""
    found = review.talk_overs
    if not has_speech(review):
        return ""
    if found.count is None:
        return sentence(reason(found.reasons, "count"))
    parts = [_longest(review) if found.count else _overlapped(review)]
    if found.count == 0 == found.count_high:
        parts.insert(0, "Small changes of the measurement give none either (0-0).")
    if found.n_ambiguous:
        them = "it is" if found.n_ambiguous == 1 else "they are"
        parts.append(
            f"{plural(found.n_ambiguous, 'more overlap', 'more overlaps')} could be either a "
            f"talk-over or an ordinary handover; {them} not counted."
        )
    return " ".join(filter(None, parts))


def _longest(review: Review) -> str:
    events = talk_over_events(review)
    if len(events) < 2:
        return f"It was at {clock(events[0].start_s)}." if events else ""
    most = max(events, key=lambda event: event.overlap_s)
    return f"The longest was {duration(most.overlap_s)}, at {clock(most.start_s)}."


def _overlapped(review: Review) -> str:
    both_s = review.time.both_s
    if both_s is None or review.incursions is None:
        return ""
    if round(both_s, 1) == 0:
        return "The parties spoke at the same time for less than 0.1 s in all."
    kinds = {event.kind for event in review.incursions if event.overlap_s > 0}
    said = (
        ("backchannel", "in short affirmations"),
        ("terminal_overlap", "at handovers"),
        ("simultaneous_start", "when both started at once"),
    )
    where = [words for kind, words in said if kind in kinds]
    by_customer = [
        event
        for event in review.incursions
        if event.by == "customer" and event.kind in ("interruption", "butting_in")
    ]
    if by_customer:
        where.append(f"when the customer came in on you ({times(len(by_customer))})")
    tail = f", {listed(where)}" if where else ""
    return f"The parties overlapped for {duration(both_s)} in all{tail}."


def describe(event: Incursion[Party]) -> str:
    """One incursion in a line: who, over whom, how long, and how it ended."""
    line = f"{who(event.by)} over {who(event.over)}, {duration(event.overlap_s)}"
    if event.yield_latency_s is not None:
        fell = "you fell silent" if event.over == "agent" else f"{who(event.over)} fell silent"
        line += f"; {fell} after {duration(event.yield_latency_s)}"
    elif event.kind == "butting_in":
        line += f"; {who(event.over)} went on"
    return line


@dataclass(frozen=True, slots=True)
class Saying:
    """Words under a heading that says whose; no text where none are known."""

    heading: str
    text: str | None


def was_saying(event: Incursion[Party]) -> Saying:
    """What the one who was speaking said: the words cut off, or those said meanwhile."""
    if event.cut_off:
        return Saying("cut off", event.cut_off)
    said = "you were saying" if event.over == "agent" else f"{who(event.over)} was saying"
    return Saying(said, event.over_said)


def share_sentence(review: Review) -> str:
    """Who spoke how much, or why that is not known."""
    share = review.time.talk_share
    if share is None:
        return sentence(f"talk share is not known: {reason(review.time.reasons, 'talk_share')}")
    return f"You spoke for {percent(share)} of all speech."


@dataclass(frozen=True, slots=True)
class Withheld:
    """Measures that are missing for one reason."""

    names: tuple[str, ...]
    why: str


def withheld(review: Review) -> tuple[Withheld, ...]:
    """The main measures that are missing, those with the same reason together."""
    party = main_party(review)
    pace = review.pace.get(party)
    steady = review.steadiness.get(party)
    response = review.response.get(party)
    has_pace = pace is not None and any(
        rate is not None
        for rate in (pace.speech_rate_wpm, pace.wpm_estimated, pace.articulation_rate_sps)
    )
    missing = (
        ("talk-overs", review.talk_overs.count is not None, review.talk_overs.reasons, "count"),
        ("pace", has_pace, pace.reasons if pace else {}, "speech_rate_wpm"),
        (
            "steadiness",
            steady is not None and steady.score is not None,
            steady.reasons if steady else {},
            "score",
        ),
        (
            "response time",
            response is not None and response.median_s is not None,
            response.reasons if response else {},
            "median_s",
        ),
        ("talk share", review.time.talk_share is not None, review.time.reasons, "talk_share"),
        ("transcript", review.transcript is not None, review.reasons, "transcript"),
    )
    is_voice_off = review.provenance.voice_measures == "off"
    by_reason: dict[str, list[str]] = {}
    for name, is_there, reasons, field in missing:
        if not is_there and not (is_voice_off and name == "steadiness"):
            by_reason.setdefault(reason(reasons, field), []).append(name)
    return tuple(Withheld(tuple(names), why) for why, names in by_reason.items())


def notices(review: Review) -> tuple[str, ...]:
    """What to know before trusting the numbers, without what stands after the headline."""
    told = after_headline(review)
    return tuple(each for each in review.quality.notices if sentence(each) not in (told, ""))
