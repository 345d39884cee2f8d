"""Owns the measures that a scorecard may ask for: a closed list, each with its unit.

None rests on the wording of what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcoach.coaching.findings.flow_findings import (
    RESPONSES_LEAST,
    SPEECH_LEAST_S,
    long_turn,
    nobody_spoke,
)
from callcoach.coaching.findings.overlap_findings import BOTH_SPEAK_LEAST_S, came_in
from callcoach.coaching.phrasing import raised_cues, seconds
from callcoach.settings import Settings
from callcoach.types.call import Party
from callcoach.types.floor import Silence
from callcoach.types.review import Evidence, Review


@dataclass(frozen=True, slots=True)
class Found:
    """A measured value with the range that it may have, and the moments that it is made of."""

    value: float
    low: float
    high: float
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def exact(cls, value: float, evidence: tuple[Evidence, ...] = ()) -> Found:
        """A value without a range."""
        return cls(value, value, value, evidence)


@dataclass(frozen=True, slots=True)
class AskedMeasure:
    """One measure: its unit, the limits that make sense, and how it is read from a draft.

    `of` gives the value, or in words why there is none. `is_of_voice`: it falls under
    policy.voice_measures. `needs_language`: a limit for it holds for one language.
    """

    unit: str
    least: float
    most: float
    of: Callable[[Review, Settings], Found | str]
    is_of_voice: bool = False
    needs_language: bool = False


def shown(found: Found, unit: str) -> str:
    """The value with its unit, and its range where there is one: "2 (1-4)"."""
    value, low, high = (_number(each, unit) for each in (found.value, found.low, found.high))
    between = "" if low == high else f" ({low}-{high})"
    return f"{value}{between}{_AFTER[unit]}"


def limits_shown(least: float | None, most: float | None, unit: str) -> str:
    """What is asked: "at least 3", "at most 15 s", "110 to 180 words a minute"."""
    after = _AFTER[unit]
    if least is not None and most is not None:
        return f"{_number(least, unit)} to {_number(most, unit)}{after}"
    if least is not None:
        return f"at least {_number(least, unit)}{after}"
    return f"at most {_number(most or 0.0, unit)}{after}"


_AFTER: Mapping[str, str] = {
    "count": "",
    "s": "",
    "share": "",
    "words a minute": " words a minute",
    "0 to 100": " of 100",
}


def _number(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.1f} s" if value < 0 else seconds(value)
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "count" and value != int(value):
        return f"{value:g}"
    return f"{value:.0f}"


def _talk_over_count(draft: Review, _: Settings) -> Found | str:
    counted = draft.talk_overs
    if counted.count is None:
        return counted.reasons.get("count", "talk-overs were not counted")
    if counted.count == 0 and (quiet := _hardly_spoke(draft)):
        return f"no talk-over was found, but {quiet}"
    low = counted.count if counted.count_low is None else counted.count_low
    high = counted.count if counted.count_high is None else counted.count_high
    return Found(counted.count, low, high, _talk_overs(draft))


def _talk_over_s(draft: Review, _: Settings) -> Found | str:
    overlap_s = draft.talk_overs.overlap_s
    if overlap_s is None:
        return draft.talk_overs.reasons.get("overlap_s", "talk-overs were not counted")
    if overlap_s == 0 and (quiet := _hardly_spoke(draft)):
        return f"no talk-over was found, but {quiet}"
    return Found.exact(overlap_s, _talk_overs(draft))


def _talk_overs(draft: Review) -> tuple[Evidence, ...]:
    events = draft.talk_overs.events or ()
    return tuple(came_in(draft.incursions[i]) for i in sorted(events) if draft.incursions)


def _hardly_spoke(draft: Review) -> str | None:
    """Who spoke too little to say anything of overlaps, None where both spoke enough."""
    parties: tuple[Party, ...] = ("agent", "customer")
    for party in parties:
        spoken_s = sum(end_s - start_s for start_s, end_s in draft.activity.get(party, ()))
        if spoken_s < BOTH_SPEAK_LEAST_S:
            return f"the {party} spoke for {seconds(spoken_s)} only"
    return None


def _talk_share(draft: Review, _: Settings) -> Found | str:
    shares = draft.time
    if shares.talk_share is None:
        return shares.reasons.get("talk_share", "not measured")
    spoken = (shares.agent_only_s, shares.customer_only_s, shares.both_s)
    if (spoken_s := sum(each or 0.0 for each in spoken)) < SPEECH_LEAST_S:
        return f"{seconds(spoken_s)} of speech only; {seconds(SPEECH_LEAST_S)} needed"
    return Found.exact(shares.talk_share)


def _response(name: str) -> Callable[[Review, Settings], Found | str]:
    def of(draft: Review, _: Settings) -> Found | str:
        response = draft.response.get("agent")
        if response is None:
            return _no_agent(draft)
        value_s: float | None = getattr(response, name)
        if value_s is None:
            return response.reasons.get(name, "not measured")
        if response.n < RESPONSES_LEAST:
            return f"{response.n} answers only; {RESPONSES_LEAST} needed"
        return Found.exact(value_s)

    return of


def _words_a_minute(draft: Review, settings: Settings) -> Found | str:
    pace, least_s = draft.pace.get("agent"), settings.coaching.rate_matched_s
    if pace is None:
        return _no_agent(draft)
    if pace.speech_rate_wpm is None:
        return pace.reasons.get("speech_rate_wpm", "not measured")
    if pace.turn_s < least_s:
        return f"{seconds(pace.turn_s)} of own turns only; {seconds(least_s)} needed"
    return Found.exact(pace.speech_rate_wpm)


def _dead_air(
    total: Callable[[list[float]], float],
) -> Callable[[Review, Settings], Found | str]:
    def of(draft: Review, _: Settings) -> Found | str:
        if draft.call.layout == "one_sided":
            return "only one party's channel holds sound"
        if not any(draft.activity.values()):
            return "nobody speaks"
        if draft.call.layout in (None, "two_channel") and draft.talk_overs.count is None:
            return draft.talk_overs.reasons.get("count", "who speaks when is not sure")
        silent = [each for each in draft.silences if each.is_dead_air]
        value = total([_length_s(each) for each in silent])
        return Found.exact(value, tuple(map(nobody_spoke, silent)))

    return of


def _length_s(silence: Silence[Party]) -> float:
    return silence.end_s - silence.start_s


def _monologue(draft: Review, _: Settings) -> Found | str:
    if draft.talk_overs.count is None:
        return draft.talk_overs.reasons.get("count", "turns are not known")
    own = [turn for turn in draft.turns if turn.party == "agent"]
    if not own:
        return "the agent has no turn"
    longest = max(own, key=lambda turn: turn.end_s - turn.start_s)
    length_s = longest.end_s - longest.start_s
    return Found.exact(length_s, (long_turn(longest),))


def _steadiness(draft: Review, _: Settings) -> Found | str:
    steady = draft.steadiness.get("agent")
    if steady is None:
        return _no_agent(draft)
    if steady.score is None:
        return steady.reasons.get("score", "not measured")
    low = steady.score if steady.low is None else steady.low
    high = steady.score if steady.high is None else steady.high
    return Found(steady.score, low, high)


def _raised(draft: Review, _: Settings) -> Found | str:
    loudness = draft.loudness.get("agent")
    if loudness is None:
        return _no_agent(draft)
    if "raised" in loudness.reasons:
        return loudness.reasons["raised"]
    n = len(loudness.raised)
    no_words = {"quote": "a measure of the voice has no words to quote"}
    spans = (
        Evidence("agent", span.start_s, span.end_s, None, raised_cues(span), no_words)
        for span in loudness.raised
    )
    return Found.exact(n, tuple(spans))


def _no_agent(draft: Review) -> str:
    return draft.talk_overs.reasons.get("count", "which channel is the agent's is not known")


MEASURES: Mapping[str, AskedMeasure] = {
    "talk_overs.count": AskedMeasure("count", 0, 1000, _talk_over_count),
    "talk_overs.overlap_s": AskedMeasure("s", 0, 3600, _talk_over_s),
    "time.talk_share": AskedMeasure("share", 0, 1, _talk_share),
    "response.agent.median_s": AskedMeasure("s", -10, 600, _response("median_s")),
    "response.agent.p90_s": AskedMeasure("s", -10, 600, _response("p90_s")),
    "pace.agent.speech_rate_wpm": AskedMeasure(
        "words a minute", 10, 1000, _words_a_minute, needs_language=True
    ),
    "silences.dead_air_count": AskedMeasure("count", 0, 1000, _dead_air(len)),
    "silences.dead_air_s": AskedMeasure("s", 0, 36_000, _dead_air(sum)),
    "silences.dead_air_longest_s": AskedMeasure(
        "s", 0, 36_000, _dead_air(lambda lengths: max(lengths, default=0.0))
    ),
    "monologues.agent_longest_s": AskedMeasure("s", 0, 36_000, _monologue),
    "steadiness.agent.score": AskedMeasure("0 to 100", 0, 100, _steadiness, is_of_voice=True),
    "loudness.agent.raised_count": AskedMeasure("count", 0, 1000, _raised, is_of_voice=True),
}
"""Every measure by its name, which says where in the review its parts stand."""
