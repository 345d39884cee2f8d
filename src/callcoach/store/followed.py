"""Owns what followed a technique: the customer's next minute beside matched ones without it."""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

import numpy as np

from callcoach.store.next_minute import MEASURES, NextMinute
from callcoach.types.overview import FollowedBy

CALIPER: Mapping[str, float] = {
    "pace_sps": 0.25, "complaints": 0.0, "talk_overs": 0.0, "raised_s": 1.0
}  # fmt: skip
"""How far the minutes before may differ, for two to be matched. Chosen by us."""

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class MinuteOf:
    """A turn of the agent and the call that it is of."""

    call_id: str
    minute: NextMinute


@dataclass(frozen=True, slots=True)
class _Pair:
    """A measure in the minute before a turn and in the minute after."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class _InCall:
    """One technique and one measure in one call: means over its moments that found a match."""

    n_moments: int
    change: float
    change_without: float


def followed_by(minutes: Iterable[MinuteOf], calls_least: int) -> tuple[FollowedBy, ...]:
    """What followed each technique, in order of technique and measure; `minutes` by call.

    Each moment is held against the turns of the same call in which, and in whose minutes, the
    technique was not used and before which the measure was as high. So neither an angry caller nor
    a bad minute that would have passed anyway is taken for an effect. What is left of a difference
    between the minutes before is taken out by the slope of after on before in such turns, as in
    Abadie & Imbens, Bias-Corrected Matching Estimators (2011). Nothing from fewer than
    `calls_least` calls, each of which counts once.
    """
    compared: dict[tuple[str, str], list[_Compared]] = defaultdict(list)
    for _, group in groupby(minutes, key=lambda one: one.call_id):
        turns = [one.minute for one in group]
        for technique in sorted({name for turn in turns for name in turn.techniques}):
            used = [turn for turn in turns if technique in turn.techniques]
            others = [turn for turn in turns if technique not in turn.near]
            for measure in MEASURES if others else ():
                one = _Compared(_pairs(used, measure), _pairs(others, measure))
                if one.used and one.others:
                    compared[technique, measure].append(one)
    found = {}
    for (technique, measure), calls in sorted(compared.items()):
        slope = _slope(calls)
        each = [_in_call(one, CALIPER[measure] + 1e-9, slope) for one in calls]
        found[technique, measure] = [one for one in each if one is not None]
    return tuple(_followed(*key, each) for key, each in found.items() if len(each) >= calls_least)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The minutes before and after the turns of a call, with a technique and without it."""

    used: Sequence[_Pair]
    others: Sequence[_Pair]


def _pairs(turns: Sequence[NextMinute], measure: str) -> list[_Pair]:
    return [_Pair(t.before[measure], t.after[measure]) for t in turns if measure in t.before]


def _slope(calls: Sequence[_Compared]) -> float:
    """How much higher after the minute is that was higher before, within calls, 0..1."""
    squares = products = 0.0
    for call in calls:
        before = fmean(one.before for one in call.others)
        after = fmean(one.after for one in call.others)
        squares += sum((one.before - before) ** 2 for one in call.others)
        products += sum((one.before - before) * (one.after - after) for one in call.others)
    return min(1.0, max(0.0, products / squares)) if squares else 0.0


def _in_call(call: _Compared, near_enough: float, slope: float) -> _InCall | None:
    """None where no moment has a match."""
    changes, without = [], []
    for moment in call.used:
        was = moment.before
        matched = [
            one.after + slope * (was - one.before)
            for one in call.others
            if abs(one.before - was) <= near_enough
        ]
        if matched:
            changes.append(moment.after - was)
            without.append(fmean(matched) - was)
    return _InCall(len(changes), fmean(changes), fmean(without)) if changes else None


def _followed(technique: str, measure: str, calls: Sequence[_InCall]) -> FollowedBy:
    differences = np.array([one.change - one.change_without for one in calls])
    seed = zlib.crc32(f"{technique} {measure}".encode())
    low, high = interval(differences, np.random.default_rng(seed))
    return FollowedBy(
        technique=technique,
        measure=measure,
        n_moments=sum(one.n_moments for one in calls),
        n_calls=len(calls),
        change=fmean(one.change for one in calls),
        change_without=fmean(one.change_without for one in calls),
        difference=float(differences.mean()),
        low=low,
        high=high,
    )


def interval(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], rng: np.random.Generator
) -> tuple[float, float]:
    """A 95 % interval of the mean of `values` (n,), n >= 2, by a bootstrap that is not too narrow.

    The expanded percentile interval of Hesterberg, What Teachers Should Know About the Bootstrap
    (2015): quantiles of `DRAWS` means, further out by as much as Student's t and the divisor n - 1
    are wider than a plain bootstrap.
    """
    n = len(values)
    means = np.concatenate(
        [values[rng.integers(0, n, size=(100, n))].mean(axis=1) for _ in range(DRAWS // 100)]
    )
    z = -_students_t(n - 1) * math.sqrt(n / (n - 1))
    outside = 0.5 * math.erfc(-z / math.sqrt(2))
    low, high = np.quantile(means, [outside, 1 - outside])
    return float(low), float(high)


def _students_t(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by Cornish and Fisher's series; 0.1 % off at 9."""
    z = 1.959964
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
