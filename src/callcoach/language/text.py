"""Owns the normal form of spoken text, in which phrases are compared."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`\u2032", "'"))
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}|\b[^\W\d_]\.[^\W\d_]\b")
_DIGIT_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
_NOT_WORD = re.compile(r"[^\w'.]|_")
_LOOSE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_UNSEEN = re.compile("[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LOOSE_APOSTROPHE = re.compile(r"(?<!\w)'+|'+(?!\w)")


def normalised(text: str) -> str:
    """Lower case, words parted by one space, apostrophes inside words kept, the rest gone.

    Hyphens and dashes part words, so that "mm-hm" equals "mm hm". Points stay inside numbers,
    commas between thousands go ("1,000.5" gives "1000.5"), and "O.K." gives "ok". Soft hyphens and
    marks of direction, which nobody sees, part no words.
    """
    if text.isascii() and text.isalpha():  # most single words: nothing to take out
        return text.lower()
    text = _UNSEEN.sub("", text)
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).lower()
    text = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    text = _DIGIT_COMMA.sub("", text)
    text = _NOT_WORD.sub(" ", text)
    text = _LOOSE_POINT.sub(" ", text)
    return " ".join(_LOOSE_APOSTROPHE.sub(" ", text).split())


def tokens(text: str) -> tuple[str, ...]:
    """The words of the normal form."""
    return tuple(normalised(text).split())
