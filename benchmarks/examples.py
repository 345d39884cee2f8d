"""Prints how far a supervisor's own example sentences go, which need no regular expression.

    python benchmarks/examples.py --data FOLDER [--half held|seen]

FOLDER holds `switchboard-dialog-acts.csv.gz`, as for `benchmarks/techniques.py`. The supervisor:
eight sentences that show a technique, drawn from `benchmarks/sentences/`, each technique by itself.

Three questions: of the technique's other sentences, by the same authors, how many are found, and
how many of what is found are no near-misses; of the eight said again, inside a longer utterance
without punctuation, with words wrong, missing and too many, how many are found; and how often the
eight are found in ordinary talk, where nearly nobody says them. Baseline: the example's very words,
in the match form. The least likeness was chosen on the `seen` halves; `held` is for reporting.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from callcoach.coaching.playbook.pack import Pack, load_pack
from callcoach.coaching.wording import examples as room
from callcoach.coaching.wording.alike import sayings_of
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon
from techniques import calls, transcript
from wording import FOLDER, SEED, Sentence, sentences, with_errors

N_EXAMPLES, WORDS_LEAST = 8, 3
LEASTS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
WORD_ERRORS = (0.0, 0.15, 0.3)
BEFORE = "okay so let me see um yeah right then"
AFTER = "and that is what i have got here on my screen"

Alike = Callable[[Sequence[Saying], Sequence[str]], list[float]]
"""How alike the stretches of what was said are to some examples, none of which overlap."""


def by_likeness(pack: Pack) -> Alike:
    """By the words and pairs of the room itself, whatever its least likeness."""

    def alike(said: Sequence[Saying], examples: Sequence[str]) -> list[float]:
        talk = room.Talk(said, "agent", pack)
        found = [each for one in examples for each in talk.most_alike(one, min(LEASTS))]
        return [each.alike for each in room.apart(found)]

    return alike


def by_exact_phrase(pack: Pack) -> Alike:
    """The baseline: 1 for each place in which an example stands word for word."""

    def alike(said: Sequence[Saying], examples: Sequence[str]) -> list[float]:
        phrases = [" ".join(w for s in sayings_of(one, pack) for w in s.words) for one in examples]
        texts = [f" {' '.join(saying.words)} " for saying in said if saying.party == "agent"]
        return [1.0 for text in texts for phrase in phrases if f" {phrase} " in text]

    return alike


def agents_talk(data: Path, half: str, pack: Pack) -> tuple[tuple[Saying, ...], float]:
    """What was said in ordinary calls, each side the agent once, and how many hours that is."""
    said: list[Saying] = []
    hours = 0.0
    for rows in calls(data / "switchboard-dialog-acts.csv.gz", half):
        for side in ("A", "B"):
            spoken = sayings(transcript(rows, side), pack.expand, lexicon(pack.language))
            hours += max(saying.end_s for saying in spoken) / 3600
            said += [saying for saying in spoken if saying.party == "agent"]
    return tuple(said), hours


class Tried:
    """What the eight examples of one technique gave: the highest likeness in each text."""

    def __init__(
        self, every: Sequence[Sentence], alike: Alike, talk: Sequence[Saying], pack: Pack
    ) -> None:
        rng = random.Random(SEED)
        shown = [s.said for s in every if s.is_shown and len(s.said.split()) >= WORDS_LEAST]
        rng.shuffle(shown)
        examples, others = shown[:N_EXAMPLES], shown[N_EXAMPLES:]
        words = [word for sentence in every for word in sentence.said.split()]

        def most(text: str) -> float:
            return max(alike(sayings_of(text, pack), examples), default=0.0)

        self.others = [most(one) for one in others]
        self.near = [most(s.said) for s in every if not s.is_shown]
        self.again = [
            [most(f"{BEFORE} {with_errors(one, share, rng, words)} {AFTER}") for one in examples]
            for share in WORD_ERRORS
        ]
        self.talk = alike(talk, examples)


def share(values: Sequence[float], least: float) -> float:
    """How many reach the least, of all."""
    return sum(value >= least for value in values) / len(values)


def print_row(name: str, tried: Sequence[Tried], least: float, hours: float) -> None:
    """One way of matching at one least likeness, over all techniques."""
    right = sum(value >= least for each in tried for value in each.others)
    near = sum(value >= least for each in tried for value in each.near)
    an_hour = [sum(value >= least for value in each.talk) / hours for each in tried]
    again = (sum(share(e.again[i], least) for e in tried) for i in range(len(WORD_ERRORS)))
    print(
        f"{name:22} {right / max(1, right + near):9.2f} "
        f"{sum(share(each.others, least) for each in tried) / len(tried):7.3f}   "
        + " ".join(f"{value / len(tried):6.2f}" for value in again)
        + f"   {sum(an_hour) / len(tried):8.2f} {max(an_hour):6.2f}"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="How far a supervisor's example sentences go.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("held", "seen"), default="held")
    asked = parser.parse_args()
    pack = load_pack("en")
    talk, hours = agents_talk(asked.data, asked.half, pack)
    ids = sorted(path.stem for path in (FOLDER / asked.half).glob("*.tsv"))
    print(f"{asked.half} half: {len(ids)} techniques, {N_EXAMPLES} examples each, {hours:.1f} h")
    print(f"{'':22} {'other sentences':>17}   {'said again, errors':>20}   {'false an hour':>15}")
    print(
        f"{'least likeness':22} {'precision':>9} {'recall':>7}   "
        + " ".join(f"{value:6.0%}" for value in WORD_ERRORS)
        + f"   {'mean':>8} {'worst':>6}"
    )
    ways = {"very words": by_exact_phrase(pack), "examples": by_likeness(pack)}
    for name, alike in ways.items():
        tried = [Tried(sentences(each, asked.half), alike, talk, pack) for each in ids]
        for least in LEASTS if name == "examples" else (1.0,):
            mark = "  <- used" if least == room.ALIKE_LEAST and name == "examples" else ""
            print_row(f"{name} {least:.2f}{mark}", tried, least, hours)


if __name__ == "__main__":
    main()
