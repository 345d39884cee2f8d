"""Owns how each agent develops: a line per measure in the person's own range, and no ranking."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from callcoach.report.overview_measures import OF_PERSONS, TALK_OVERS, Shown, known_in, values_of
from callcoach.report.overview_triage import day
from callcoach.report.phrases import duration, percent, plural
from callcoach.types.overview import Overview, OverviewCall

POINTS_MOST = 120
"""Points of a line at most; no screen shows more of so small a chart."""

SMOOTHED = 10
"""A point is over a tenth of a person's calls, where that is more than the setting says: a line of
hundreds of calls shows how they developed, and not each week's luck. Chosen by us."""

PER_S = 600.0


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one person. `points`: x and y of the line in percent, y down; empty where
    `needs` says how many more calls it takes."""

    measure: Shown
    points: str
    needs: str
    first: str
    last: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What a person's calls were like beside all calls."""

    name: str
    own: str
    every: str


@dataclass(frozen=True, slots=True)
class Person:
    """One agent: how many calls, what these were like, and the lines."""

    name: str
    calls: str
    difficulty: tuple[Difficulty, ...]
    lines: tuple[Line, ...]


def people(overview: Overview) -> tuple[Person, ...]:
    """The agents by name, whatever their numbers are."""
    by_name: dict[str, list[OverviewCall]] = defaultdict(list)
    for call in overview.calls:
        if call.agent:
            by_name[call.agent].append(call)
    shown = tuple(known_in(overview, OF_PERSONS))
    return tuple(
        _person(name, tuple(by_name[name]), shown, overview)
        for name in sorted(by_name, key=lambda name: (name.casefold(), name))
    )


def n_unnamed(overview: Overview) -> int:
    """Calls of which nobody said who the agent is."""
    return sum(not call.agent for call in overview.calls)


def rolling_median(values: Sequence[float], n_calls: int) -> tuple[float, ...]:
    """The median of each call with those before it, `n_calls` in all, from the first whole one on.

    >>> rolling_median([1, 9, 2, 3], 3)
    (2, 3)
    """
    return tuple(median(values[i - n_calls : i]) for i in range(n_calls, len(values) + 1))


def rolling_rate(calls: Sequence[OverviewCall], n_calls: int) -> tuple[float, ...]:
    """Talk-overs in 10 min of the customer's speech over as many calls together, as above.

    Few calls have more than one or two, so that their median would stay at 0 for ever.
    """
    parts = [
        (count, customer_s)
        for call in calls
        if (count := call.measures.get("talk_overs")) is not None
        and (customer_s := call.measures.get("customer_s"))
    ]
    windows = (parts[i - n_calls : i] for i in range(n_calls, len(parts) + 1))
    return tuple(
        PER_S * sum(count for count, _ in each) / sum(customer_s for _, customer_s in each)
        for each in windows
    )


def _person(
    name: str, calls: tuple[OverviewCall, ...], shown: Sequence[Shown], overview: Overview
) -> Person:
    dated = [call.recorded_at for call in calls if call.recorded_at]
    days = [day(each[:10]) for each in (dated[0], dated[-1])] if dated else []
    span = f", {days[0]}" if days else ""
    if days and days[0] != days[1]:
        span += f" to {days[1]}"
    return Person(
        name,
        plural(len(calls), "call") + span,
        _difficulty(calls, overview),
        tuple(_line(calls, measure, overview) for measure in shown),
    )


def _line(calls: tuple[OverviewCall, ...], measure: Shown, overview: Overview) -> Line:
    values = values_of(calls, measure)
    missing = overview.calls_least - len(values)
    if missing > 0:
        return Line(measure, "", f"{plural(missing, 'more call')} needed", "", "", "", "")
    n_calls = max(overview.rolling_calls, math.ceil(len(values) / SMOOTHED))
    if measure is TALK_OVERS:
        rolled = rolling_rate(calls, n_calls)
        low, high = _widened(min(rolled), max(rolled), measure)
    else:
        rolled = rolling_median(values, n_calls)
        cuts = quantiles(values, n=10, method="inclusive")
        low, high = _widened(cuts[0], cuts[-1], measure)
    kept = _thinned(rolled)
    step = 100 / max(1, len(kept) - 1)
    points = " ".join(
        f"{i * step:.1f},{100 * (high - min(max(value, low), high)) / (high - low):.1f}"
        for i, value in enumerate(kept)
    )
    text = measure.text
    return Line(measure, points, "", text(rolled[0]), text(rolled[-1]), text(low), text(high))


def _widened(low: float, high: float, measure: Shown) -> tuple[float, float]:
    """The range, or one as wide as the measure asks for around it."""
    lack = measure.least_span - (high - low)
    if lack <= 0:
        return low, high
    low = max(min(0.0, low), low - lack / 2)
    return low, low + measure.least_span


def _thinned(values: Sequence[float]) -> list[float]:
    """At most `POINTS_MOST`, evenly spread, the last among them."""
    if len(values) <= POINTS_MOST:
        return list(values)
    step = (len(values) - 1) / (POINTS_MOST - 1)
    return [values[round(i * step)] for i in range(POINTS_MOST)]


def _difficulty(calls: Sequence[OverviewCall], overview: Overview) -> tuple[Difficulty, ...]:
    """Shares of calls only where enough are known."""
    shares = (
        _share_of(calls, overview, lambda call: call.n_complaints, "with a complaint"),
        _share_of(calls, overview, lambda call: call.customer_raised, "customer's voice raised"),
    )
    own_s, all_s = (median(c.duration_s for c in each) for each in (calls, overview.calls))
    length = Difficulty("median length", duration(own_s), duration(all_s))
    return (*(each for each in shares if each), length)


def _share_of(
    calls: Sequence[OverviewCall],
    overview: Overview,
    count: Callable[[OverviewCall], int | None],
    name: str,
) -> Difficulty | None:
    known = ([n for n in map(count, each) if n is not None] for each in (calls, overview.calls))
    own, every = known
    if len(own) < overview.calls_least:
        return None
    return Difficulty(name, *(percent(sum(n > 0 for n in ns) / len(ns)) for ns in (own, every)))
