"""Owns utterances: words of one channel in a row, parted at pauses and at sentence ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callcoach.language import base_code
from callcoach.types.call import Who
from callcoach.types.words import SuppressedText, Utterance, Word
from callcoach.words.guards import Doubted

PAUSE_S = 0.8
"""A pause this long parts two utterances; chosen by us, for reading."""

SENTENCE_ENDS = (".", "?", "!", "\u3002", "\uff1f", "\uff01")

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "km", "yue"})


def utterances_of(
    words: Sequence[Word], party: Who, language: str | None
) -> tuple[Utterance[Who], ...]:
    """The words, in order of time, as utterances of one party."""
    groups: list[list[Word]] = []
    for word in words:
        if groups and not _parts(groups[-1][-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(
        Utterance(
            party=party,
            start_s=group[0].start_s,
            end_s=max(word.end_s for word in group),
            text=joined_text(group, language),
            words=tuple(group),
        )
        for group in groups
    )


def suppressed_of(
    doubted: Sequence[Doubted], party: Who, language: str | None
) -> tuple[SuppressedText[Who], ...]:
    """Doubted words in a row with one reason, each group as one text."""
    groups: list[list[Doubted]] = []
    for one in doubted:
        last = groups[-1][-1] if groups else None
        if last and last.why == one.why and one.word.start_s - last.word.end_s < PAUSE_S:
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(
        SuppressedText(
            party=party,
            start_s=group[0].word.start_s,
            end_s=max(one.word.end_s for one in group),
            text=joined_text((one.word for one in group), language),
            why=group[0].why,
        )
        for group in groups
    )


def joined_text(words: Iterable[Word], language: str | None) -> str:
    """The words' texts as one, with spaces where the language writes them."""
    is_unspaced = language is not None and base_code(language) in UNSPACED_LANGUAGES
    return ("" if is_unspaced else " ").join(word.text for word in words)


def _parts(before: Word, word: Word) -> bool:
    is_pause = word.start_s - before.end_s >= PAUSE_S
    return is_pause or before.text.rstrip("\"'\u201d\u2019)").endswith(SENTENCE_ENDS)
