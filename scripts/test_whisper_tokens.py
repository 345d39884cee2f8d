"""Owns what the test Whisper is asked to write: its tokens, and the right answer for a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sample_dialogues import sentences
from test_whisper_data import Example, Features, Said

WINDOW_FRAMES = 1000
"""The model hears ten seconds at a time; 10 ms each. Its own frames are 20 ms."""

WINDOW_S = WINDOW_FRAMES / 100
N_POSITIONS = WINDOW_FRAMES // 2
STEP_S = 0.02
N_STAMPS = N_POSITIONS + 1
N_PIECES = 900
SPECIAL = (
    "<|endoftext|>", "<|startoftranscript|>", "<|translate|>", "<|transcribe|>",
    "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
FIRST_STAMP_MOST_S = 1.0
"""The engine lets no text start later in a window; what does is written as starting at 0."""

EDGE_S = 0.05
"""A word cut by this much at a window's edge is still heard."""

SILENCE_AFTER_S = 0.6
"""How far into the silence after it a full stop is looked for."""

_SPLIT = r" ?\p{L}-| ?\p{L}+(?=\p{L}-)| ?\p{L}+| ?[^\s\p{L}]+|\s+"
"""Words, and marks apart from them, except that a dash stays with the last letter before it: the
engine would make a word of its own of the dash of a word broken off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The tokens for a window; what stands under each in the sound, in the model's frames.

    `spans[i]` is where `tokens[i]` is heard, (first, one past the last), or None.
    `frames`: (N_POSITIONS,) the text token heard at each frame, or the end-of-text token.
    """

    tokens: tuple[int, ...]
    spans: tuple[tuple[float, float] | None, ...]
    frames: npt.NDArray[np.int64]
    is_stamped: bool


class Tokens:
    """The tokenizer and the numbers of its special tokens."""

    def __init__(self) -> None:
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models
        from tokenizers.pre_tokenizers import ByteLevel, Split
        from tokenizers.pre_tokenizers import Sequence as Steps
        from tokenizers.trainers import BpeTrainer

        self.tokenizer: Any = Tokenizer(models.BPE())
        split = Split(Regex(_SPLIT), behavior="isolated")
        self.tokenizer.pre_tokenizer = Steps(
            [split, ByteLevel(add_prefix_space=False, use_regex=False)]
        )
        self.tokenizer.decoder = decoders.ByteLevel()
        trainer = BpeTrainer(
            vocab_size=N_PIECES,
            min_frequency=1,
            show_progress=False,
            initial_alphabet=sorted(ByteLevel.alphabet()),
        )
        self.tokenizer.train_from_iterator(_texts(), trainer)
        self.end = self.tokenizer.get_vocab_size()
        stamps = [f"<|{i * STEP_S:.2f}|>" for i in range(N_STAMPS)]
        names = [AddedToken(text, special=True, normalized=False) for text in (*SPECIAL, *stamps)]
        self.tokenizer.add_special_tokens(names)
        self.start = self.end + SPECIAL.index("<|startoftranscript|>")
        self.no_speech = self.end + SPECIAL.index("<|nospeech|>")
        self.no_stamps = self.end + SPECIAL.index("<|notimestamps|>")
        self.first_stamp = self.end + len(SPECIAL)
        self.size = self.first_stamp + N_STAMPS
        self._known: dict[str, list[int]] = {}
        self.vocabulary_text = [self.tokenizer.decode([i]).strip() for i in range(self.end)]

    @property
    def vocabulary(self) -> list[str]:
        """All tokens in the order of their numbers."""
        return [self.tokenizer.id_to_token(i) for i in range(self.size)]

    def pieces(self, word: str) -> list[int]:
        """The tokens of a word that follows a space."""
        if word not in self._known:
            encoded = self.tokenizer.encode(" " + word, add_special_tokens=False)
            self._known[word] = list(encoded.ids)
        return self._known[word]

    def letters(self, piece: int) -> str:
        """The text of a piece, without its space."""
        return self.vocabulary_text[piece]

    def stamp(self, time_s: float) -> int:
        """The token of a moment of the window."""
        return self.first_stamp + min(N_STAMPS - 1, max(0, round(time_s / STEP_S)))

    def save(self, path: Path) -> None:
        """Writes the file that the engine reads."""
        self.tokenizer.save(str(path))


def _texts() -> list[str]:
    """All sentences, and each word broken off anywhere, as pieces are needed for them too."""
    texts = [" " + text for _, text in sentences()]
    words = sorted({word.strip(".,?") for text in texts for word in text.split()})
    broken = [f" {word[:n]}-" for word in words for n in range(1, len(word) + 1)]
    return texts * 20 + broken * 8


def window(example: Example, first: int) -> Features:
    """The columns of a window, (80, up to WINDOW_FRAMES)."""
    return example.features[:, first : first + WINDOW_FRAMES]


def answer(example: Example, first: int, is_stamped: bool, tokens: Tokens) -> Answer | None:
    """What to write for the window from column `first`; None where it cannot be said.

    A sentence that the window cuts gets its start alone, from where the engine goes on.
    """
    n_columns = window(example, first).shape[1]
    end_s, is_last = n_columns / 100, first + n_columns >= example.features.shape[1]
    shifted = [_shifted(word, first / 100) for word in example.words]
    inside = [word for word in shifted if word.start_s >= -EDGE_S and word.start_s < end_s]
    whole: list[list[Said]] = []
    unfinished_s: float | None = None
    for sentence, group in groupby(inside, key=lambda word: word.sentence):
        said = list(group)
        last_s = max(word.end_s for word in shifted if word.sentence == sentence)
        if is_last or last_s <= end_s + EDGE_S:
            whole.append(said)
        else:
            unfinished_s = said[0].start_s
    if unfinished_s is not None and not whole:
        return None
    frames = _frames([word for word in shifted if word.end_s > 0 and word.start_s < end_s], tokens)
    if not whole:
        silent = (tokens.start, tokens.no_speech, tokens.end)
        return Answer(silent, (None,) * 3, frames, is_stamped)
    written, spans = [tokens.start], [None]
    if not is_stamped:
        written.append(tokens.no_stamps)
        spans.append(None)
    _write(whole, unfinished_s, written, spans, (is_stamped, end_s), tokens)
    return Answer(tuple(written), tuple(spans), frames, is_stamped)


def _write(
    whole: Sequence[Sequence[Said]],
    unfinished_s: float | None,
    written: list[int],
    spans: list[Any],
    how: tuple[bool, float],
    tokens: Tokens,
) -> None:
    is_stamped, end_s = how

    def stamp(time_s: float) -> None:
        if is_stamped:
            is_late = len(written) == 1 and time_s > FIRST_STAMP_MOST_S
            written.append(tokens.stamp(0.0 if is_late else time_s))
            at = time_s / STEP_S
            spans.append((at - 1.5, at + 1.5))

    said = [word for sentence in whole for word in sentence]
    limits = [word.start_s for word in said[1:]]
    limits.append(end_s if unfinished_s is None else unfinished_s)
    until = iter(limits)
    for sentence in whole:
        stamp(sentence[0].start_s)
        for word in sentence:
            for piece, from_s, to_s in _heard_pieces(word, next(until), tokens):
                written.append(piece)
                spans.append((from_s / STEP_S, to_s / STEP_S))
        stamp(sentence[-1].end_s)
    if unfinished_s is not None:
        stamp(unfinished_s)
    written.append(tokens.end)
    # The end stands for all that is left, an unfinished sentence too: else the engine's alignment
    # gives that to the last word, and goes on after it.
    after_s = said[-1].end_s if unfinished_s is None else unfinished_s
    spans.append((after_s / STEP_S, max(after_s + 0.1, end_s) / STEP_S))


def _heard_pieces(word: Said, next_s: float, tokens: Tokens) -> list[tuple[int, float, float]]:
    """The pieces of a word, its time shared by letters; a mark lies in the silence after it."""
    pieces = tokens.pieces(word.text)
    texts = [tokens.letters(piece) for piece in pieces]
    n_letters = sum(len(text) for text in texts if any(c.isalpha() for c in text))
    per_letter_s = (word.end_s - word.start_s) / max(1, n_letters)
    found: list[tuple[int, float, float]] = []
    at_s = word.start_s
    for piece, text in zip(pieces, texts, strict=True):
        if any(letter.isalpha() for letter in text):
            to_s = at_s + per_letter_s * len(text)
        else:
            to_s = min(max(next_s, at_s + 0.06), at_s + SILENCE_AFTER_S)
        found.append((piece, at_s, to_s))
        at_s = to_s
    return found


def _frames(said: Sequence[Said], tokens: Tokens) -> npt.NDArray[np.int64]:
    frames = np.full(N_POSITIONS, tokens.end, np.int64)
    for word in said:
        for piece, from_s, to_s in _heard_pieces(word, word.end_s, tokens):
            if from_s < word.end_s - 0.001:
                frames[max(0, round(from_s / STEP_S)) : max(0, round(to_s / STEP_S))] = piece
    return frames


def _shifted(word: Said, by_s: float) -> Said:
    return Said(word.start_s - by_s, word.end_s - by_s, word.text, word.sentence)
