"""Owns what a text model looks at: the words of a passage and their short runs, as names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from callcoach.coaching.text.patterns import Pattern

LONGEST_RUN = 3
APART_MOST = 3
STEM_LEAST = 3
START, END, QUESTION = "^", "$", "?"


def word_forms(
    text: str, classes: Mapping[str, Pattern], endings: tuple[str, ...]
) -> tuple[str, ...]:
    """The words of a passage in match form: those of a class as its name, others without ending.

    `classes` are names in capitals with what belongs to them, tried in their order. `endings` are
    tried in their order too; `STEM_LEAST` letters stay.
    """
    for name, pattern in classes.items():
        text = pattern.sub(name, text)
    return tuple(word if word.isupper() else _stem(word, endings) for word in text.split())


def features(forms: Sequence[str]) -> Counter[str]:
    """How often each run of one to three forms, and each pair one or two words apart, stands in a
    passage; where it begins and ends counts as a form."""
    framed = (START, *forms, END)
    return Counter(_named(framed))


def _named(forms: Sequence[str]) -> Iterator[str]:
    for n in range(1, LONGEST_RUN + 1):
        for first in range(len(forms) - n + 1):
            yield " ".join(forms[first : first + n])
    for apart in range(2, APART_MOST + 1):
        for first in range(len(forms) - apart):
            yield forms[first] + " _" * (apart - 1) + " " + forms[first + apart]


@lru_cache(50_000)
def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= STEM_LEAST:
            return word[: -len(ending)]
    return word
