"""Owns the vocabulary of what was said: word, utterance, transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal

from callcoach.types.call import Reasons, Who
from callcoach.types.time import Span

SuppressedWhy = Literal["no_speech_under_it", "loop", "low_confidence"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard. `confidence` 0..1, None where the source gives none.

    `is_clamped`: its times were moved into the party's own speech. `is_timed`: whether the
    source gave the word its own times; False where they were spread over the utterance.
    """

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None
    is_clamped: bool = False
    is_timed: bool = True

    @property
    def span(self) -> Span:
        """The word's span."""
        return Span(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True)
class Utterance(Generic[Who]):
    """Words of one party in a row. `words` may be empty where the source gives text only."""

    party: Who
    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class SuppressedText(Generic[Who]):
    """Text that the engine gave and that is not believed, with the reason."""

    party: Who
    start_s: float
    end_s: float
    text: str
    why: SuppressedWhy


@dataclass(frozen=True, slots=True)
class Transcript(Generic[Who]):
    """What was said. `engine` names where the words come from; `language` per party."""

    engine: str
    model: str | None
    language: Mapping[str, str]
    utterances: tuple[Utterance[Who], ...]
    suppressed: tuple[SuppressedText[Who], ...] = ()
    reasons: Reasons = field(default_factory=dict)

    def words_of(self, party: Who) -> tuple[Word, ...]:
        """All words of one party, in order of time."""
        words = [w for u in self.utterances if u.party == party for w in u.words]
        return tuple(sorted(words, key=lambda word: (word.start_s, word.end_s)))
