"""Owns which language a channel speaks, told from several of its passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcoach.types.call import Channel

LANGUAGE_PLACES = 3
"""From how many passages, spread over the call, a channel's language is told."""

LANGUAGE_SURE = 0.5
"""Mean probability under which a channel takes the language of the other, if that is surer: a
party who only says "mm-hm" tells none. Chosen by us, as faster-whisper has it."""


@dataclass(slots=True)
class Guess:
    """What the passages that were asked so far say of one channel's language."""

    n_asked: int = 0
    _sums: dict[str, float] = field(default_factory=dict)

    def add(self, probabilities: Mapping[str, float]) -> None:
        """Takes what an engine found in one passage: the probability, 0..1, of each language."""
        self.n_asked += 1
        for code, probability in probabilities.items():
            self._sums[code] = self._sums.get(code, 0.0) + probability

    @property
    def code(self) -> str:
        """The likeliest language; "" before the first passage."""
        return max(self._sums, key=lambda each: self._sums[each], default="")

    @property
    def probability(self) -> float:
        """Its mean probability, 0..1."""
        return self._sums[self.code] / self.n_asked if self.n_asked else 0.0


def agreed(guesses: Mapping[Channel, Guess]) -> Mapping[Channel, str]:
    """The language of each channel that was asked: its own, or the surer other's."""
    asked = {channel: guess for channel, guess in guesses.items() if guess.n_asked}
    surest = max(asked.values(), key=lambda guess: guess.probability, default=Guess())
    return {
        channel: (guess if guess.probability >= LANGUAGE_SURE else surest).code
        for channel, guess in asked.items()
    }
