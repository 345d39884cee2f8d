"""Owns what transcription costs: memory, and the time of the smallest public model's shape."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from callcoach.words.passages import RATE_HZ
from transcribing.random_whisper import TINY, write_random_whisper

WINDOW_S = 28.0
TOKENS_PER_S = 3.8
"""Of running speech: 165 words a minute by 1.3 tokens a word, and a time stamp now and then. Chosen
by us from the samples' own words; fewer tokens would make the engine look cheaper."""

BEAM_SIZE = 5
REPEATS = 3
SEED = 1


@dataclass(frozen=True, slots=True)
class TinyCost:
    """Seconds a window of 28 s costs, decoded to so many tokens."""

    window_s: float
    n_tokens: int


def tiny_cost() -> TinyCost:
    """Measured: features, encoder, decoder with a beam of 5, and the alignment of words.

    Random weights never end a sentence, so that the tokens asked for are the tokens decoded.
    """
    import faster_whisper

    n_tokens = round(TOKENS_PER_S * WINDOW_S)
    sound = np.random.default_rng(SEED).normal(0, 0.05, round(WINDOW_S * RATE_HZ))
    with tempfile.TemporaryDirectory() as folder:
        write_random_whisper(Path(folder), TINY)
        model: Any = faster_whisper.WhisperModel(folder, device="cpu", compute_type="int8")
        spent_s = [_window_s(model, sound.astype(np.float32), n_tokens) for _ in range(REPEATS)]
    return TinyCost(min(spent_s), n_tokens)


def _window_s(model: Any, samples: np.ndarray[Any, Any], n_tokens: int) -> float:
    begun_s = time.perf_counter()
    segments, _ = model.transcribe(
        samples,
        language="en",
        beam_size=BEAM_SIZE,
        max_new_tokens=n_tokens,
        temperature=0.0,
        compression_ratio_threshold=None,
        log_prob_threshold=None,
        no_speech_threshold=None,
        without_timestamps=True,
        condition_on_previous_text=False,
        word_timestamps=True,
        suppress_tokens=[],
    )
    next(iter(segments), None)
    return time.perf_counter() - begun_s


def memory_mb() -> float:
    """Memory of this process now, in megabytes."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise OSError("this system does not tell how much memory a process has")
