"""Owns numbers as they are spoken: atoms in a row that make one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcoach.language.secret_words import SecretWords
from callcoach.words.number_atoms import Atom

LETTERS_MOST = 4
"""Letters in a row inside one number: "GB 29 NWBK"."""

PHRASE_MOST = 3
"""Words in the longest joiner."""

JOINERS_MOST = 3
"""Joiners between two figures of one number. Both chosen by us."""


@dataclass(frozen=True, slots=True)
class Run:
    """One number: atoms `first` to `last`, and its figures in groups as they were said."""

    first: int
    last: int
    groups: tuple[str, ...]

    @property
    def figures(self) -> str:
        """All its decimal figures."""
        return "".join(self.groups)


@dataclass(frozen=True, slots=True)
class _Group:
    figures: tuple[str, ...]
    after: int


def runs_of(
    atoms: Sequence[Atom], words: SecretWords, are_linked: Callable[[int, int], bool]
) -> list[Run]:
    """The numbers in one party's atoms, however short.

    `are_linked(line, next_line)`: whether a number may go on from a line to the party's next.
    """
    runs: list[Run] = []
    at = 0
    while at < len(atoms):
        group = _group(atoms, at, words)
        if group is None:
            at += 1
            continue
        first, figures = at, list(group.figures)
        at = group.after
        while (start := _next_start(atoms, at, words, are_linked)) is not None:
            found = _group(atoms, start, words)
            if found is None:
                break
            figures += found.figures
            at = found.after
        runs.append(Run(first, at - 1, tuple(figures)))
    return runs


def _group(atoms: Sequence[Atom], at: int, words: SecretWords) -> _Group | None:
    """The figures that begin at an atom: "7", "forty one", "double seven", "nine hundred"."""
    atom = atoms[at]
    then = atoms[at + 1] if at + 1 < len(atoms) and not atom.ends else None
    if atom.kind == "repeat" and then is not None and len("".join(then.figures)) == 1:
        return _Group((then.figures[0] * words.repeats[atom.text],), at + 2)
    if not atom.figures:
        return None
    if then is None or atom.kind == "figures":
        return _Group(atom.figures, at + 1)
    if atom.kind == "pair" and atom.text in words.tens and _is_unit(then):
        return _Group((atom.figures[0][0] + then.figures[0],), at + 2)
    if _is_unit(atom) and then.text in words.hundred:
        return _hundreds(atoms, at, words)
    return _Group(atom.figures, at + 1)


def _hundreds(atoms: Sequence[Atom], at: int, words: SecretWords) -> _Group:
    """ "Seven hundred forty four" and, before single figures, "nine hundred, one two three"."""
    alone = _Group(atoms[at].figures, at + 1)
    if at + 2 >= len(atoms) or not atoms[at + 2].figures:
        return alone
    rest = _group(atoms, at + 2, words)
    if rest is not None and atoms[at + 2].kind == "pair":
        return _Group((atoms[at].figures[0] + rest.figures[0],), rest.after)
    return _Group((atoms[at].figures[0] + "00",), at + 2)


def _is_unit(atom: Atom) -> bool:
    return atom.kind == "digit" and atom.figures != ("0",)


def _next_start(
    atoms: Sequence[Atom], at: int, words: SecretWords, are_linked: Callable[[int, int], bool]
) -> int | None:
    """Where the number goes on, joiners and letters passed over; None where it ends."""
    line = atoms[at - 1].line
    n_joiners = n_letters = 0
    while at < len(atoms):
        atom = atoms[at]
        if atom.line != line:
            if not are_linked(line, atom.line):
                return None
            line = atom.line
        if atom.figures or atom.kind == "repeat":
            return at
        if atom.kind == "letter" and n_letters < LETTERS_MOST:
            n_letters += 1
            at += 1
        elif (size := joiner_size(atoms, at, words)) and n_joiners < JOINERS_MOST:
            n_joiners += 1
            at += size
        else:
            return None
    return None


def joiner_size(atoms: Sequence[Atom], at: int, words: SecretWords) -> int:
    """How many atoms the longest joiner that begins here takes, 0 where none does."""
    for size in range(PHRASE_MOST, 0, -1):
        some = atoms[at : at + size]
        if len(some) == size and " ".join(atom.text for atom in some) in words.joiners:
            return size
    return 0
