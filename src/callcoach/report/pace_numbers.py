"""Owns the rows of the table of numbers that tell the pace."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from callcoach.report.cells import Cell, Row, cells, parties, some
from callcoach.report.phrases import clock, reason
from callcoach.types.measures import Pace, RateSpan
from callcoach.types.review import Review


def pace_rows(review: Review) -> list[Row]:
    """Rates, fast and slow stretches, pauses, fillers."""

    def rows(name: str, tell: Callable[[Pace], str | None], field: str, means: str) -> Row:
        return Row(name, cells(review, review.pace, tell, field), means)

    return [
        rows(
            "Words a minute",
            _words_a_minute,
            "speech_rate_wpm",
            "Over turn time, pauses included but none for more than 2 s. Only "
            "where there are words: syllables counted from the sound are too rough for it.",
        ),
        rows(
            "Syllables a second",
            lambda pace: some(pace.articulation_rate_sps, lambda x: f"{x:.1f}"),
            "articulation_rate_sps",
            "While speaking, pauses of 0.25 s and more left out. "
            "Counted from the words where there are any, else from the sound.",
        ),
        rows(
            "Faster than usual",
            lambda pace: _rate_spans(pace.fast_spans),
            "fast_spans",
            "Stretches spoken clearly faster than the same person's usual in this call: when, and "
            "how many times as fast.",
        ),
        rows(
            "Slower than usual",
            lambda pace: _rate_spans(pace.slow_spans),
            "slow_spans",
            "Likewise, clearly slower.",
        ),
        *_pace_match_rows(review),
        rows(
            "Own pauses",
            _paused,
            "pauses_per_min",
            "Silences of 0.25 s and more inside a person's own turns, over their turn time.",
        ),
        rows(
            "Fillers, at least",
            lambda pace: some(pace.n_fillers_at_least, str),
            "n_fillers_at_least",
            "“Um”, “uh” and the like. Recognisers leave many out, so this is a lower bound.",
        ),
    ]


def _pace_match_rows(review: Review) -> list[Row]:
    if parties(review) == ("unknown",):
        return []
    match = review.pace_match
    cell = Cell(why=reason(match.reasons, "ratio"))
    if match.ratio is not None:
        cell = Cell(f"{match.ratio:.2f} x")
    means = (
        "Your syllables a second against theirs. Speaking about as fast as the customer (0.8 to "
        "1.25 times) is taught as a sign of attention; it is no rule."
    )
    return [Row("Your pace to the customer's", (cell,), means)]


def _rate_spans(spans: Sequence[RateSpan]) -> str:
    """The stretches that stray most, with their ratio, in the order of the call."""
    if not spans:
        return "none found"
    most = sorted(spans, key=lambda each: -abs(math.log(each.ratio_to_own)))[:3]
    shown = ", ".join(
        f"{clock(each.start_s)}-{clock(each.end_s)} ({each.ratio_to_own:.1f} x)"
        for each in sorted(most, key=lambda each: each.start_s)
    )
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return shown + more


def _paused(pace: Pace) -> str | None:
    if pace.pauses_per_min is None:
        return None
    mean = "" if pace.mean_pause_s is None else f", {pace.mean_pause_s:.1f} s each"
    return f"{pace.pauses_per_min:.0f} a minute{mean}"


def _words_a_minute(pace: Pace) -> str | None:
    if pace.speech_rate_wpm is not None:
        return f"{pace.speech_rate_wpm:.0f}"
    return None
