"""Owns the line of steadiness through the call, as points of a small drawing per party."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.report.cells import parties
from callcoach.types.call import Party
from callcoach.types.measures import SteadyPoint
from callcoach.types.review import Review

WIDTH, HEIGHT = 1000.0, 100.0
GAP_S = 15.0
"""Points further apart are not joined: the person did not speak enough between them."""


@dataclass(frozen=True, slots=True)
class SteadyLine:
    """One party's line: `parts` are the points of unbroken pieces, x from the start of the call to
    its end as 0 to 1000, y from a score of 100 to 0 as 0 to 100."""

    party: Party
    parts: tuple[str, ...]
    says: str


def steady_lines(review: Review) -> tuple[SteadyLine, ...]:
    """A line for each party whose steadiness was measured through the call."""
    lines = []
    for party in parties(review):
        steady = review.steadiness.get(party)
        if steady is None or len(steady.trajectory) < 2:
            continue
        scores = [point.score for point in steady.trajectory]
        says = f"between {min(scores):.0f} and {max(scores):.0f}"
        parts = _pieces(steady.trajectory, review.call.duration_s)
        lines.append(SteadyLine(party, parts, says))
    return tuple(lines)


def _pieces(points: tuple[SteadyPoint, ...], duration_s: float) -> tuple[str, ...]:
    pieces: list[list[str]] = []
    last_s = None
    for point in points:
        if last_s is None or point.at_s - last_s > GAP_S:
            pieces.append([])
        x, y = WIDTH * point.at_s / duration_s, HEIGHT - point.score
        pieces[-1].append(f"{x:.1f},{y:.1f}")
        last_s = point.at_s
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)
