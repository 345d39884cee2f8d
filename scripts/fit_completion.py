"""Fits how likely a sentence was cut off, by the words it ended with, and writes the weights.

    python scripts/fit_completion.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz`. Fitted on the even calls by their order in the file
(0, 2, ...) and never on the odd ones, which `benchmarks/turn_taking/switchboard.py` reports.

What is fitted on: the end of every turn, cut off where its label says so (abandoned, broken off, or
continued after the other spoke). Labels show hardly any sentence that was stopped in its middle,
as an interruption does; so from every statement or question of eight words and more one place well
before its end is added as cut off, with a small weight. The words are as a recogniser gives them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))

from callcoach.language import ending_features, feature_names, lexicon  # noqa: E402
from callcoach.turns.spoken import TAIL_S, spoken_words  # noqa: E402
from callcoach.types.time import Span  # noqa: E402
from turn_taking.switchboard import (  # noqa: E402
    FILE,
    Call,
    average_precision,
    calls_in,
    handovers,
    judged,
    was_cut_off,
)

PLACE = ROOT / "src/callcoach/language/data/completion/en.toml"
ENGLISH = lexicon("en")
NAMES = feature_names(ENGLISH)
MIDDLE_WORDS_LEAST = 8
MIDDLE_WEIGHT = 0.02
"""Chosen by us on the even calls: with more, what is found at real handovers gets worse; with none,
articles and prepositions, which hardly ever end a turn here, say too little."""
RIDGE = 1.0
N_FOLDS = 10
SEED = 20260401

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One end of speech: what its words tell, whether it was cut off, and how much it counts."""

    call: int
    features: Mapping[str, float]
    is_cut_off: bool
    weight: float = 1.0


def main() -> None:
    """Prints how well the fit does on calls left out, then writes the weights of all even ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    calls = [c for c in calls_in(parser.parse_args().data / FILE) if not c.is_odd]
    ends, short = turn_ends(calls), short_overlaps(calls)
    middles = middles_of(calls)
    print(f"{len(ends)} ends of turns, {len(short)} short overlaps, {len(middles)} middles")
    print_left_out(ends, short, middles)
    weights = fitted([*ends, *middles])
    lines = [f"{name} = {weight:.2f}" for name, weight in zip(NAMES, weights, strict=True)]
    PLACE.write_text(
        "# Weights of a logistic regression: was the sentence cut off? Written by\n"
        "# scripts/fit_completion.py from the even Switchboard calls; do not edit.\n"
        + "\n".join(lines)
        + "\n"
    )
    print(*lines, sep="\n")


def turn_ends(calls: Sequence[Call]) -> list[Case]:
    """The end of every turn."""
    cases = []
    for call in calls:
        ends = [(turn.party, turn.end_s) for turn in judged(call, has_words=True).turns]
        cases += _cases(call, ends)
    return cases


def short_overlaps(calls: Sequence[Call]) -> list[Case]:
    """Where timing alone cannot tell giving way from finishing."""
    return [case for call in calls for case in _cases(call, handovers(call))]


def _cases(call: Call, ends: Sequence[tuple[int, float]]) -> list[Case]:
    words = [spoken_words(call.transcript, side) for side in (0, 1)]
    cases = []
    for side, end_s in ends:
        unit = next(
            (u for u in reversed(call.activity.ipus[side]) if u.end_s <= end_s + 1e-6), None
        )
        cut_off = was_cut_off(call, side, end_s)
        if unit is None or cut_off is None:
            continue
        tail = words[side].during(Span(max(0.0, unit.end_s - TAIL_S), unit.end_s))
        features = ending_features(_text(tail), _text(words[side].during(unit)), ENGLISH)
        cases.append(Case(call.index, features, cut_off))
    return cases


def middles_of(calls: Sequence[Call]) -> list[Case]:
    """One place well before the end of every longer statement or question."""
    random = np.random.default_rng(SEED)
    cases = []
    for call in calls:
        for labels in call.labels:
            for act, group in groupby(labels, key=lambda each: each.act):
                words = list(group)
                if not act.startswith(("sd", "sv", "q")) or len(words) < MIDDLE_WORDS_LEAST:
                    continue
                n = int(random.integers(3, len(words) - 2))
                said = " ".join(each.heard for each in words[:n])
                features = ending_features(said, said, ENGLISH)
                cases.append(Case(call.index, features, is_cut_off=True, weight=MIDDLE_WEIGHT))
    return cases


def _text(words: Sequence[object]) -> str:
    return " ".join(getattr(word, "text", "") for word in words)


def matrix(cases: Sequence[Case]) -> Floats:
    """The features of the cases: (len(cases), len(NAMES))."""
    return np.array([[case.features.get(name, 0.0) for name in NAMES] for case in cases])


def fitted(cases: Sequence[Case]) -> Floats:
    """Weights by name, by Newton's method, shrunk by a ridge except for the bias."""
    x, y = matrix(cases), np.array([case.is_cut_off for case in cases], float)
    count = np.array([case.weight for case in cases])
    ridge = RIDGE * np.eye(len(NAMES))
    ridge[0, 0] = 1e-6
    weights = np.zeros(len(NAMES))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        curvature = (x.T * (count * chance * (1 - chance))) @ x + ridge
        slope = x.T @ (count * (y - chance)) - ridge @ weights
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


def print_left_out(ends: list[Case], short: list[Case], middles: list[Case]) -> None:
    """Average precision, and the thresholds' table, each call judged by weights of others."""
    indices = sorted({case.call for case in ends})
    for name, cases in (("ends of turns", ends), ("short overlaps", short)):
        chances, cut_off = [], []
        for fold in range(N_FOLDS):
            out = set(indices[fold::N_FOLDS])
            weights = fitted([case for case in (*ends, *middles) if case.call not in out])
            left = [case for case in cases if case.call in out]
            if left:
                chances += list(1 / (1 + np.exp(-matrix(left) @ weights)))
                cut_off += [case.is_cut_off for case in left]
        share = sum(cut_off) / len(cut_off)
        precision = average_precision(cut_off, chances)
        print(f"{name}, calls left out: cut off {share:.1%}, average precision {precision:.3f}")
        pairs = list(zip(chances, cut_off, strict=True))
        for limit in (0.2, 0.3, 0.4, 0.5, 0.6):
            over = [cut for chance, cut in pairs if chance >= limit]
            print(f"  {limit:.2f} and more: {sum(over):3} of {len(over):3} cut off")
        for limit in (0.06, 0.08, 0.10, 0.12, 0.15):
            under = [cut for chance, cut in pairs if chance <= limit]
            print(f"  {limit:.2f} and less: {sum(under):3} of {len(under):3} cut off")


if __name__ == "__main__":
    main()
