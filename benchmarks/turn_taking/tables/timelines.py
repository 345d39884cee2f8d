"""Owns the tables of labelled timelines: listener's acts, acts with content, who was cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcoach.turns.judge import judge_floor
from callcoach.turns.spoken import spoken_words
from callcoach.types.floor import Incursion
from turn_taking import baselines, scoring
from turn_taking.bench import Bench
from turn_taking.dialog_acts import LISTENER_ACTS, ActWord, Timeline, is_content, timelines
from turn_taking.judges import SETTINGS
from turn_taking.report import Value, at_least, at_most

Completeness = Callable[[Timeline, int, float], float]
"""How surely a side was cut off when it fell silent at a moment, from its words."""


@dataclass(frozen=True)
class Share:
    """So many of so many. Parts, so that they add up."""

    part: int
    whole: int


def shipped_cut_off(timeline: Timeline, channel: int, silent_s: float) -> float:
    """1 cut off, 0 complete, 0.5 where nothing tells, by callcoach's reading of the words."""
    words = spoken_words(timeline.transcript, channel)
    return {"cut_off": 1.0, "complete": 0.0, None: 0.5}[words.completion(silent_s)]


def print_timelines(bench: Bench, cut_off: Completeness = shipped_cut_off) -> None:
    """Odd calls, with the even ones beside them."""
    calls = timelines(bench.data)
    halves = {
        "odd": [each for each in calls if each.is_odd],
        "even": [each for each in calls if not each.is_odd],
    }
    _print_acts(bench, halves)
    _print_cut_off(bench, halves["odd"], halves["even"], cut_off)


def _print_acts(bench: Bench, halves: dict[str, list[Timeline]]) -> None:
    table = bench.report.table(
        "Switchboard timelines: listener's acts called a talk-over, content called a backchannel",
        {"odd calls": "i.3f", "n": "d", "even calls": ".3f", "n even": "d", "long overlap": ".3f"},
        "rules may have been tuned on even calls, required of odd ones; 95 % interval over calls;",
        "long overlap: the plain rule, 0.5 s and more is a talk-over (and nothing a backchannel)",
        width=44,
    )
    for with_words in (True, False):
        name = "with words" if with_words else "timing only"
        limit = 0.08 if with_words else 0.25
        required = (at_most("odd calls", limit),)
        for title, counted, needed in (
            ("listener's acts only, talk-over", _listener_shares, required),
            (
                "content first, backchannel",
                _content_shares,
                (at_most("odd calls", 0.12),) if with_words else (),
            ),
        ):
            table.row(f"{title}, {name}", _act_values(halves, counted, with_words), *needed)


def _act_values(
    halves: dict[str, list[Timeline]],
    counted: Callable[[Timeline, bool], tuple[Share, Share]],
    with_words: bool,
) -> dict[str, Value]:
    both = {name: [counted(each, with_words) for each in half] for name, half in halves.items()}
    odd, even = ([ours for ours, _ in both[name]] for name in ("odd", "even"))
    return {
        "odd calls": scoring.bootstrapped(odd, _share),
        "n": sum(each.whole for each in odd),
        "even calls": _share(even),
        "n even": sum(each.whole for each in even),
        "long overlap": _share([plain for _, plain in both["odd"]]),
    }


def _incursions(timeline: Timeline, with_words: bool) -> Sequence[Incursion[int]]:
    words = timeline.transcript if with_words else None
    return judge_floor(timeline.activity, words, SETTINGS).incursions


def _listener_shares(timeline: Timeline, with_words: bool) -> tuple[Share, Share]:
    """Incursions whose acts are all a listener's: called a talk-over; overlapping for 0.5 s."""
    n = n_called = n_long = 0
    for each in _incursions(timeline, with_words):
        acts = timeline.acts_within(each)
        if acts and set(acts) <= LISTENER_ACTS:
            n += 1
            n_called += baselines.is_talk_over(each)
            n_long += each.overlap_s >= SETTINGS.turns.talk_over_least_s - 1e-9
    return Share(n_called, n), Share(n_long, n)


def _content_shares(timeline: Timeline, with_words: bool) -> tuple[Share, Share]:
    """Incursions whose first act has content: called a backchannel; none by the plain rule."""
    n = n_called = 0
    for each in _incursions(timeline, with_words):
        acts = timeline.acts_within(each)
        if acts and is_content(acts[0]):
            n += 1
            n_called += each.kind == "backchannel"
    return Share(n_called, n), Share(0, n)


def _share(parts: Sequence[Share]) -> float | None:
    whole = sum(each.whole for each in parts)
    return sum(each.part for each in parts) / whole if whole else None


@dataclass(frozen=True)
class Handover:
    """An ambiguous handover: how surely cut off by the words, and whether by either label."""

    score: float
    by_last_act: bool
    by_going_on: bool


def handovers(timeline: Timeline, cut_off: Completeness) -> list[Handover]:
    """The overlaps that timing cannot tell, with their labels."""
    found = []
    for each in _incursions(timeline, with_words=False):
        if each.kind != "ambiguous_overlap" or each.yield_latency_s is None:
            continue
        silent_s = each.start_s + each.yield_latency_s
        side = timeline.sides[each.over]
        before = [word for word in side if word.span.end_s <= silent_s + 0.05]
        after = [word for word in side if word.span.end_s > silent_s + 0.05]
        if before:
            last = before[-1]
            is_marked = last.act == "%" or last.is_broken_off
            score = cut_off(timeline, each.over, silent_s)
            found.append(Handover(score, is_marked or last.act == "+", is_marked or _on(after)))
    return found


def _on(after: Sequence[ActWord]) -> bool:
    return bool(after) and after[0].act == "+"


def _print_cut_off(
    bench: Bench, odd: Sequence[Timeline], even: Sequence[Timeline], cut_off: Completeness
) -> None:
    table = bench.report.table(
        "Switchboard timelines: cut off or complete at ambiguous handovers, from words",
        {"n": "d", "prevalence": ".3f", "AP": "i.3f", "x prevalence": "i.2f", "even calls": ".2f"},
        "average precision; words as a recogniser writes them; even calls: their x prevalence;",
        "cut off by label going on: the last words are marked % or end in -, or the same side goes",
        "on with +; by label last act: the last words are marked % or +, or end in -",
        width=24,
    )
    labels: dict[str, Callable[[Handover], bool]] = {
        "going on": lambda each: each.by_going_on,
        "last act": lambda each: each.by_last_act,
    }
    for name, label in labels.items():
        parts = [handovers(each, cut_off) for each in odd]
        flat = [each for part in parts for each in part]
        others = [handovers(each, cut_off) for each in even]
        is_asked = name == "going on"
        required = (at_least("x prevalence", 3.0),) if is_asked else ()
        values: dict[str, Value] = {
            "n": len(flat),
            "prevalence": sum(map(label, flat)) / len(flat),
            "AP": scoring.bootstrapped(parts, lambda p, label=label: _ap(p, label)),
            "x prevalence": scoring.bootstrapped(parts, lambda p, label=label: _lift(p, label)),
            "even calls": _lift(others, label),
        }
        table.row(f"label {name}", values, *required)


def _ap(parts: Sequence[Sequence[Handover]], label: Callable[[Handover], bool]) -> float | None:
    flat = [each for part in parts for each in part]
    return scoring.average_precision([e.score for e in flat], [label(e) for e in flat])


def _lift(parts: Sequence[Sequence[Handover]], label: Callable[[Handover], bool]) -> float | None:
    flat = [each for part in parts for each in part]
    precision = _ap(parts, label)
    return None if precision is None else precision * len(flat) / sum(map(label, flat))
