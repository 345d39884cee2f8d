"""Owns the number of syllables of a written word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from callcoach.language.lexicon import base_code, language_data
from callcoach.language.numbers import spoken_number
from callcoach.language.text import normalised

NumberReader = Callable[[str], str | None]

_NUMBER_READERS: Mapping[str, NumberReader] = {"en": spoken_number}
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}|\b[^\W\d_](?:\.[^\W\d_])+\b")
_PIECES = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True)
class _Rules:
    vowel_group: re.Pattern[str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    exceptions: Mapping[str, int]
    letters: Mapping[str, int]
    figures: Mapping[str, int]
    spelled: frozenset[str]
    spoken_capitals: frozenset[str]
    read_number: NumberReader | None


@lru_cache(maxsize=10_000)
def syllable_count(word: str, code: str) -> int | None:
    """Syllables of a word as read aloud; None for a language without rules.

    Figures are read out ("25" is "twenty five"), capitals are spelled where they are not a
    word ("VIP", but "NASA"), a word without a letter or figure has none. Several words give the
    sum. Rules after the vowel groups of the spelling, with exceptions; the size of their error is
    measured in `benchmarks/syllables.py`. Kept for words that come again, as most do.
    """
    rules = _rules(base_code(code))
    if rules is None:
        return None
    return sum(_of_token(token, rules) for token in word.split())


def _of_token(token: str, rules: _Rules) -> int:
    spoken = rules.read_number(token) if rules.read_number else None
    if spoken is not None:
        return sum(_of_letters(part, rules) for part in spoken.split())
    return sum(
        _of_piece(piece, rules)
        for part in re.split(r"[-\u2010-\u2015/]", token)
        for piece in _pieces(part)
    )


def _pieces(part: str) -> list[str]:
    """Pieces of letters and of figures; letters with points ("a.m.") become capitals."""
    part = _DOTTED.sub(lambda found: found.group().replace(".", "").upper(), part)
    return _PIECES.findall(part.replace("\u2019", "'"))


def _of_piece(piece: str, rules: _Rules) -> int:
    if piece.isdigit():
        spoken = rules.read_number(piece) if rules.read_number else None
        if spoken is None:
            return sum(rules.figures.get(figure, 1) for figure in piece)
        return sum(_of_letters(part, rules) for part in spoken.split())
    letters = piece.removesuffix("'s").removesuffix("s") if piece[:2].isupper() else piece
    if _is_spelled(letters, rules):
        return sum(rules.letters.get(letter, 1) for letter in letters.lower())
    return _of_letters(normalised(piece), rules)


def _is_spelled(letters: str, rules: _Rules) -> bool:
    """Whether the letters are said one by one: capitals, short or without a vowel."""
    if letters.lower() in rules.spelled:
        return True
    is_capitals = len(letters) >= 2 and letters.isupper() and letters.isalpha()
    if not is_capitals or letters.lower() in rules.spoken_capitals:
        return False
    return len(letters) <= 3 or not rules.vowel_group.search(letters.lower())


def _of_letters(word: str, rules: _Rules) -> int:
    """By exceptions and rules. `word`: lower case, letters and inner apostrophes."""
    for known in (word, word.removesuffix("'s"), word.removesuffix("s")):
        if known in rules.exceptions:
            return rules.exceptions[known]
    for pattern, by in rules.rewrites:
        word = pattern.sub(by, word)
    return max(len(rules.vowel_group.findall(word)), 1)


@cache
def _rules(code: str) -> _Rules | None:
    data = language_data(code)
    if data is None:
        return None
    table = data["syllables"]
    return _Rules(
        vowel_group=re.compile(f"[{table['vowels']}]+"),
        rewrites=tuple((re.compile(pattern), by) for pattern, by in table["rewrites"]),
        exceptions=table.get("exceptions", {}),
        letters=table.get("letters", {}),
        figures=table.get("figures", {}),
        spelled=frozenset(table.get("spelled", ())),
        spoken_capitals=frozenset(table.get("spoken_capitals", ())),
        read_number=_NUMBER_READERS.get(code),
    )
