"""Owns when a secret is heard: the stretches that are silenced."""

from __future__ import annotations

import math
from collections.abc import Sequence

from callcoach.types.time import Span
from callcoach.types.words import Word

MARGIN_S = 0.15
"""How far the silence reaches into the words beside a secret. Chosen by us: engines' word times
err by 0.05 s in the median, by more at the edges of pauses."""

PAUSE_MOST_S = 0.5
"""How far it reaches into a pause beside a secret, where a misplaced word may lie. Chosen by us."""


def stretch_of(words: Sequence[Word], kept: Sequence[Span], within: Span) -> Span:
    """When words that go are heard, at the most.

    `kept`: the timed words of the same party that stay; `within`: the utterance. Where a word has
    no times of its own it is the whole gap between timed neighbours (as WhisperX users found
    needed: its numbers and addresses have none), the whole utterance where there are no such.
    """
    start_s, end_s = min(w.start_s for w in words), max(w.end_s for w in words)
    before_s = max((span.end_s for span in kept if span.end_s <= start_s), default=0.0)
    after_s = min((span.start_s for span in kept if span.start_s >= end_s), default=math.inf)
    if not all(word.is_timed for word in words):
        return widened(Span(max(before_s, within.start_s), min(after_s, within.end_s)))
    at_least = widened(Span(start_s, end_s))
    return Span(
        min(at_least.start_s, max(before_s, start_s - PAUSE_MOST_S)),
        max(at_least.end_s, min(after_s, end_s + PAUSE_MOST_S)),
    )


def widened(span: Span) -> Span:
    """The span with its margin."""
    return Span(max(0.0, span.start_s - MARGIN_S), span.end_s + MARGIN_S)
