"""Owns what pace needs of a transcript: counted words, their syllables and when these fall."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from callcoach.language import Lexicon, lexicon, syllable_count, tokens
from callcoach.types.call import Channel
from callcoach.types.floor import Floor, span_of
from callcoach.types.time import Span, Spans, joined
from callcoach.types.words import Transcript, Utterance, Word
from callcoach.voice.pitch import FloatRow64

LANGUAGE_UNKNOWN = ""
JOIN_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SpokenWords:
    """One channel's words outside backchannels.

    `n_syllables` and `n_fillers` are None for a language without rules or lexicon.
    `syllables_at_s`: (n_syllables,) ordered moments, those of a word spread evenly over it.
    `is_timed`: whether every word has times of its own. `spans`: the channel's utterances, those
    less than 0.5 s apart made one.
    """

    language: str
    n_words: int
    n_syllables: int | None
    n_fillers: int | None
    syllables_at_s: FloatRow64
    is_timed: bool
    spans: Spans


def spoken_words(
    transcript: Transcript[Channel], channel: Channel, floor: Floor
) -> SpokenWords | None:
    """The channel's words; None where the transcript has none for it.

    Words whose middle lies in one of the channel's backchannels are left out.
    """
    language = transcript.language.get(str(channel), LANGUAGE_UNKNOWN)
    listened = tuple(span_of(each) for each in floor.backchannels if each.party == channel)
    utterances = [each for each in transcript.utterances if each.party == channel]
    words = [
        word
        for utterance in utterances
        for word in _words_of(utterance)
        if tokens(word.text) and not _is_in(word, listened)
    ]
    if not words:
        return None
    counts = [syllable_count(word.text, language) for word in words]
    known = [count for count in counts if count is not None]
    has_rules = len(known) == len(counts)
    at_s = [
        word.start_s + (word.end_s - word.start_s) * (i + 0.5) / count
        for word, count in zip(words, counts, strict=True)
        for i in range(count or 0)
        if count is not None
    ]
    fillers = lexicon(language)
    return SpokenWords(
        language=language,
        n_words=len(words),
        n_syllables=sum(known) if has_rules else None,
        n_fillers=_n_fillers(words, fillers) if fillers.is_known else None,
        syllables_at_s=np.sort(np.array(at_s, dtype=np.float64)),
        is_timed=all(word.is_timed for word in words),
        spans=joined((Span(each.start_s, each.end_s) for each in utterances), JOIN_S),
    )


def _words_of(utterance: Utterance[Channel]) -> Iterator[Word]:
    """The utterance's words; those of a text without words spread over it, and so not timed."""
    if utterance.words:
        yield from utterance.words
        return
    texts = utterance.text.split()
    step_s = (utterance.end_s - utterance.start_s) / max(len(texts), 1)
    for i, text in enumerate(texts):
        start_s = utterance.start_s + i * step_s
        yield Word(start_s, start_s + step_s, text, is_timed=False)


def _is_in(word: Word, spans: Spans) -> bool:
    """Whether the word's middle lies in one of the ordered, disjoint spans."""
    middle_s = (word.start_s + word.end_s) / 2
    after = bisect_right(spans, middle_s, key=lambda span: span.start_s)
    return after > 0 and spans[after - 1].covers(middle_s)


def _n_fillers(words: list[Word], fillers: Lexicon) -> int:
    """Fillers among the words, the longest first where several begin at one word."""
    heard = [token for word in words for token in tokens(word.text)]
    longest = max((phrase.count(" ") + 1 for phrase in fillers.fillers), default=0)
    count = at = 0
    while at < len(heard):
        sizes = range(min(longest, len(heard) - at), 0, -1)
        size = next((n for n in sizes if " ".join(heard[at : at + n]) in fillers.fillers), 0)
        count += size > 0
        at += max(size, 1)
    return count
