"""Owns where a channel's units are parted into passages: few passages, few words cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from callcoach.types.frames import STEPS_PER_S, FloatRow
from callcoach.types.time import Span, Spans

PASSAGE_COST = 5.0
CUT_COSTS = (5.0, 0.2)
DEPTHS_DB = (15.0, 40.0)
"""What a passage more costs, against a cut through running speech at a place so far under the
unit's median level; evenly between. A passage costs the engine a window, whatever is in it; a cut
costs nothing in a pause of nearly 0.2 s, and in a word it costs the word. Chosen by us in 2026: so
that passages of a real call are filled at pauses 44 dB down and more, and the sample calls, whose
speech has no such pauses, are not cut at all. Where cuts 25 to 35 dB down were allowed, the tests'
small model wrote 4 % of the samples' words wrong, and none without."""

CUT_STEP_S = 0.5
"""Speech is cut at the quietest tenth of a second of such a stretch, and not nearer to its ends."""

TINY_S = 1 / 16_000
"""Passages may be longer by a sample, from rounding."""

_QUIET_STEPS = 10


@dataclass(frozen=True, slots=True)
class _Parting:
    """A place where one passage may end and the next begin.

    In the call, and in the units with their gaps shortened. Both places are the same within a
    unit.
    """

    end_s: float
    start_s: float
    packed_end_s: float
    packed_start_s: float
    cost: float


def packed(
    ipus: Spans, longest_s: float, gap_s: float, level_dbfs: FloatRow | None = None
) -> list[list[Span]]:
    """The stretches of speech of each passage: as few passages as pay, of at most `longest_s`.

    Gaps between units count with at most `gap_s`; those up to that length are part of a stretch.
    The best choice over all partings, by dynamic programming.

    Parameters
    ----------
    ipus : ordered and disjoint.
    level_dbfs : (n,) float32, optional
        The channel's level, a row each 10 ms; without it speech is cut at even places.
    """
    if not ipus:
        return []
    partings = [_Parting(0.0, ipus[0].start_s, 0.0, 0.0, 0.0)]
    partings += _partings(ipus, gap_s, level_dbfs)
    chosen = _cheapest(partings, longest_s)
    return [_stretches(ipus, left.start_s, right.end_s, gap_s) for left, right in pairwise(chosen)]


def _partings(ipus: Spans, gap_s: float, level_dbfs: FloatRow | None) -> Iterator[_Parting]:
    at_s = 0.0
    for unit, after in zip(ipus, [*ipus[1:], None], strict=True):
        for cut_s, cost in _cuts(unit, level_dbfs):
            packed_s = at_s + cut_s - unit.start_s
            yield _Parting(cut_s, cut_s, packed_s, packed_s, cost)
        at_s += unit.duration_s
        gap = 0.0 if after is None else min(gap_s, after.start_s - unit.end_s)
        yield _Parting(unit.end_s, after.start_s if after else unit.end_s, at_s, at_s + gap, 0.0)
        at_s += gap


def _cuts(unit: Span, level_dbfs: FloatRow | None) -> Iterator[tuple[float, float]]:
    """Places to cut a unit, in order, with what each costs."""
    n_steps = int(unit.duration_s / CUT_STEP_S)
    first = round(unit.start_s * STEPS_PER_S)
    levels = np.zeros(0) if level_dbfs is None else level_dbfs[first:].astype(np.float64)
    n_step = round(CUT_STEP_S * STEPS_PER_S)
    if n_steps < 3 or len(levels) < n_steps * n_step:
        for step in range(1, n_steps):
            yield unit.start_s + step * CUT_STEP_S, CUT_COSTS[0]
        return
    levels = levels[: round(unit.duration_s * STEPS_PER_S)]
    means = np.convolve(levels, np.full(_QUIET_STEPS, 1 / _QUIET_STEPS), mode="valid")
    usual_dbfs = float(np.median(levels))
    for step in range(1, n_steps - 1):
        at = step * n_step + int(np.argmin(means[step * n_step : (step + 1) * n_step]))
        cost = float(np.interp(usual_dbfs - means[at], DEPTHS_DB, CUT_COSTS))
        yield (first + at + _QUIET_STEPS / 2) / STEPS_PER_S, cost


def _cheapest(partings: list[_Parting], longest_s: float) -> list[_Parting]:
    """The partings to part at, the first and the last among them."""
    costs, came_from = [0.0], [0]
    for at, right in enumerate(partings[1:], start=1):
        best, best_from = np.inf, at - 1
        for left in range(at - 1, -1, -1):
            if right.packed_end_s - partings[left].packed_start_s > longest_s + TINY_S:
                break
            if costs[left] < best:
                best, best_from = costs[left], left
        if best == np.inf:  # nothing to cut at: too long as it is
            best = costs[at - 1]
        costs.append(best + right.cost + PASSAGE_COST)
        came_from.append(best_from)
    chosen = [len(partings) - 1]
    while chosen[-1]:
        chosen.append(came_from[chosen[-1]])
    return [partings[at] for at in reversed(chosen)]


def _stretches(ipus: Spans, start_s: float, end_s: float, gap_s: float) -> list[Span]:
    """The units from `start_s` to `end_s`, those together whose gap stays as it is."""
    found: list[Span] = []
    for unit in ipus:
        part_start_s, part_end_s = max(unit.start_s, start_s), min(unit.end_s, end_s)
        if part_end_s <= part_start_s:
            continue
        if found and part_start_s - found[-1].end_s <= gap_s:
            found[-1] = Span(found[-1].start_s, part_end_s)
        else:
            found.append(Span(part_start_s, part_end_s))
    return found
