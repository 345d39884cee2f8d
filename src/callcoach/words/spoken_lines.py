"""Owns a transcript as lines of pieces, in which secrets are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance

Source = Literal["utterance", "words", "suppressed"]


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """What one party says in a row, in pieces.

    `index`: of the utterance, or of the suppressed text. `source`: "words" where the words of an
    utterance do not make up its text and are looked through beside it.
    """

    party: Party
    start_s: float
    end_s: float
    pieces: tuple[str, ...]
    source: Source = "utterance"
    index: int = 0

    @property
    def is_alone(self) -> bool:
        """Whether the line is looked through by itself, and is no part of the conversation."""
        return self.source != "utterance"


def lines_of(transcript: Transcript[Party]) -> tuple[SpokenLine, ...]:
    """All that is in a transcript, in lines."""
    return tuple(_lines(transcript))


def _lines(transcript: Transcript[Party]) -> Iterator[SpokenLine]:
    for index, said in enumerate(transcript.utterances):
        words = tuple(word.text for word in said.words)
        is_whole = words_make_text(said)
        pieces = words if is_whole else tuple(said.text.split())
        yield SpokenLine(said.party, said.start_s, said.end_s, pieces, "utterance", index)
        if words and not is_whole:
            yield SpokenLine(said.party, said.start_s, said.end_s, words, "words", index)
    for index, doubted in enumerate(transcript.suppressed):
        pieces = tuple(doubted.text.split())
        yield SpokenLine(doubted.party, doubted.start_s, doubted.end_s, pieces, "suppressed", index)


def words_make_text(utterance: Utterance[Party]) -> bool:
    """Whether the words, joined, are the text but for spaces."""
    joined = "".join("".join(word.text.split()) for word in utterance.words)
    return bool(utterance.words) and joined == "".join(utterance.text.split())
