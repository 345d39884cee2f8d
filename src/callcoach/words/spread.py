"""Owns times for words that came without: spread over the time there is, by syllables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcoach.language import syllable_count
from callcoach.types.time import Span
from callcoach.types.words import Word


def spread_words(texts: Sequence[str], span: Span, language: str | None) -> tuple[Word, ...]:
    """Words that fill the span in order, each as long as its share of the syllables.

    By letters where the language has no syllable rules. All are marked as not timed.
    """
    sizes = [_size(text, language) for text in texts]
    total = sum(sizes)
    words: list[Word] = []
    done = 0
    for text, size in zip(texts, sizes, strict=True):
        start_s = span.start_s + span.duration_s * done / total
        done += size
        end_s = span.end_s if done == total else span.start_s + span.duration_s * done / total
        words.append(Word(start_s, end_s, text, is_timed=False))
    return tuple(words)


def fill_untimed(words: Sequence[Word], span: Span, language: str | None) -> tuple[Word, ...]:
    """Words in order, those that are not timed spread between their timed neighbours."""
    filled: list[Word] = []
    waiting: list[Word] = []
    at_s = span.start_s
    for word in words:
        if not word.is_timed:
            waiting.append(word)
            continue
        filled += _spread(waiting, Span(at_s, max(at_s, word.start_s)), language)
        waiting = []
        filled.append(word)
        at_s = max(at_s, word.end_s)
    filled += _spread(waiting, Span(at_s, max(at_s, span.end_s)), language)
    return tuple(filled)


def _spread(words: Sequence[Word], span: Span, language: str | None) -> list[Word]:
    spread = spread_words([word.text for word in words], span, language)
    pairs = zip(words, spread, strict=True)
    return [replace(placed, confidence=word.confidence) for word, placed in pairs]


def _size(text: str, language: str | None) -> int:
    syllables = syllable_count(text, language) if language else None
    return max(1, len(text) if syllables is None else syllables)
