"""Prints how much of what should be taken out of a call's words is, and what goes besides.

    python benchmarks/redaction.py [--data FOLDER]

The lists of `tests/data/redaction` mark what must go. The code was fitted to the first; the second
and the third were written after it, and say on top what was found on first sight, which is what
counts: each showed something that was then changed. FOLDER holds
`switchboard-dialog-acts.csv.gz`: telephone talk in which nobody reads numbers out for business, so
that every find, printed to be read, is suspect.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import time
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "words"))

from redaction_lists import Case, Pieces, cases, found_in

from callcoach.words.secrets import secrets_in
from callcoach.words.spoken_lines import SpokenLine

PAUSE_S = 0.8


def score(name: str) -> None:
    """The figures of one list."""
    n = n_whole = n_kind = n_calls = n_false = n_clean = 0
    marked = hit = taken = 0
    for case in cases(name):
        found, secret = pieces(found_in(case)), pieces(case.secret)
        n_calls += 1
        n_clean += not secret
        marked, hit, taken = marked + len(secret), hit + len(secret & found), taken + len(found)
        n_false += not secret and bool(found)
        for kind, mine in by_secret(case):
            n += 1
            n_whole += mine <= found
            n_kind += mine <= found_in(case).get(kind, frozenset())
    print(
        f"{name}: {n_calls} calls, {n} secrets: {n_whole} wholly found ({n_whole / n:.1%}), "
        f"{n_kind} with the right label; words: recall {hit / marked:.1%}, "
        f"precision {hit / taken:.1%}; {n_false} of {n_clean} calls without a secret lost words"
    )


def pieces(by_kind: dict[str, Pieces]) -> Pieces:
    """All pieces, whatever their kind."""
    return frozenset().union(*by_kind.values())


def by_secret(case: Case) -> list[tuple[str, Pieces]]:
    """The marks of a call, those in a row in one line as one secret."""
    rows: list[tuple[str, Pieces]] = []
    for kind, marks in case.secret.items():
        row: list[tuple[int, int]] = []
        for at in sorted(marks):
            if row and at != (row[-1][0], row[-1][1] + 1):
                rows.append((kind, frozenset(row)))
                row = []
            row.append(at)
        rows.append((kind, frozenset(row)))
    return rows


def talk(path: Path) -> None:
    """What is found in ordinary telephone talk."""
    n_found, hours, n_words, start_s = 0, 0.0, 0, time.process_time()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for call, rows in groupby(csv.DictReader(file), lambda row: row["call"]):
            listed = list(rows)
            ends = [float(row["end_s"]) for row in listed]
            hours += (max(ends) - min(float(row["start_s"]) for row in listed)) / 3600
            n_words += len(listed)
            lines = spoken(listed)
            for secret in secrets_in(lines, {}):
                n_found += 1
                for part in secret.parts:
                    said = lines[part.line].pieces
                    before = " ".join(said[max(0, part.first - 6) : part.first])
                    taken = " ".join(said[part.first : part.last + 1])
                    print(f"  {call} {secret.kind}: ...{before} <<{taken}>>")
    spent_s = time.process_time() - start_s
    print(
        f"telephone talk: {n_found} finds in {hours:.1f} h ({n_found / hours:.2f} an hour), "
        f"{n_words} words in {spent_s:.1f} s"
    )


def spoken(rows: list[dict[str, str]]) -> list[SpokenLine]:
    """The lines of a call, parted at pauses."""
    lines = []
    for side, party in (("A", "agent"), ("B", "customer")):
        group: list[dict[str, str]] = []
        for row in [*sorted((r for r in rows if r["side"] == side), key=start_of), None]:
            if group and (row is None or start_of(row) - float(group[-1]["end_s"]) >= PAUSE_S):
                said = tuple(each["word"] for each in group)
                lines.append(
                    SpokenLine(party, start_of(group[0]), float(group[-1]["end_s"]), said)  # type: ignore[arg-type]
                )
                group = []
            if row is not None:
                group.append(row)
    return sorted(lines, key=lambda line: line.start_s)


def start_of(row: dict[str, str]) -> float:
    """When a word begins."""
    return float(row["start_s"])


def main() -> None:
    """Both lists, and telephone talk where there is some."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path)
    data = parser.parse_args().data
    for name in ("first_list", "second_list", "third_list"):
        score(name)
    if data is not None:
        talk(data / "switchboard-dialog-acts.csv.gz")


if __name__ == "__main__":
    main()
