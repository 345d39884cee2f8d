"""Owns the measures that the overview draws: their names, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callcoach.types.overview import Overview, OverviewCall


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure of the agent as a person reads it.

    `least_span`: the smallest range that is drawn, so that a flat line looks flat. Chosen by us.
    `of_voice`: whether it rests on the agent's voice, which a policy may keep out.
    """

    key: str
    name: str
    unit: str
    digits: int
    least_span: float
    scale: float = 1.0
    of_voice: bool = False

    def text(self, value: float) -> str:
        """The value without its unit."""
        return f"{value:.{self.digits}f}"


TALK_OVERS = Shown("talk_over_rate", "Talk-overs", "in 10 min of the customer's speech", 1, 2.0)
PACE = Shown("wpm", "Pace", "words a minute", 0, 20.0)
RESPONSE = Shown("response_s", "Response time", "s, median of a call", 1, 0.6)
SHARE = Shown("talk_share", "Talk share", "% of both parties' speech", 0, 10.0, scale=100.0)
STEADINESS = Shown("steadiness", "Steadiness", "of 100", 0, 10.0, of_voice=True)
SCORE = Shown("score", "Score", "of 100, by the scorecard", 0, 10.0)

OF_PERSONS = (TALK_OVERS, PACE, RESPONSE, STEADINESS, SCORE)
OF_TEAMS = (TALK_OVERS, PACE, RESPONSE, SHARE, STEADINESS, SCORE)


def values_of(calls: tuple[OverviewCall, ...], measure: Shown) -> tuple[float, ...]:
    """What is known of the measure, in the order of the calls."""
    values = (call.measures.get(measure.key) for call in calls)
    return tuple(measure.scale * value for value in values if value is not None)


def known_in(overview: Overview, measures: tuple[Shown, ...]) -> Iterator[Shown]:
    """Measures that any call has; those of the voice are in none where the policy keeps them."""
    for measure in measures:
        if any(call.measures.get(measure.key) is not None for call in overview.calls):
            yield measure
