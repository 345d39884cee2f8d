"""Owns the passages of what was said that a text model is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callcoach.coaching.text.text_features import QUESTION
from callcoach.coaching.wording.sayings import SENTENCE_END, Saying

SENTENCES_MOST = 3
WORDS_LEAST, WORDS_MOST = 3, 45
LONG_WORDS = 40
WINDOW_WORDS, WINDOW_STEP = 28, 14
"""A passage is one to three sentences, of three words and more; of a sentence that is long, since
the source marks none, pieces that overlap by half. Chosen by us."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of a saying's text; `text` is it in words, "?" where one ends a
    question."""

    start: int
    end: int
    text: str


def passages(saying: Saying) -> tuple[Passage, ...]:
    """The passages of a saying, in order; they overlap."""
    words = saying.text.split()
    sentences = list(_sentences(words))
    found = []
    for i, (first, _) in enumerate(sentences):
        for _, last in sentences[i : i + SENTENCES_MOST]:
            n_words = sum(word != SENTENCE_END for word in words[first:last])
            if WORDS_LEAST <= n_words <= WORDS_MOST:
                found.append(_passage(saying, words, first, last))
    return tuple(found)


def whole(saying: Saying) -> Passage:
    """All of a saying as one passage."""
    words = saying.text.split()
    return _passage(saying, words, 0, len(words))


def _sentences(words: list[str]) -> Iterator[tuple[int, int]]:
    """First word and the one after the last of each sentence, long ones cut."""
    first = 0
    for i, word in enumerate((*words, SENTENCE_END)):
        if word != SENTENCE_END:
            continue
        last = min(i + 1, len(words))
        if i - first > LONG_WORDS:
            for at in range(first, i - WINDOW_STEP, WINDOW_STEP):
                yield at, min(at + WINDOW_WORDS, last)
        elif i > first:
            yield first, last
        first = i + 1


def _passage(saying: Saying, words: list[str], first: int, last: int) -> Passage:
    start, end = saying.at[first], saying.at[last - 1] + len(words[last - 1])
    shown = []
    for i in range(first, last):
        if words[i] != SENTENCE_END:
            shown.append(words[i])
        elif saying.pieces[saying.piece_of[i]].text.rstrip("\"')").endswith("?"):
            shown.append(QUESTION)
    return Passage(start, end, " ".join(shown))
