"""Owns the tables of labelled timelines: listener's acts, acts with content, who was cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from turn_taking import scoring
from turn_taking.bench import Bench
from turn_taking.report import Value, at_least, at_most
from turn_taking.switchboard import FILE, Call, Endings, Scores, Share, calls_in, endings, scores

Part = Callable[[Scores], Share]


def print_timelines(bench: Bench) -> None:
    """Odd calls, with the even ones, on which rules were chosen, beside them."""
    calls = calls_in(bench.data / FILE)
    odd = [call for call in calls if call.is_odd]
    even = [call for call in calls if not call.is_odd]
    _print_acts(bench, odd, even)
    _print_cut_off(bench, odd, even)


def _print_acts(bench: Bench, odd: Sequence[Call], even: Sequence[Call]) -> None:
    table = bench.report.table(
        "Switchboard timelines: listener's acts called a talk-over, content called a backchannel",
        {"odd calls": "i.3f", "n": "d", "even calls": ".3f", "n even": "d"},
        "rules were chosen on even calls, required of odd ones; 95 % interval over calls",
        width=44,
    )
    for has_words in (True, False):
        name = "with words" if has_words else "timing only"
        seen, unseen = (
            [scores([call], has_words=has_words) for call in half] for half in (even, odd)
        )
        limit = 0.08 if has_words else 0.25
        table.row(
            f"listener's acts only, talk-over, {name}",
            _shares(unseen, seen, lambda each: each.listening_called_talk_over),
            at_most("odd calls", limit),
        )
        table.row(
            f"content first, backchannel, {name}",
            _shares(unseen, seen, lambda each: each.speaking_called_backchannel),
            *([at_most("odd calls", 0.12)] if has_words else []),
        )


def _shares(odd: Sequence[Scores], even: Sequence[Scores], part: Part) -> dict[str, Value]:
    parts, others = [part(each) for each in odd], [part(each) for each in even]
    return {
        "odd calls": scoring.bootstrapped(parts, share_of),
        "n": sum(each.of for each in parts),
        "even calls": share_of(others),
        "n even": sum(each.of for each in others),
    }


def share_of(parts: Sequence[Share]) -> float | None:
    """The share over all parts; None of nothing."""
    whole = sum(each.of for each in parts)
    return sum(each.n for each in parts) / whole if whole else None


def _print_cut_off(bench: Bench, odd: Sequence[Call], even: Sequence[Call]) -> None:
    table = bench.report.table(
        "Switchboard timelines: cut off or complete at ambiguous handovers, from words",
        {"n": "d", "prevalence": ".3f", "AP": "i.3f", "x prevalence": "i.2f", "even calls": ".2f"},
        "average precision; words as a recogniser writes them, without marks; even calls: their",
        "x prevalence. Cut off by label: the last words are marked % or end in -, or the same",
        "side goes on with +",
        width=24,
    )
    parts = [endings([call]) for call in odd]
    values: dict[str, Value] = {
        "n": sum(len(each.cut_off) for each in parts),
        "prevalence": together(parts).prevalence,
        "AP": scoring.bootstrapped(parts, lambda p: together(p).average_precision),
        "x prevalence": scoring.bootstrapped(parts, lift_of),
        "even calls": lift_of([endings(even)]),
    }
    table.row("from words", values, at_least("x prevalence", 3.0))


def lift_of(parts: Sequence[Endings]) -> float | None:
    """Average precision against what guessing gives; None where nobody was cut off."""
    whole = together(parts)
    return whole.average_precision / whole.prevalence if any(whole.cut_off) else None


def together(parts: Sequence[Endings]) -> Endings:
    """The chances and labels of several calls as one."""
    none = Share()
    return Endings(
        [chance for each in parts for chance in each.chances],
        [label for each in parts for label in each.cut_off],
        none,
        none,
        none,
    )
