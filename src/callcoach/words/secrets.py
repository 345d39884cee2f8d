"""Owns the search for what must not be shared: numbers and addresses in a call's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from callcoach.language.secret_words import SecretWords, reads_secrets_of, secret_words
from callcoach.types.redaction import SecretKind
from callcoach.words.addresses import addresses_in
from callcoach.words.number_atoms import Atom, atoms_of
from callcoach.words.number_kinds import Around, is_amount, kind_of
from callcoach.words.number_runs import Run, runs_of
from callcoach.words.spoken_lines import SpokenLine

LINK_S = 10.0
"""A number may go on in a party's next line that begins within this time. Chosen by us."""

ANSWER_WORDS_MOST = 4
"""Words of the other party between two lines of one number: "mm-hm", "okay, go on". What they
repeat of the number does not count. Chosen by us."""

ASKED_WORDS_MOST = 14
"""How much of what was said just before a line may announce a number at its start."""

ANSWER_START_MOST = 4
"""Words before a number at which it still answers what was asked: "sure, it is". Chosen by us."""

ECHO_S = 30.0
ECHO_LEAST = 3
"""A part of a number of this many figures, said again within this time, goes too. Chosen by us."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces `first` to `last` of a line."""

    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Secret:
    """One thing to take out, with the parts of the lines that hold it."""

    kind: SecretKind
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with its parts; `kind` None for what is no secret by itself."""

    kind: SecretKind | None
    figures: str
    parts: tuple[Part, ...]


def secrets_in(lines: Sequence[SpokenLine], language: Mapping[str, str]) -> tuple[Secret, ...]:
    """All secrets of a call, none overlapping another, each party's in order.

    `language`: code by party; numbers read aloud are found where there is data for it, and by
    English words elsewhere.
    """
    found: list[Secret] = []
    numbers: list[_Number] = []
    for stream in _streams(lines):
        words = secret_words(language.get(lines[stream[0]].party, "en"))
        for line in stream:
            for each in addresses_in(lines[line].pieces, words):
                found.append(Secret(each.kind, (Part(line, each.first, each.last),)))
        numbers += _Stream(lines, stream, words).numbers()
    secret = [each for each in numbers if each.kind is not None]
    for number in numbers:
        kind = number.kind or _echoed_kind(number, secret, lines)
        if kind is not None:
            found.append(Secret(kind, number.parts))
    return tuple(_apart(found))


def _echoed_kind(
    number: _Number, secret: Sequence[_Number], lines: Sequence[SpokenLine]
) -> SecretKind | None:
    """The kind of the secret that a number repeats a part of."""
    if len(number.figures) < ECHO_LEAST:
        return None
    at_s = lines[number.parts[0].line].start_s
    for each in secret:
        near = any(abs(lines[part.line].start_s - at_s) <= ECHO_S for part in each.parts)
        if near and number.figures in each.figures:
            return each.kind
    return None


def unread_languages(language: Mapping[str, str]) -> tuple[str, ...]:
    """The languages whose numbers read aloud are not known."""
    return tuple(sorted({code for code in language.values() if not reads_secrets_of(code)}))


def _streams(lines: Sequence[SpokenLine]) -> Iterator[tuple[int, ...]]:
    """The lines of each party, in order of time; what is looked through by itself is alone."""
    for party in dict.fromkeys(line.party for line in lines if not line.is_alone):
        mine = [i for i, line in enumerate(lines) if line.party == party and not line.is_alone]
        yield tuple(sorted(mine, key=lambda i: lines[i].start_s))
    yield from ((i,) for i, line in enumerate(lines) if line.is_alone)


class _Stream:
    """One party's lines, with what the other says between them."""

    def __init__(
        self, lines: Sequence[SpokenLine], stream: Sequence[int], words: SecretWords
    ) -> None:
        self._lines = lines
        self._stream = stream
        self._words = words
        self._atoms: list[Atom] = [
            atom
            for line in stream
            for piece, text in enumerate(lines[line].pieces)
            for atom in atoms_of(text, line, piece, words)
        ]

    def numbers(self) -> Iterator[_Number]:
        """All numbers but amounts, secret or not."""
        for run in runs_of(self._atoms, self._words, self._are_linked):
            around = self._around(run)
            if not is_amount(run, around, self._words):
                kind = kind_of(run, self._atoms, around, self._words)
                yield _Number(kind, run.figures, tuple(self._parts(run)))

    def _are_linked(self, line: int, after: int) -> bool:
        """Whether a number may go on in the party's next line."""
        ended_s, starts_s = self._lines[line].end_s, self._lines[after].start_s
        if starts_s - ended_s > LINK_S:
            return False
        n_words = sum(
            1
            for other in self._lines
            if other.party != self._lines[line].party
            and ended_s - 0.5 < other.start_s < starts_s
            and not other.is_alone
            for piece, text in enumerate(other.pieces)
            for atom in atoms_of(text, 0, piece, self._words)
            if not atom.figures and atom.kind != "repeat"
        )
        return n_words <= ANSWER_WORDS_MOST

    def _around(self, run: Run) -> Around:
        line = self._atoms[run.first].line
        start = run.first
        while start > 0 and self._atoms[start - 1].line == line:
            start -= 1
        before = tuple(_bare(atom) for atom in self._atoms[start : run.first])
        after = tuple(
            _bare(atom)
            for atom in self._atoms[run.last + 1 : run.last + 5]
            if atom.line == self._atoms[run.last].line
        )
        asked = self._asked(line) if len(before) <= ANSWER_START_MOST else ()
        return Around(before, asked, after)

    def _asked(self, line: int) -> tuple[str, ...]:
        """The last words of anyone before a line begins."""
        here = self._lines[line]
        earlier = [
            each
            for each in self._lines
            if each.start_s < here.start_s
            and here.start_s - each.end_s < LINK_S
            and not each.is_alone
            and each is not here
        ]
        said: list[str] = []
        for each in sorted(earlier, key=lambda each: each.start_s)[-2:]:
            for text in each.pieces:
                said += [_bare(atom) for atom in atoms_of(text, 0, 0, self._words)]
        return tuple(said[-ASKED_WORDS_MOST:])

    def _parts(self, run: Run) -> Iterator[Part]:
        first, last = run.first, run.last
        line = self._atoms[first].line
        # Letters before and after belong to it: "A X 9 9 4 1 7".
        while first > 0 and self._is_letter(first - 1, line, beside=first):
            first -= 1
        if first > 0 and self._atoms[first - 1].text in self._words.plus:
            first -= self._atoms[first - 1].line == line
        line = self._atoms[last].line
        while last + 1 < len(self._atoms) and self._is_letter(last + 1, line, beside=last):
            last += 1
        by_line: dict[int, list[int]] = {}
        for atom in self._atoms[first : last + 1]:
            by_line.setdefault(atom.line, []).append(atom.piece)
        yield from (Part(line, min(found), max(found)) for line, found in by_line.items())

    def _is_letter(self, at: int, line: int, beside: int) -> bool:
        atom = self._atoms[at]
        # "A" and "I" are letters only beside one that is no word.
        is_letter = atom.kind == "letter" or (
            atom.text in ("a", "i") and self._atoms[beside].kind == "letter"
        )
        return is_letter and atom.line == line


def _bare(atom: Atom) -> str:
    """The text of an atom without "is" drawn to it: "my PIN's"."""
    return atom.text.removesuffix("'s")


def _apart(found: Sequence[Secret]) -> Iterator[Secret]:
    """Secrets without the pieces that one before holds already."""
    taken: set[tuple[int, int]] = set()
    for secret in found:
        parts: list[Part] = []
        for part in secret.parts:
            free = [i for i in range(part.first, part.last + 1) if (part.line, i) not in taken]
            for i in free:
                if parts and parts[-1].line == part.line and parts[-1].last == i - 1:
                    parts[-1] = Part(part.line, parts[-1].first, i)
                else:
                    parts.append(Part(part.line, i, i))
            taken |= {(part.line, i) for i in free}
        if parts:
            yield Secret(secret.kind, tuple(parts))
