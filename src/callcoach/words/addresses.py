"""Owns e-mail addresses and bank accounts in a line, written or read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callcoach.language.secret_words import EmailWords, SecretWords
from callcoach.types.redaction import SecretKind

_EMAIL = re.compile(r"[\w.+%\-]+ ?@ ?[\w\-]+(?: ?\. ?[\w\-]+)*")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_DOMAIN = re.compile(r"[\w\-]+(\.[\w\-]+)+")
_EDGES = ",.;:!?\"'()[]\u2018\u2019\u201c\u201d\u2026"

LABEL_MOST = 3
"""Words that one part of a domain may be read as: "acme dash shop"."""

NAME_WORDS_MOST = 2
"""Plain words of a name with nothing between them: "mary jones at". Both chosen by us."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a line: its pieces `first` to `last`."""

    kind: SecretKind
    first: int
    last: int


def addresses_in(pieces: Sequence[str], words: SecretWords) -> Iterator[Address]:
    """The addresses of a line, which may overlap each other."""
    text = " ".join(pieces)
    starts = [sum(len(piece) + 1 for piece in pieces[:i]) for i in range(len(pieces))]
    for found in _EMAIL.finditer(text):
        yield Address("e_mail", *_pieces(starts, found))
    for found in _IBAN.finditer(text):
        for end in range(found.end(), found.start() + 14, -1):
            if _is_iban(text[found.start() : end].replace(" ", "")):
                part = _IBAN.match(text[:end], found.start())
                if part is not None:
                    yield Address("iban", *_pieces(starts, part))
                break
    tokens = tuple(_tokens(pieces))
    for at, token in enumerate(tokens):
        if token.text in words.email.at:
            yield from _spoken_email(tokens, at, words)


def _pieces(starts: Sequence[int], found: re.Match[str]) -> tuple[int, int]:
    inside = [i for i, start in enumerate(starts) if start < found.end()]
    first = max(i for i in inside if starts[i] <= found.start())
    return first, inside[-1]


def _is_iban(text: str) -> bool:
    """ISO 13616: the first four signs moved to the end, letters as 10 to 35, modulo 97 is 1."""
    if len(text) < 15:
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    piece: int
    ends: bool


def _tokens(pieces: Sequence[str]) -> Iterator[_Token]:
    for index, piece in enumerate(pieces):
        for token in piece.lower().replace("\u2019", "'").split():
            yield _Token(token.strip(_EDGES), index, token[-1] in ",.;:!?")


def _spoken_email(tokens: Sequence[_Token], at: int, words: SecretWords) -> Iterator[Address]:
    first = _name_start(tokens, at, words)
    last = _domain_end(tokens, at + 1, words.email)
    if first is not None and last is not None:
        yield Address("e_mail", tokens[first].piece, tokens[last].piece)


def _name_start(tokens: Sequence[_Token], at: int, words: SecretWords) -> int | None:
    """Where the name before an "at" begins, None where there is none."""
    email = words.email
    start = at - 1
    if start < 0 or tokens[start].ends or tokens[start].text in email.stops | email.no_names:
        return None
    n_plain = 0 if _is_sign(tokens[start].text, words) else 1
    while start > 0 and not tokens[start - 1].ends:
        before = tokens[start - 1].text
        if before in email.connectors and start > 1:
            start -= 2
            n_plain = 1
        elif _is_sign(before, words):
            start -= 1
        elif before not in email.stops and n_plain < NAME_WORDS_MOST:
            start -= 1
            n_plain += 1
        else:
            break
    return start


def _is_sign(text: str, words: SecretWords) -> bool:
    """Whether a token is a letter or figures, as in names that are spelled."""
    is_letter = len(text) == 1 and text.isalpha()
    is_read = text in words.digits or text in words.teens or text in words.tens
    return is_letter or is_read or text.isdecimal() or text in words.repeats


def _domain_end(tokens: Sequence[_Token], start: int, email: EmailWords) -> int | None:
    """Where the domain after an "at" ends, None where there is none."""
    if start < len(tokens) and _DOMAIN.fullmatch(tokens[start].text):
        is_known = tokens[start].text.rpartition(".")[2] in email.endings
        return _longer(tokens, start, email) if is_known else None
    at = start
    while at < len(tokens):
        label = at
        while at < len(tokens) and tokens[at].text not in email.dot:
            spelled = all(len(each.text) == 1 for each in tokens[label : at + 1])
            if tokens[at].ends or (at - label >= LABEL_MOST and not spelled):
                return None
            at += 1
        if at == label or at + 1 >= len(tokens):
            return None
        if tokens[at + 1].text in email.endings:
            return _longer(tokens, at + 1, email)
        at += 1
    return None


def _longer(tokens: Sequence[_Token], last: int, email: EmailWords) -> int:
    """The end with what still follows: "co" and then "dot uk"."""
    while (
        last + 2 < len(tokens)
        and not tokens[last].ends
        and tokens[last + 1].text in email.dot
        and tokens[last + 2].text in email.endings
    ):
        last += 2
    return last
