"""Owns what followed the techniques as a person reads it: as going together, never as a cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.report.phrases import plural
from callcoach.types.overview import FollowedBy, Overview

MEASURE: Mapping[str, tuple[str, int]] = {
    "pace_sps": ("pace, syllables a second", 2),
    "complaints": ("complaints in the minute", 2),
    "talk_overs": ("talking over the agent, times in the minute", 2),
    "raised_s": ("raised voice, seconds of the minute", 1),
}
"""The customer's measures in words, with their decimals."""

CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """One technique and one measure."""

    technique: str
    measure: str
    n: str
    change: str
    change_without: str
    difference: str
    interval: str


@dataclass(frozen=True, slots=True)
class Followed:
    """`told`: where the interval leaves out 0; `rest`: where it does not."""

    told: tuple[FollowedRow, ...]
    rest: tuple[FollowedRow, ...]
    by_chance: str


def followed(overview: Overview) -> Followed:
    """All comparisons, each in one of the two parts."""
    told = tuple(each for each in overview.followed if is_told(each))
    rest = tuple(each for each in overview.followed if not is_told(each))
    n = len(overview.followed)
    return Followed(
        tuple(_row(each, overview) for each in told),
        tuple(_row(each, overview) for each in rest),
        f"Of {plural(n, 'comparison')} about {max(1, round(CHANCE * n))} would look like this "
        "by chance alone.",
    )


def is_told(one: FollowedBy) -> bool:
    """Whether the interval leaves out 0."""
    return one.low > 0 or one.high < 0


def _row(one: FollowedBy, overview: Overview) -> FollowedRow:
    name, digits = MEASURE.get(one.measure, (one.measure, 2))

    def number(value: float) -> str:
        text = f"{value:+.{digits}f}"
        return f"{0:.{digits}f}" if float(text) == 0 else text.replace("-", "\u2212")

    return FollowedRow(
        technique=overview.event_names.get(one.technique, one.technique),
        measure=name,
        n=f"{plural(one.n_moments, 'moment')} in {plural(one.n_calls, 'call')}",
        change=number(one.change),
        change_without=number(one.change_without),
        difference=number(one.difference),
        interval=f"{number(one.low)} to {number(one.high)}",
    )
