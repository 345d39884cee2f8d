"""Owns the scores: errors of rows, matches of boundaries and events, intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from callcoach.types.time import Spans
from turn_taking.baselines import Event
from turn_taking.truths import Rows, Truth

BOUNDARY_S = 0.5
ONSET_TOLERANCE_S = (-0.25, 0.5)
BOOTSTRAPS = 1000
SEED = 20250401

Part = TypeVar("Part")


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; None where there are too few parts for one."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Detection:
    """Rows of speech: true, missed, false. Parts, so that they add up."""

    true: int
    missed: int
    false: int

    def __add__(self, more: Detection) -> Detection:
        return Detection(self.true + more.true, self.missed + more.missed, self.false + more.false)

    @property
    def error(self) -> float:
        """(missed + false) / true."""
        return (self.missed + self.false) / max(self.true, 1)

    @property
    def missed_share(self) -> float:
        """Missed / true."""
        return self.missed / max(self.true, 1)

    @property
    def false_share(self) -> float:
        """False / true."""
        return self.false / max(self.true, 1)


def detection(found: Rows, truth: Truth) -> Detection:
    """The error of rows that are scored."""
    n = min(len(found), len(truth.speech))
    found, speech, is_scored = found[:n], truth.speech[:n], truth.is_scored[:n]
    return Detection(
        int(np.count_nonzero(speech & is_scored)),
        int(np.count_nonzero(speech & ~found & is_scored)),
        int(np.count_nonzero(found & ~speech & is_scored)),
    )


def detection_parts(found: Rows, truth: Truth, part_rows: int = 2000) -> list[Detection]:
    """The same by stretches of 20 s, for an interval."""
    n = min(len(found), len(truth.speech))
    return [
        detection(found[at : at + part_rows], _part(truth, slice(at, at + part_rows)))
        for at in range(0, n, part_rows)
    ]


def _part(truth: Truth, rows: slice) -> Truth:
    return Truth(truth.speech[rows], truth.is_scored[rows])


@dataclass(frozen=True)
class Hits:
    """What was right, found and true. Parts, so that they add up."""

    right: int = 0
    found: int = 0
    true: int = 0

    def __add__(self, more: Hits) -> Hits:
        return Hits(self.right + more.right, self.found + more.found, self.true + more.true)

    @property
    def precision(self) -> float | None:
        """Right of what was found; None where nothing was."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Right of what is true; None where nothing is."""
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Their harmonic mean."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else None


def row_hits(found: Rows, true: Rows) -> Hits:
    """Rows found and true."""
    counts = (np.count_nonzero(rows) for rows in (found & true, found, true))
    return Hits(*(int(count) for count in counts))


def event_matches(
    found: Sequence[Event], true: Sequence[Event]
) -> list[tuple[Event | None, Event | None]]:
    """Pairs (found, true), one to one in order of time by the same channel; None where alone.

    A found event may begin from 0.25 s before the true one to 0.5 s after it.
    """
    low_s, high_s = ONSET_TOLERANCE_S
    left = sorted(found)
    pairs: list[tuple[Event | None, Event | None]] = []
    for event in sorted(true):
        near = (
            each
            for each in left
            if each.by == event.by and low_s - 1e-9 <= each.start_s - event.start_s <= high_s + 1e-9
        )
        match = next(near, None)
        if match is not None:
            left.remove(match)
        pairs.append((match, event))
    return [*pairs, *((each, None) for each in left)]


def event_hits(found: Sequence[Event], true: Sequence[Event]) -> Hits:
    """Events of one kind found and true."""
    pairs = event_matches(found, true)
    right = sum(f is not None and t is not None for f, t in pairs)
    return Hits(right, len(found), len(true))


def boundary_errors(found_s: Sequence[float], true_s: Sequence[float]) -> list[float]:
    """Found minus true of boundaries matched one to one within 0.5 s, nearest first."""
    pairs = sorted(
        (abs(f - t), i, j)
        for i, f in enumerate(found_s)
        for j, t in enumerate(true_s)
        if abs(f - t) <= BOUNDARY_S
    )
    used_found: set[int] = set()
    used_true: set[int] = set()
    errors = []
    for _, i, j in pairs:
        if i not in used_found and j not in used_true:
            used_found.add(i)
            used_true.add(j)
            errors.append(found_s[i] - true_s[j])
    return errors


def starts_s(units: Spans) -> list[float]:
    """Where units start."""
    return [unit.start_s for unit in units]


def ends_s(units: Spans) -> list[float]:
    """Where units end."""
    return [unit.end_s for unit in units]


def average_precision(scores: Sequence[float], is_true: Sequence[bool]) -> float | None:
    """Mean precision at each true item, by falling score; items of equal score count as one step.

    None where nothing is true.
    """
    order = np.argsort(-np.asarray(scores, float), kind="stable")
    sorted_scores = np.asarray(scores, float)[order]
    truths = np.asarray(is_true, bool)[order]
    n_true = int(truths.sum())
    if not n_true:
        return None
    last_of_step = np.append(np.flatnonzero(np.diff(sorted_scores)), len(truths) - 1)
    hits = np.cumsum(truths)[last_of_step]
    gained = np.diff(hits, prepend=0)
    return float(np.sum(gained * hits / (last_of_step + 1)) / n_true)


def bootstrapped(
    parts: Sequence[Part], score: Callable[[Sequence[Part]], float | None]
) -> Interval:
    """A score of all parts with its 95 % interval over parts drawn with replacement."""
    value = score(parts)
    if len(parts) < 3 or value is None:
        return Interval(value)
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(BOOTSTRAPS):
        result = score([parts[k] for k in rng.integers(0, len(parts), len(parts))])
        if result is not None:
            drawn.append(result)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def summed_hits(parts: Sequence[Hits]) -> Hits:
    """The sum."""
    return sum(parts, start=Hits())


def precision(parts: Sequence[Hits]) -> float | None:
    """Of the sum."""
    return summed_hits(parts).precision


def recall(parts: Sequence[Hits]) -> float | None:
    """Of the sum."""
    return summed_hits(parts).recall


def f1(parts: Sequence[Hits]) -> float | None:
    """Of the sum."""
    return summed_hits(parts).f1


def error(parts: Sequence[Detection]) -> float | None:
    """Of the sum."""
    return sum(parts, start=Detection(0, 0, 0)).error
