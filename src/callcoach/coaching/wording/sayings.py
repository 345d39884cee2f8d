"""Owns what one party said in one go: text to match patterns in, and the way back to times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from callcoach.language import Lexicon, is_all_acknowledgement, tokens
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance

JOIN_GAP_S = 2.0
"""Own utterances less than this apart are one saying, unless the other party took the word
between them. Chosen by us: recognisers cut in mid-sentence."""

SENTENCE_END = "/"
"""The mark in the match form where the source ended a sentence. Patterns that do not name it
do not cross it; sources without punctuation have none."""

EDGES = " .,;:!?\"'()-\u2018\u2019\u201c\u201d\u2026"
"""What may stand before and behind a word and does not belong to it."""

_CLOSING_MARKS = "\"')]\u201d\u2019"
_QUOTE_WORDS_BEFORE = 8
_QUOTE_WORDS_AFTER = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One written word with its time; that of the whole utterance where words have none."""

    text: str
    start_s: float
    end_s: float

    @property
    def ends_sentence(self) -> bool:
        """Whether the source ended a sentence here."""
        return self.text.rstrip(_CLOSING_MARKS).endswith((".", "?", "!", "\u2026"))


@dataclass(frozen=True, slots=True)
class Saying:
    """What one party said in one go.

    `text` is the match form: normalised, contractions written out, fillers and repeated words
    left out, sentences parted by `SENTENCE_END`. `at[i]` is where in `text` word i begins and
    `piece_of[i]` the piece that it came from.
    """

    party: Party
    pieces: tuple[Piece, ...]
    text: str
    at: tuple[int, ...]
    piece_of: tuple[int, ...]

    @property
    def start_s(self) -> float:
        """When the first word begins."""
        return self.pieces[0].start_s

    @property
    def end_s(self) -> float:
        """When the last word ends."""
        return max(piece.end_s for piece in self.pieces)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the match form, sentence marks left out."""
        return tuple(word for word in self.text.split() if word != SENTENCE_END)

    def pieces_of(self, start: int, end: int) -> tuple[int, int]:
        """First and last piece of the characters [start, end) of `text`."""
        first = bisect_right(self.at, start) - 1
        last = bisect_right(self.at, end - 1) - 1
        return self.piece_of[first], self.piece_of[last]

    def widened(self, first: int, last: int) -> tuple[int, int]:
        """The pieces to quote: up to the sentence's ends, and not too many."""
        start, end = first, last
        while start > 0 and first - start < _QUOTE_WORDS_BEFORE:
            if self.pieces[start - 1].ends_sentence:
                break
            start -= 1
        while end < len(self.pieces) - 1 and end - last < _QUOTE_WORDS_AFTER:
            if self.pieces[end].ends_sentence:
                break
            end += 1
        return start, end

    def quote(self, first: int, last: int) -> str:
        """The pieces as written."""
        return " ".join(piece.text for piece in self.pieces[first : last + 1])


def sayings(
    transcript: Transcript[Party], expand: Mapping[str, tuple[str, ...]], lexicon: Lexicon
) -> tuple[Saying, ...]:
    """All that was said, in order of time; what holds no word is left out."""
    spoken = [u for u in transcript.utterances if tokens(_text(u))]
    groups: list[list[Utterance[Party]]] = []
    for party in dict.fromkeys(u.party for u in spoken):
        groups.extend(_joined(spoken, party, lexicon))
    made = [_saying(group, expand, lexicon.fillers) for group in groups]
    return tuple(sorted((s for s in made if s.at), key=lambda s: (s.start_s, s.end_s)))


def _joined(
    spoken: Sequence[Utterance[Party]], party: Party, lexicon: Lexicon
) -> list[list[Utterance[Party]]]:
    """One party's utterances in groups that were said in one go."""
    own = sorted((u for u in spoken if u.party == party), key=lambda u: u.start_s)
    taking = sorted(
        u.start_s
        for u in spoken
        if u.party != party and not is_all_acknowledgement(_text(u), lexicon)
    )
    groups: list[list[Utterance[Party]]] = []
    for utterance in own:
        if groups:
            last = groups[-1][-1]
            is_taken = bisect_right(taking, last.start_s) < bisect_right(taking, utterance.start_s)
            if utterance.start_s - last.end_s < JOIN_GAP_S and not is_taken:
                groups[-1].append(utterance)
                continue
        groups.append([utterance])
    return groups


def _saying(
    group: Sequence[Utterance[Party]],
    expand: Mapping[str, tuple[str, ...]],
    fillers: Iterable[str],
) -> Saying:
    pieces = [piece for utterance in group for piece in _pieces(utterance)]
    left_out = frozenset(fillers)
    words: list[str] = []
    piece_of: list[int] = []
    for i, piece in enumerate(pieces):
        for token in _tokens_of_word(piece.text):
            for word in expand.get(token, (token,)):
                if word in left_out or (words and words[-1] == word):
                    continue
                words.append(word)
                piece_of.append(i)
        if piece.ends_sentence and words and words[-1] != SENTENCE_END:
            words.append(SENTENCE_END)
            piece_of.append(i)
    at: list[int] = []
    position = 0
    for word in words:
        at.append(position)
        position += len(word) + 1
    return Saying(group[0].party, tuple(pieces), " ".join(words), tuple(at), tuple(piece_of))


_tokens_of_word = lru_cache(20_000)(tokens)


def _pieces(utterance: Utterance[Party]) -> Iterable[Piece]:
    if utterance.words:
        for word in utterance.words:
            if word.text.strip():
                yield Piece(word.text.strip(), word.start_s, word.end_s)
        return
    for text in utterance.text.split():
        yield Piece(text, utterance.start_s, utterance.end_s)


def _text(utterance: Utterance[Party]) -> str:
    if utterance.words:
        return " ".join(word.text.strip() for word in utterance.words)
    return utterance.text
