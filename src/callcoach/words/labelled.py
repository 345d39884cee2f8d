"""Owns text in which labels stand for what was taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from callcoach.types.redaction import LABELS, SecretKind

_MARKS = ".,;:!?"

Taken = Mapping[int, tuple[int, SecretKind]]
"""For each piece that goes: a number for the secret that it is a part of, and its kind."""


def labelled_pieces(pieces: Sequence[str], taken: Taken) -> list[str]:
    """The pieces; in place of those of one secret in a row, its label once, with a last mark."""
    made: list[str] = []
    for i, piece in enumerate(pieces):
        if i not in taken:
            made.append(piece)
            continue
        if i > 0 and taken.get(i - 1) == taken[i]:
            made.pop()
        made.append(_label(piece, taken[i][1]))
    return made


def labelled_text(text: str, pieces: Sequence[str], taken: Taken) -> str:
    """A text that the pieces make up, but for spaces, with labels; its own spaces are kept."""
    made: list[str] = []
    done = 0
    for i, (start, end) in enumerate(_places(text, pieces)):
        if i not in taken:
            made.append(text[done:end])
        elif i > 0 and taken.get(i - 1) == taken[i]:
            made[-1] = _label(pieces[i], taken[i][1])
        else:
            made += [text[done:start], _label(pieces[i], taken[i][1])]
        done = end
    return "".join(made).strip()


def _label(piece: str, kind: SecretKind) -> str:
    mark = piece.rstrip()[-1:]
    return LABELS[kind] + (mark if mark and mark in _MARKS else "")


def _places(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each piece begins and ends in the text, spaces passed over."""
    at = 0
    for piece in pieces:
        start = end = None
        for letter in piece:
            if letter.isspace():
                continue
            while text[at].isspace():
                at += 1
            start = at if start is None else start
            at += 1
            end = at
        yield (at if start is None else start), (at if end is None else end)
