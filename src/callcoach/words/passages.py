"""Owns passages: one channel's speech packed for a transcriber, and the way back to the call."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from callcoach.settings import WordSettings
from callcoach.types.frames import FloatRow
from callcoach.types.time import Span, Spans, total_s
from callcoach.words.packing import packed

RATE_HZ = 16_000
"""Samples per second that transcribers take."""

CONTEXT_S = 0.2
"""The channel's own sound kept before and after its speech: weak first and last consonants lie
there. Chosen by us; at most half the shortened gap, so that no sound is heard twice."""

TIGHTER_GAPS_S = (0.4, 0.3, 0.2)
LEFT_OVER_S = 1.5
"""Gaps to try where many short units would leave passages full of pauses: where a channel needs
more than one passage above its speech, with this much of each passage left over, half a usual unit.
Chosen by us."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the call that a passage holds unbroken."""

    call_start_s: float
    passage_start_s: float
    duration_s: float

    @property
    def passage_end_s(self) -> float:
        """Where the stretch ends in the passage."""
        return self.passage_start_s + self.duration_s

    @property
    def call_span(self) -> Span:
        """The stretch in the call."""
        return Span(self.call_start_s, self.call_start_s + self.duration_s)


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces in order, silence between them. All lengths are whole samples at `RATE_HZ`."""

    pieces: tuple[Piece, ...]

    @property
    def duration_s(self) -> float:
        """From its own 0 to the end of the last piece."""
        return self.pieces[-1].passage_end_s

    @property
    def call_span(self) -> Span:
        """From the first piece's start to the last one's end, in the call."""
        return Span(self.pieces[0].call_start_s, self.pieces[-1].call_span.end_s)


class _Grouped(NamedTuple):
    """Stretches of speech by passage, with the gap and the context they were packed with."""

    stretches: list[list[Span]]
    gap_s: float
    context_s: float


def call_time(passage: Passage, time_s: float) -> float:
    """The moment of the call that a moment of the passage stands for.

    Exact inside pieces; in the silence between two, spread evenly over what was left out;
    outside, the nearest end. Never falls while `time_s` rises.
    """
    pieces = passage.pieces
    at = bisect_right([piece.passage_start_s for piece in pieces], time_s) - 1
    if at < 0:
        return pieces[0].call_start_s
    piece = pieces[at]
    if time_s <= piece.passage_end_s:
        return min(piece.call_start_s + (time_s - piece.passage_start_s), piece.call_span.end_s)
    if at + 1 == len(pieces):
        return piece.call_span.end_s
    following = pieces[at + 1]
    share = (time_s - piece.passage_end_s) / (following.passage_start_s - piece.passage_end_s)
    left_s = piece.call_span.end_s
    return left_s + share * (following.call_start_s - left_s)


def passages(
    ipus: Spans,
    duration_s: float,
    settings: WordSettings,
    level_dbfs: FloatRow | None = None,
    *,
    from_s: float = 0.0,
) -> tuple[Passage, ...]:
    """One channel's units, in order, as passages of at most `settings.passage_s` seconds.

    Gaps of `settings.passage_gap_s` and less are kept as they are in the call; longer ones become
    that long: the sound next to the speech (`CONTEXT_S`), and silence between. Where that takes
    many passages, gaps are shorter still (`TIGHTER_GAPS_S`). Units are cut, at quiet places, where
    that fills passages or a unit is too long (`packing`).

    Parameters
    ----------
    ipus : ordered and disjoint.
    duration_s : float
        Length of the call; no passage reaches past it.
    level_dbfs : (n,) float32, optional
        The channel's level, a row each 10 ms.
    from_s : float
        No passage reaches before it; before the first unit.
    """
    filled_s = max(settings.passage_s / 2, settings.passage_s - LEFT_OVER_S)
    most = math.ceil(total_s(ipus) / filled_s) + 1
    best = _grouped(ipus, settings.passage_gap_s, settings.passage_s, level_dbfs)
    for tighter_s in TIGHTER_GAPS_S:
        if len(best.stretches) <= most or tighter_s >= settings.passage_gap_s:
            continue
        tighter = _grouped(ipus, tighter_s, settings.passage_s, level_dbfs)
        best = min(best, tighter, key=lambda each: len(each.stretches))
    groups, gap_s, context_s = best
    bounds = _bounds([span for group in groups for span in group], from_s, duration_s)
    edges = iter(bounds)
    return tuple(
        _passage([(span, next(edges)) for span in group], context_s, gap_s) for group in groups
    )


def _grouped(ipus: Spans, gap_s: float, passage_s: float, level_dbfs: FloatRow | None) -> _Grouped:
    context_s = min(CONTEXT_S, gap_s / 2, passage_s / 8)
    return _Grouped(packed(ipus, passage_s - 2 * context_s, gap_s, level_dbfs), gap_s, context_s)


def passage_samples(passage: Passage, stretches: Iterable[Samples]) -> Samples:
    """The passage's sound: a new array, float32 of shape (round(duration_s * RATE_HZ),).

    `stretches`: the samples of each piece at `RATE_HZ`, in order.
    """
    samples = np.zeros(round(passage.duration_s * RATE_HZ), np.float32)
    for piece, stretch in zip(passage.pieces, stretches, strict=True):
        start = round(piece.passage_start_s * RATE_HZ)
        room = samples[start : start + round(piece.duration_s * RATE_HZ)]
        room[: len(stretch)] = stretch[: len(room)]
    return samples


def _bounds(stretches: list[Span], from_s: float, duration_s: float) -> list[Span]:
    """How far each stretch may be widened: half way to its neighbours, and not off the call."""
    ends = [from_s]
    for left, right in pairwise(stretches):
        ends.append((left.end_s + right.start_s) / 2)
    ends.append(duration_s)
    return [
        Span(min(start_s, span.start_s), max(end_s, span.end_s))
        for span, start_s, end_s in zip(stretches, ends, ends[1:], strict=False)
    ]


def _passage(stretches: list[tuple[Span, Span]], context_s: float, gap_s: float) -> Passage:
    pieces: list[Piece] = []
    at = 0
    for span, bound in stretches:
        start_s = max(bound.start_s, span.start_s - context_s)
        end_s = min(bound.end_s, span.end_s + context_s)
        if pieces:
            at += round((gap_s - 2 * context_s) * RATE_HZ)
        n_samples = round((end_s - start_s) * RATE_HZ)
        pieces.append(Piece(start_s, at / RATE_HZ, n_samples / RATE_HZ))
        at += n_samples
    return Passage(tuple(pieces))
