"""Owns the atoms of what was said: figures, words for figures, letters and other words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from callcoach.language.secret_words import SecretWords
from callcoach.language.text import normalised

AtomKind = Literal["figures", "digit", "pair", "repeat", "letter", "word", "amount"]

CODE_LEAST = 5
"""Figures in a row that make a mix of letters and figures a number and no model's name."""

_EDGES = " \t\r\n.,;:!?\"'*#\u2018\u2019\u201c\u201d\u00ab\u00bb[]{}<>\u2026"
_FIGURES = re.compile(r"\+?\(?\d[\d().\-\u2010-\u2015]*")
_AMOUNT = re.compile(
    r"[$\u00a3\u20ac\u00a5][\d.,]+[kmbn]*|[\d.,]+[$\u00a3\u20ac\u00a5%]"  # money, per cent
    r"|\d{1,2}:\d\d(:\d\d)?([ap]\.?m)?|\d{1,2}[ap]\.?m"  # times
    r"|\d{1,4}/\d{1,4}(/\d{1,4})?|\d+(st|nd|rd|th)|'?\d0'?s"  # dates, fractions, ordinals
    r"|\d{1,4}[a-z]{1,4}"  # with a unit: 128gb
)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_THOUSANDS_MOST = 9
"""More figures than these with commas are no amount: so engines write long numbers."""
_DATE = re.compile(r"(\d{1,4})[-.](\d{1,2})[-.](\d{1,4})")
_DECIMAL = re.compile(r"\d{1,6}\.\d{1,3}")
_DOTTED = re.compile(r"\d+(\.\d+){2,}")
_DOTTED_PHONE = re.compile(r"\d{3}\.\d{3}\.\d{4}|\d\d(\.\d\d){4}|(\d\.){4,}\d")
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[\w\-/]+")


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest part of speech that a number is made of.

    `line` and `piece`: where it stands. `text`: normal form. `figures`: groups of decimal figures
    that it stands for, empty for a letter or word. `ends`: whether a mark of punctuation follows.
    """

    line: int
    piece: int
    text: str
    kind: AtomKind
    figures: tuple[str, ...] = ()
    ends: bool = False


def atoms_of(piece_text: str, line: int, piece: int, words: SecretWords) -> Iterator[Atom]:
    """The atoms of one piece of text, such as a word as the engine gave it."""
    for token in piece_text.split():
        plain = "".join(map(_decimal, unicodedata.normalize("NFKC", token)))
        core = plain.strip(_EDGES)
        ends = plain[-1:] in _EDGES and plain[-1:] not in "\"'"
        for text, kind, figures in _parts(core, words):
            yield Atom(line, piece, text, kind, figures, ends)


def _decimal(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


_Part = tuple[str, AtomKind, tuple[str, ...]]


def _parts(core: str, words: SecretWords) -> Iterator[_Part]:
    if not any(letter.isdecimal() for letter in core):
        yield from (_word(word, words) for word in normalised(core).split())
    elif _is_amount(core.lower()):
        yield core.lower(), "amount", ()
    elif _FIGURES.fullmatch(core) or _THOUSANDS.fullmatch(core):
        joined = core.replace(",", "")
        yield core, "figures", tuple(re.findall(r"\d+", joined))
    elif _CODE.fullmatch(core):
        longest = max(re.findall(r"\d+", core), key=len)
        figures = (longest,) if len(longest) >= CODE_LEAST else ()
        yield core.lower(), "figures" if figures else "letter", figures
    else:  # figures among other signs, such as "555-0143/44" or "is:4111"
        for part in re.findall(r"\d+|[^\W\d_]+", core):
            if part.isdecimal():
                yield part, "figures", (part,)
            else:
                yield from (_word(word, words) for word in normalised(part).split())


def _word(text: str, words: SecretWords) -> _Part:
    if text in words.digits:
        return text, "digit", (words.digits[text],)
    if text in words.teens or text in words.tens:
        return text, "pair", (words.teens.get(text) or words.tens[text],)
    if text in words.repeats:
        return text, "repeat", ()
    is_letter = len(text) == 1 and text.isalpha() and text not in "ai"
    return text, "letter" if is_letter or text in words.letters else "word", ()


def _is_amount(core: str) -> bool:
    if _AMOUNT.fullmatch(core) or _DECIMAL.fullmatch(core):
        return True
    if _THOUSANDS.fullmatch(core):
        return sum(map(str.isdecimal, core)) <= _THOUSANDS_MOST
    if found := _DATE.fullmatch(core):
        first, middle, last = (int(part) for part in found.groups())
        return len(core) <= 10 and _is_date(first, middle, last)
    return bool(_DOTTED.fullmatch(core)) and not _DOTTED_PHONE.fullmatch(core)


def _is_date(first: int, middle: int, last: int) -> bool:
    is_year_first = 1900 <= first <= 2099 and 1 <= middle <= 12 and 1 <= last <= 31
    is_year_last = last < 100 or 1900 <= last <= 2099
    day_and_month = sorted((first, middle))
    is_year_last &= 1 <= day_and_month[0] <= 12 and day_and_month[1] <= 31
    return is_year_first or is_year_last
