"""Owns the sample calls with their truth, and long sounds in which nobody speaks."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from test_whisper_score import Score, said_in, score

from callcoach.types.words import Word
from turn_taking.degradations import pink
from turn_taking.music import PIECES, played, sound_font

FOLDER = Path(__file__).parents[2] / "audio_samples"
CALLS = ("good-call", "bad-call", "bled-call", "hold-call")
PARTIES = ("agent", "customer")
RATE_HZ = 8000
SAME_WORD_S = 0.5
SEED = 20261126


@dataclass(frozen=True)
class Result:
    """How a way heard a call: a score per party, words given to the wrong one, and in sounds."""

    scores: tuple[Score, ...]
    n_wrong_party: int
    n_in_sounds: int


def truth_of(name: str) -> dict[str, Any]:
    """The truth beside a sample call."""
    truth: dict[str, Any] = json.loads((FOLDER / f"{name}.truth.json").read_text("utf-8"))
    return truth


def result(truth: dict[str, Any], heard: Sequence[Sequence[Word]]) -> Result:
    """Each channel's words held against what its party said."""
    scores = tuple(
        score(said_in(truth, party), words) for party, words in zip(PARTIES, heard, strict=True)
    )
    strays = sum(
        _is_said(word, truth, PARTIES[1 - channel]) and not _is_said(word, truth, PARTIES[channel])
        for channel, words in enumerate(heard)
        for word in words
    )
    in_sounds = sum(
        any(
            sound["channel"] == channel and sound["start_s"] <= word.start_s < sound["end_s"]
            for sound in truth["sounds"]
        )
        and not _is_said(word, truth, PARTIES[channel])
        for channel, words in enumerate(heard)
        for word in words
    )
    return Result(scores, strays, in_sounds)


def _is_said(word: Word, truth: dict[str, Any], party: str) -> bool:
    """Whether the party says that word about then."""
    plain = word.text.strip(" .,?!-").lower()
    return any(
        each["text"].strip(" .,?!-").lower() == plain
        and abs(each["start_s"] - word.start_s) < SAME_WORD_S
        for utterance in truth["utterances"]
        if utterance["party"] == party
        for each in utterance["words"]
    )


def wordless(folder: Path, minutes: float) -> Iterator[tuple[str, Path]]:
    """Recordings in which nobody speaks: silence, noise of a room, hold music; two channels."""
    n = round(minutes * 60 * RATE_HZ)
    rng = np.random.default_rng(SEED)
    yield "digital silence", _written(folder / "silence.wav", np.zeros(n, np.float32))
    yield "noise of a room", _written(folder / "room.wav", _room(n, rng))
    font = sound_font()
    if font is not None:
        music = np.concatenate([played(piece, font, RATE_HZ) for piece in PIECES])
        whole = 0.5 * np.resize(music / np.abs(music).max(), n).astype(np.float32)
        yield "hold music", _written(folder / "music.wav", whole)


def _room(n: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Pink noise at -55 dBFS that swells, hum, and knocks now and then."""
    time_s = np.arange(n) / RATE_HZ
    sound = 10 ** (-55 / 20) * pink(n, RATE_HZ, SEED) * (1 + 0.5 * np.sin(2 * np.pi * time_s / 7))
    sound += 10 ** (-60 / 20) * np.sin(2 * np.pi * 100 * time_s)
    decay = np.exp(-np.arange(800) / 120)
    for at in rng.integers(0, n - 800, n // (20 * RATE_HZ)):
        sound[at : at + 800] += 0.05 * decay * rng.standard_normal(800)
    return sound.astype(np.float32)


def _written(path: Path, sound: npt.NDArray[np.float32]) -> Path:
    """The sound on the left, its like a second later on the right."""
    sides = np.stack((sound, np.roll(sound, RATE_HZ)), axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.round(np.clip(sides, -1, 1) * 32767).astype("<i2").tobytes())
    return path
