"""Prints how techniques are found in whole calls, in which most of what is said shows nothing.

    python benchmarks/wording_calls.py [--show ID]

`benchmarks/sentences/calls/` holds written calls, each line labelled with what it shows, by authors
who have not seen the playbook. A hit is right where a line that it touches has its label. Three
ways side by side: the playbook's patterns alone (the baseline), with what its text model finds
surely, and with all that it finds.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callcoach.coaching.playbook.pack import Pack, load_pack
from callcoach.coaching.wording.hit import Hit
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import sayings
from callcoach.language import lexicon
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance

FOLDER = Path(__file__).parent / "sentences" / "calls"
LINE_S, SPOKEN_S = 6.0, 3.5
"""A line every 6 s, so that lines of one party are not taken for one."""


@dataclass(frozen=True)
class Line:
    """What is said in one go, and the techniques that it shows."""

    party: Party
    said: str
    shows: frozenset[str]


def lines_of(path: Path) -> list[Line]:
    """The lines of a call."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        who, said, ids = line.split("\t")
        party: Party = "customer" if who == "customer" else "agent"
        found.append(Line(party, said, frozenset(filter(None, ids.split(",")))))
    return found


def transcript(lines: list[Line]) -> Transcript[Party]:
    """The lines one after the other."""
    utterances = tuple(
        Utterance(line.party, i * LINE_S, i * LINE_S + SPOKEN_S, line.said)
        for i, line in enumerate(lines)
    )
    return Transcript("calls", None, {}, utterances)


def touched(hit: Hit) -> Iterator[int]:
    """Numbers of the lines that a hit touches."""
    pieces = hit.saying.pieces[hit.first : hit.last + 1]
    yield from sorted({int(piece.start_s // LINE_S) for piece in pieces})


@dataclass(frozen=True)
class Counts:
    """Hits that are right and false, and labels that none touches, by technique."""

    right: Counter[str]
    false: Counter[str]
    missed: Counter[str]


def judged(calls: list[list[Line]], pack: Pack, show: str | None) -> Counts:
    """All calls by one pack."""
    counts = Counts(Counter(), Counter(), Counter())
    for lines in calls:
        search = Search(sayings(transcript(lines), pack.expand, lexicon("en")), pack)
        for rule in pack.techniques:
            if rule.judge not in ("words", "words_shared"):
                continue
            labelled = {i for i, line in enumerate(lines) if rule.id in line.shows}
            found: set[int] = set()
            for hit in search.hits(rule):
                here = set(touched(hit))
                found |= here
                (counts.right if here & labelled else counts.false)[rule.id] += 1
                if rule.id == show and not here & labelled:
                    print("    false:", " / ".join(lines[i].said for i in sorted(here)))
            counts.missed[rule.id] += len(labelled - found)
            if rule.id == show:
                for i in sorted(labelled - found):
                    print("    missed:", lines[i].said)
    return counts


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="How techniques are found in whole calls.")
    parser.add_argument("--show", metavar="ID", help="what is missed and falsely found")
    show = parser.parse_args().show
    calls = [lines_of(path) for path in sorted(FOLDER.glob("*.tsv"))]
    pack = load_pack("en")
    n_lines = sum(map(len, calls))
    hours = n_lines * LINE_S / 3600
    print(f"{len(calls)} calls, {n_lines} lines, about {hours:.1f} h")
    ways = [
        (way, judged(calls, pack.asking(way), show if way == "sure" else None))
        for way in ("off", "sure", "all")
    ]
    print(f"{'text model':22}" + "".join(f"{way:>24}" for way, _ in ways))
    print(f"{'technique':22}" + f"{'right false missed':>24}" * len(ways))
    for rule in pack.techniques:
        if rule.judge in ("words", "words_shared"):
            rows = [
                [each[rule.id] for each in (way.right, way.false, way.missed)] for _, way in ways
            ]
            print(f"{rule.id:22}" + "".join(f"{a:11} {b:5} {c:6}" for a, b, c in rows))
    for label, way in ways:
        right, false, missed = (sum(each.values()) for each in (way.right, way.false, way.missed))
        print(
            f"{label:5} {right / max(1, right + false):.2f} right, "
            f"{right / max(1, right + missed):.2f} found, {false / hours:.0f} false an hour"
        )


if __name__ == "__main__":
    main()
