"""Owns the words of a text as they are compared: letters and figures, without case or accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """A word as it is compared, and where it stands in the text, [start, end) in characters."""

    text: str
    start: int
    end: int


def folded_words(text: str) -> tuple[FoldedWord, ...]:
    """The words of a text in order. "Don't" is two, "don" and "t", whichever apostrophe it has."""
    found = (FoldedWord(_folded(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return tuple(word for word in found if word.text)


def _folded(word: str) -> str:
    # Taken apart, accents are signs of their own, and so is what "½" holds beside figures.
    return "".join(_WORD.findall(unicodedata.normalize("NFKD", word.casefold())))


def writable(text: str) -> str:
    """The text in NFC, a replacement sign where it holds what no database takes.

    That is NUL, and the lone surrogates of a file name that is not UTF-8. In NFC a letter and its
    accent are one sign, so that no word ends between them.
    """
    return unicodedata.normalize("NFC", _UNWRITABLE.sub("\ufffd", text))
