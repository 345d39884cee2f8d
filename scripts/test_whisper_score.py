"""Owns how well words were heard: those of a transcript laid over those that were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from callcoach.types.time import Span
from callcoach.types.words import Word


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word that was said. One broken off counts neither as heard nor as missed."""

    start_s: float
    text: str
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Errors are words missed, put in, or written as another; offsets are heard minus said."""

    n_words: int
    n_errors: int
    offsets_s: tuple[float, ...]
    wrong: tuple[str, ...]

    @property
    def error_rate(self) -> float:
        """Errors for each word said."""
        return self.n_errors / self.n_words

    @property
    def median_offset_s(self) -> float:
        """The median distance of the starts of the words heard right."""
        return median(abs(offset_s) for offset_s in self.offsets_s)


def said_in(truth: dict[str, Any], party: str) -> tuple[Spoken, ...]:
    """The words of a party of a sample call, in order of time."""
    said = [
        Spoken(word["start_s"], word["text"], is_broken=word["text"].endswith("-"))
        for utterance in truth["utterances"]
        if utterance["party"] == party
        for word in utterance["words"]
    ]
    return tuple(sorted(said, key=lambda word: word.start_s))


def speech_in(truth: dict[str, Any], party: str) -> tuple[Span, ...]:
    """When the party of a sample call speaks."""
    return tuple(Span(start_s, end_s) for start_s, end_s in truth["activity"][party])


def score(said: Sequence[Spoken], heard: Sequence[Word]) -> Score:
    """The alignment of fewest errors; case and marks do not count."""
    wanted = [_plain(word.text) for word in said]
    given = [_plain(word.text) for word in heard]
    costs = _costs(said, wanted, given)
    i, j = len(said), len(heard)
    offsets_s: list[float] = []
    wrong: list[str] = []
    while i or j:
        is_broken = i > 0 and said[i - 1].is_broken
        differs = 0 if is_broken else int(i > 0 and j > 0 and wanted[i - 1] != given[j - 1])
        if i and j and costs[i][j] == costs[i - 1][j - 1] + differs:
            i, j = i - 1, j - 1
            if wanted[i] == given[j] and not is_broken:
                offsets_s.append(heard[j].start_s - said[i].start_s)
            elif differs:
                wrong.append(f"{wanted[i]}>{given[j]}")
        elif i and costs[i][j] == costs[i - 1][j] + (0 if is_broken else 1):
            i -= 1
            wrong += [] if is_broken else [f"-{wanted[i]}"]
        else:
            j -= 1
            wrong.append(f"+{given[j]}")
    n_words = sum(not word.is_broken for word in said)
    return Score(n_words, costs[-1][-1], tuple(reversed(offsets_s)), tuple(reversed(wrong)))


def _costs(said: Sequence[Spoken], wanted: Sequence[str], given: Sequence[str]) -> list[list[int]]:
    costs = [list(range(len(given) + 1))]
    for word, text in zip(said, wanted, strict=True):
        above, missed = costs[-1], 0 if word.is_broken else 1
        row = [above[0] + missed]
        for j, other in enumerate(given):
            differs = 0 if word.is_broken else int(text != other)
            row.append(min(above[j] + differs, above[j + 1] + missed, row[j] + 1))
        costs.append(row)
    return costs


def _plain(text: str) -> str:
    return text.strip(" .,?!-").lower()
