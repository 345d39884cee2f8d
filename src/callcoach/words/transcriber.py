"""Owns what a transcriber is: samples in, words with times in those samples out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from callcoach.types.words import Word
from callcoach.words.passages import Samples


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """Words in a row as an engine heard them, times in seconds of the samples it was given.

    `log_probability`: mean per token, 0 or less. `no_speech_probability`: 0..1. None where the
    engine gives none.
    """

    words: tuple[Word, ...]
    log_probability: float | None = None
    no_speech_probability: float | None = None


class Transcriber(Protocol):
    """An engine with its model loaded. Found by `load_whisper`."""

    @property
    def engine(self) -> str:
        """Name and version, as the review gives it."""

    @property
    def model(self) -> str:
        """The model's name as asked for."""

    @property
    def runs_on(self) -> str:
        """Device, kind of numbers and threads it computes with."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of how it runs."""

    @property
    def window_s(self) -> float:
        """How much sound it looks at in one step."""

    def language_of(self, samples: Samples) -> Mapping[str, float]:
        """Probability, 0..1, of each language for up to `window_s` of speech.

        `samples`: float32 (n,) at `passages.RATE_HZ`; left as they are.
        """

    def transcribe(self, samples: Samples, language: str) -> tuple[HeardSegment, ...]:
        """What is said in at most `window_s` of speech, in a language that `language_of` may give.

        `samples`: float32 (n,) at `passages.RATE_HZ`; left as they are.
        """
