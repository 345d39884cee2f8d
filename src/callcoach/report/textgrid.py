"""Owns the review as a Praat TextGrid: for each party its utterances and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcoach.report.phrases import one_line
from callcoach.types.call import Party
from callcoach.types.review import Review

LEAST_S = 0.001
"""The shortest interval: Praat allows none without length. Chosen by us."""


@dataclass(frozen=True, slots=True)
class _Interval:
    start_s: float
    end_s: float
    text: str


def textgrid_text(review: Review) -> str:
    """The review in Praat's long text form: tiers AGENT, AGENT WORDS, CUSTOMER and so on.

    A tier has no gaps, as Praat demands: between what is said stand empty intervals. Where a
    party's utterances overlap, the earlier ends where the later begins; what has no length left
    shares the interval before it. Words without times of their own are left out.
    """
    # Praat asks for an end after every start; times are to 0.1 ms as in the review.
    end_s = max(round(review.call.duration_s, 4), LEAST_S)
    tiers = list(_tiers(review))
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_number(end_s)}",
        "tiers? <exists>" if tiers else "tiers? <absent>",
    ]
    if tiers:
        lines += [f"size = {len(tiers)}", "item []:"]
    for number, (name, said) in enumerate(tiers, start=1):
        whole = list(_without_gaps(said, end_s))
        lines += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f"        name = {_quoted(name)}",
            "        xmin = 0",
            f"        xmax = {_number(end_s)}",
            f"        intervals: size = {len(whole)}",
        ]
        for index, each in enumerate(whole, start=1):
            lines += [
                f"        intervals [{index}]:",
                f"            xmin = {_number(each.start_s)}",
                f"            xmax = {_number(each.end_s)}",
                f"            text = {_quoted(each.text)}",
            ]
    return "\n".join(lines) + "\n"


def _tiers(review: Review) -> Iterator[tuple[str, list[_Interval]]]:
    if review.transcript is None:
        return
    parties: tuple[Party, ...] = ("agent", "customer", "unknown")
    for party in parties:
        mine = [each for each in review.transcript.utterances if each.party == party]
        if party not in review.activity and not mine:
            continue
        yield (
            party.upper(),
            [_Interval(each.start_s, each.end_s, each.text) for each in mine if each.text.strip()],
        )
        words = review.transcript.words_of(party)
        timed = [_Interval(w.start_s, w.end_s, w.text) for w in words if w.is_timed]
        yield f"{party.upper()} WORDS", timed


def _without_gaps(said: Iterable[_Interval], end_s: float) -> Iterator[_Interval]:
    at_s = 0.0
    for each in _apart(sorted(said, key=lambda one: (one.start_s, one.end_s)), end_s):
        if each.start_s > at_s:
            yield _Interval(at_s, each.start_s, "")
        yield each
        at_s = each.end_s
    if at_s < end_s:
        yield _Interval(at_s, end_s, "")


def _apart(said: Sequence[_Interval], end_s: float) -> list[_Interval]:
    """What is said in order, none over another, each with a length, all inside the call."""
    made: list[_Interval] = []
    for each in said:
        start_s = min(round(each.start_s, 4), round(end_s - LEAST_S, 4))
        last_s = min(max(round(each.end_s, 4), round(start_s + LEAST_S, 4)), end_s)
        if made and made[-1].end_s > start_s:
            before = made.pop()
            if start_s - before.start_s < LEAST_S:
                text = f"{before.text} {each.text}".strip()
                made.append(_Interval(before.start_s, max(before.end_s, last_s), text))
                continue
            made.append(_Interval(before.start_s, start_s, before.text))
        made.append(_Interval(max(0.0, start_s), last_s, each.text))
    return made


def _quoted(text: str) -> str:
    """Text as Praat writes it, on one line, a quotation mark doubled."""
    return '"' + one_line(text).replace('"', '""') + '"'


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
