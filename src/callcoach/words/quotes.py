"""Owns the redaction of what quotes a transcript: found again in it, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callcoach.types.call import Party
from callcoach.types.redaction import SecretKind
from callcoach.types.time import Span
from callcoach.words.labelled import labelled_pieces
from callcoach.words.redact import RedactedWords
from callcoach.words.secrets import secrets_in
from callcoach.words.spoken_lines import SpokenLine

NEAR_S = 10.0
"""A quote of a moment is looked for in what was said this near to it. Chosen by us: quotes reach
back by a turn's last words."""

LOOSE_LEAST = 2
"""Words of a secret in a row that are taken out wherever they stand. Chosen by us."""

_EDGES = ".,;:!?\"'()[]\u2018\u2019\u201c\u201d\u2026"


@dataclass(frozen=True, slots=True)
class _Said:
    token: str
    start_s: float
    end_s: float
    gone: tuple[int, SecretKind] | None


class Quotes:
    """Takes out of texts that quote a transcript what was taken out of the transcript."""

    def __init__(self, redacted: RedactedWords) -> None:
        self._said: dict[Party, list[_Said]] = {}
        for line, gone in zip(redacted.lines, redacted.taken, strict=True):
            self._said.setdefault(line.party, []).extend(
                _Said(_bare(token), line.start_s, line.end_s, gone.get(i))
                for i, piece in enumerate(line.pieces)
                for token in piece.split()
            )
        self._secrets = [
            (tuple(each.token for each in row), row[0].gone)
            for said in self._said.values()
            for row in _rows(said)
        ]

    def redacted(self, text: str, near: Span | None = None) -> str:
        """The text without secrets. `near`: the moment that it quotes, where it is of one."""
        tokens = text.split()
        taken = dict(self._by_place(tokens, near)) | dict(self._by_phrase(tokens))
        line = SpokenLine("unknown", 0.0, 0.0, tuple(tokens))
        for number, secret in enumerate(secrets_in((line,), {})):
            for part in secret.parts:
                for i in range(part.first, part.last + 1):
                    taken.setdefault(i, (-1 - number, secret.kind))
        return " ".join(labelled_pieces(tokens, taken)) if taken else text

    def redacted_prose(self, text: str) -> str:
        """A text of our own without secrets that it repeats; its own numbers stay."""
        tokens = text.split()
        taken = dict(self._by_phrase(tokens))
        return " ".join(labelled_pieces(tokens, taken)) if taken else text

    def _by_place(
        self, tokens: Sequence[str], near: Span | None
    ) -> Iterator[tuple[int, tuple[int, SecretKind]]]:
        """What of a quote was taken out where it was said, wherever that may have been."""
        at = [i for i, token in enumerate(tokens) if _bare(token)]
        wanted = [_bare(tokens[i]) for i in at]
        if not wanted:
            return
        for said in self._said.values():
            words = [each for each in said if each.token]
            for start in range(len(words) - len(wanted) + 1):
                if words[start].token != wanted[0] or not _is_near(words[start], near):
                    continue
                here = words[start : start + len(wanted)]
                if [each.token for each in here] != wanted:
                    continue
                for i, each in zip(at, here, strict=True):
                    if each.gone is not None:
                        yield i, each.gone

    def _by_phrase(self, tokens: Sequence[str]) -> Iterator[tuple[int, tuple[int, SecretKind]]]:
        """Words in a row that stand in a secret in this order, wherever the text quotes it."""
        bare = [_bare(token) for token in tokens]
        for secret, gone in self._secrets:
            if gone is None:
                continue
            for start in range(len(bare)):
                for first in range(len(secret)):
                    size = 0
                    while (
                        start + size < len(bare)
                        and first + size < len(secret)
                        and bare[start + size] == secret[first + size]
                    ):
                        size += 1
                    is_telling = size >= LOOSE_LEAST or any(
                        map(_is_telling, bare[start : start + size])
                    )
                    if size and is_telling:
                        yield from ((start + i, gone) for i in range(size))


def _is_telling(token: str) -> bool:
    """Whether a single word is a secret in itself."""
    return "@" in token or sum(map(str.isdecimal, token)) >= 4


def _is_near(said: _Said, near: Span | None) -> bool:
    if near is None:
        return True
    return said.start_s <= near.end_s + NEAR_S and said.end_s >= near.start_s - NEAR_S


def _rows(said: Sequence[_Said]) -> Iterator[list[_Said]]:
    row: list[_Said] = []
    for each in said:
        if row and each.gone != row[0].gone:
            yield row
            row = []
        if each.gone is not None:
            row.append(each)
    if row:
        yield row


def _bare(token: str) -> str:
    return token.strip(_EDGES).lower()
