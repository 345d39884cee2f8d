"""Prints how well techniques are told from near-misses in single sentences.

    python benchmarks/wording.py [--half held|seen] [--text-model all|sure|off]
        [--word-errors 0.15] [--show ID]

`benchmarks/sentences/` holds, for each technique that is judged by words, sentences that show it
and sentences that nearly do, by authors who have not seen the playbook. Patterns and examples may
be changed after looking at the `seen` half only; the `held` half is for reporting, never shown.

Each sentence is said in a call of its own, in the place where the technique belongs. Precision is
of the technique's own sentences, of which half are near-misses; recall of those that show it.
`--word-errors` puts another word for, leaves out, or puts in that share of the words, as
recognisers do. Baseline: two content words in a row that stand so in a shown sentence of `seen`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from callcoach.coaching.playbook.pack import Pack, Rule, load_pack
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import sayings
from callcoach.language import lexicon, tokens
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance

FOLDER = Path(__file__).parent / "sentences"
NEEDED_PRECISION, NEEDED_RECALL = 0.90, 0.80
LEAST_PRECISION, LEAST_RECALL = 0.75, 0.60
SEED = 6

PLACES_S = {"opening": 1.0, "anywhere": 150.0, "closing": 290.0}
LASTING_S = 3.0
AROUND: tuple[tuple[float, Party, str], ...] = (
    (20.0, "customer", "Right."),
    (40.0, "agent", "One two three four."),
    (240.0, "customer", "Right."),
    (250.0, "agent", "One two three four."),
    (299.0, "customer", "Bye."),
)
"""What is said around a sentence: words that show nothing."""


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence; `before`: what the other party said right before it."""

    is_shown: bool
    said: str
    before: str


def sentences(technique_id: str, half: str) -> list[Sentence]:
    """The labelled sentences of a technique."""
    found = []
    for line in (FOLDER / half / f"{technique_id}.tsv").read_text(encoding="utf-8").splitlines():
        sign, said, *before = line.split("\t")
        found.append(Sentence(sign == "+", said, before[0] if before else ""))
    return found


def with_errors(text: str, share: float, rng: random.Random, others: Sequence[str]) -> str:
    """The text with that share of its words heard as another, not at all, or doubly."""
    words: list[str] = []
    for word in text.split():
        if rng.random() >= share:
            words.append(word)
            continue
        kind = rng.random()
        if kind < 0.6:
            words.append(rng.choice(others))
        elif kind < 0.8:
            words += [word, rng.choice(others)]
    return " ".join(words)


def call_of(sentence: Sentence, rule: Rule) -> Transcript[Party]:
    """A call of five minutes in which the sentence stands where the technique belongs."""
    at_s, party = PLACES_S[rule.position], party_of(rule)
    lines = [*AROUND, (at_s, party, sentence.said)]
    if sentence.before:
        lines.append((at_s - 12, other(party), sentence.before))
    utterances = [Utterance(who, s, s + LASTING_S, text) for s, who, text in sorted(lines)]
    return Transcript("sentences", None, {}, tuple(utterances))


def party_of(rule: Rule) -> Party:
    """Who is to say it."""
    return "customer" if rule.party == "customer" else "agent"


def other(party: Party) -> Party:
    """The one they speak with."""
    return "agent" if party == "customer" else "customer"


def is_found(sentence: Sentence, rule: Rule, pack: Pack) -> bool:
    """Whether the technique is found in the sentence."""
    said = sayings(call_of(sentence, rule), pack.expand, lexicon(pack.language))
    return any(hit.start_s == PLACES_S[rule.position] for hit in Search(said, pack).hits(rule))


def pairs(sentence: Sentence, pack: Pack) -> set[tuple[str, str]]:
    """Content words that stand next to each other."""
    return set(pairwise(word for word in tokens(sentence.said) if word not in pack.stop_words))


def precision_and_recall(found: Sequence[bool], true: Sequence[bool]) -> tuple[float, float]:
    """Of the found ones, how many are true; of the true ones, how many are found."""
    both = sum(f and t for f, t in zip(found, true, strict=True))
    return (both / sum(found) if any(found) else 1.0), both / sum(true)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="How well techniques are told from near-misses.")
    parser.add_argument("--half", choices=("held", "seen"), default="held")
    parser.add_argument("--text-model", choices=("all", "sure", "off"), default="all")
    parser.add_argument("--word-errors", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--show", metavar="ID", help="what is missed and falsely found (seen half)")
    asked = parser.parse_args()
    pack, rng = load_pack("en").asking(asked.text_model), random.Random(SEED)
    rules = [r for r in pack.techniques if (FOLDER / "seen" / f"{r.id}.tsv").exists()]
    every = [word for r in rules for s in sentences(r.id, "seen") for word in s.said.split()]
    print(f"{asked.half} half, {asked.word_errors:.0%} word errors, text model: {asked.text_model}")
    print(
        f"{'technique':22} {'n':>4} {'precision':>10} {'recall':>7}   baseline: precision  recall"
    )
    rows = []
    for rule in rules:
        said = sentences(rule.id, asked.half)
        heard = [
            Sentence(s.is_shown, with_errors(s.said, asked.word_errors, rng, every), s.before)
            for s in said
        ]
        true = [each.is_shown for each in said]
        found = [is_found(each, rule, pack) for each in heard]
        shown = [pairs(each, pack) for each in sentences(rule.id, "seen") if each.is_shown]
        base = precision_and_recall(
            [bool(pairs(s, pack) & set().union(*shown)) for s in heard], true
        )
        rows.append((*precision_and_recall(found, true), *base))
        weak = "  <" if rows[-1][0] < LEAST_PRECISION or rows[-1][1] < LEAST_RECALL else ""
        print(f"{rule.id:22} {len(said):4} {rows[-1][0]:10.2f} {rows[-1][1]:7.2f}   ", end="")
        print(f"{base[0]:19.2f} {base[1]:7.2f}{weak}")
        if asked.show == rule.id and asked.half == "seen":
            for each, is_hit in zip(heard, found, strict=True):
                if is_hit != each.is_shown:
                    print(f"    {'false' if is_hit else 'missed'}: {each.said}")
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print(f"{'mean':27} {means[0]:10.2f} {means[1]:7.2f}   {means[2]:19.2f} {means[3]:7.2f}")
    print(
        f"needed: {NEEDED_PRECISION} and {NEEDED_RECALL} in the mean, none under "
        f"{LEAST_PRECISION} and {LEAST_RECALL}"
    )


if __name__ == "__main__":
    main()
