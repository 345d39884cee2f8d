"""How often the counted syllables and the listener's words are right, on words of telephone calls.

    python benchmarks/syllables.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz` (call, side, start_s, end_s, word, act). Syllables
are held against the vowels that flite says for each word (its lexicon is CMUdict's; a model stands
in for words that are not in it); the command `flite` must be installed. The rules and lists were
written while looking at one half of the words and of the calls, the listener's words later also at
every other call (0, 2, ...) in the order of the file; believe the lines held out from both.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
import subprocess
from collections import Counter
from itertools import groupby
from pathlib import Path

from callcoach.language import is_all_acknowledgement, lexicon, syllable_count

VOWELS = frozenset(
    {"aa", "ae", "ah", "ao", "aw", "ax", "axr", "ay", "eh", "er", "ey"}
    | {"ih", "iy", "ow", "oy", "uh", "uw"}
)
LISTENING = frozenset({"b", "bk", "bh", "ba", "aa", "b^r"})

Row = dict[str, str]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    path = parser.parse_args().data / "switchboard-dialog-acts.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = Counter(row["word"].lower() for row in rows)
    spelled = Counter({w: n for w, n in words.items() if re.fullmatch("[a-z']+", w)})
    print_syllables(spelled)
    print_listening(rows)


def is_held_out(text: str) -> bool:
    """Whether a word or call belongs to the half that nobody looked at."""
    return hashlib.md5(text.encode()).digest()[0] % 2 == 1


def print_syllables(words: Counter[str]) -> None:
    """Share of words whose count is right, by word and by how often it is said."""
    for held_out in (False, True):
        half = [word for word in words if is_held_out(word) == held_out]
        truth = {word: n_vowels(word) for word in half}
        right = [word for word in half if syllable_count(word, "en") == truth[word]]
        n_said = sum(words[word] for word in half)
        n_syllables = sum(words[word] * truth[word] for word in half)
        n_more = sum(words[w] * ((syllable_count(w, "en") or 0) - truth[w]) for w in half)
        print(
            f"syllables, {name_of(held_out)}: {len(right) / len(half):.1%} of {len(half)} words, "
            f"{sum(words[word] for word in right) / n_said:.1%} of them as said; "
            f"sum {n_more / n_syllables:+.2%}"
        )


def n_vowels(word: str) -> int:
    """Vowels in flite's phones of a word."""
    command = ["flite", "-t", word, "-ps", "-o", "none"]
    phones = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return sum(phone in VOWELS for phone in phones)


def print_listening(rows: list[Row]) -> None:
    """Share of listeners' acts, and of all others, that are all acknowledgement by our lists."""
    english = lexicon("en")
    order = list(dict.fromkeys(row["call"] for row in rows))
    ordered = sorted(rows, key=lambda row: (row["call"], row["side"], float(row["start_s"])))
    counts: Counter[tuple[bool, bool, bool]] = Counter()
    for (call, _, act), group in groupby(ordered, lambda r: (r["call"], r["side"], r["act"])):
        text = " ".join(row["word"] for row in group)
        is_listening = is_all_acknowledgement(text, english)
        held_out = is_held_out(call) and order.index(call) % 2 == 1
        counts[held_out, act in LISTENING, is_listening] += 1
    for held_out in (False, True):
        for is_act, name in ((True, "listener's acts"), (False, "other acts")):
            found, missed = counts[held_out, is_act, True], counts[held_out, is_act, False]
            print(
                f"acknowledgement, {name_of(held_out)}: "
                f"{found / (found + missed):.1%} of {found + missed} {name}"
            )


def name_of(held_out: bool) -> str:
    """What to call a half."""
    return "held out" if held_out else "looked at"


if __name__ == "__main__":
    main()
