"""Owns the reading of lists of calls in which what must be taken out is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callcoach.types.call import Party
from callcoach.words.secrets import secrets_in
from callcoach.words.spoken_lines import SpokenLine

LISTS = Path(__file__).parents[1] / "data" / "redaction"
_MARKED = re.compile(r"\{(\w+):([^}]*)\}")
Pieces = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """A call as written down; `secret` holds (line, piece) of what must go, by kind."""

    written: str
    lines: tuple[SpokenLine, ...]
    secret: dict[str, Pieces]


def cases(name: str) -> Iterator[Case]:
    """The calls of a list."""
    for written in (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if written and not written.startswith("#"):
            yield _case(written)


def _case(written: str) -> Case:
    lines: list[SpokenLine] = []
    secret: dict[str, set[tuple[int, int]]] = {}
    for number, said in enumerate(written.split(" / ")):
        party: Party = "agent" if said.startswith("A: ") else "customer"
        text, pieces = said[3:], []
        at = 0
        for found in _MARKED.finditer(text):
            pieces += text[at : found.start()].split()
            inside = found[2].split()
            marks = secret.setdefault(found[1], set())
            marks |= {(number, len(pieces) + i) for i in range(len(inside))}
            pieces += inside
            at = found.end()
            while at < len(text) and not text[at].isspace():  # a mark of punctuation
                pieces[-1] += text[at]
                at += 1
        pieces += text[at:].split()
        start_s = 3.0 * number
        lines.append(SpokenLine(party, start_s, start_s + 2.5, tuple(pieces)))
    return Case(written, tuple(lines), {kind: frozenset(found) for kind, found in secret.items()})


def found_in(case: Case) -> dict[str, Pieces]:
    """What is found, in the form of `Case.secret`."""
    found: dict[str, set[tuple[int, int]]] = {}
    for secret in secrets_in(case.lines, {}):
        marks = found.setdefault(secret.kind, set())
        for part in secret.parts:
            marks |= {(part.line, i) for i in range(part.first, part.last + 1)}
    return {kind: frozenset(marks) for kind, marks in found.items()}
