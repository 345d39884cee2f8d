"""Prints how well tests/data/tiny-whisper hears the sample calls, and new arrangements of them.

    python scripts/test_whisper_check.py --new 20

The numbers say whether the fixture works. They are no accuracy of recognition: the sentences and
the voices are those it was trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import test_whisper_data as data
from test_whisper_score import Score, Spoken, said_in, score, speech_in

from callcoach.audio import CallAudio, span_samples
from callcoach.settings import WordSettings
from callcoach.types.time import Span
from callcoach.words import Transcriber, load_whisper, transcribe_channels

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("good-call", "bad-call", "bled-call", "hold-call")
PARTIES = ("agent", "customer")
SEED = 42424
"""Not that of the training."""


def of_sample(name: str, transcriber: Transcriber, settings: WordSettings) -> list[Score]:
    """A score for each party of a sample call."""
    folder = ROOT / "audio_samples"
    truth = json.loads((folder / f"{name}.truth.json").read_text())
    audio = CallAudio.open(folder / f"{name}.wav")

    def samples_of(channel: int, spans: Iterable[Span]) -> Iterator[Any]:
        return span_samples(audio, channel, spans)

    ipus = [speech_in(truth, party) for party in PARTIES]
    said = transcribe_channels(transcriber, samples_of, ipus, truth["duration_s"], settings)
    return [score(said_in(truth, party), said.words_of(i)) for i, party in enumerate(PARTIES)]


def of_new(
    renders: Sequence[data.Render],
    n_sides: int,
    may_break_off: bool,
    transcriber: Transcriber,
    settings: WordSettings,
) -> list[Score]:
    """A score for each of some sides of calls in an order never trained on."""
    random = np.random.default_rng(SEED)
    sides = [data.made_side(renders, random, may_break_off) for _ in range(n_sides)]
    return [_of_side(side, transcriber, settings, random) for side in sides]


def _of_side(
    side: data.Side, transcriber: Transcriber, settings: WordSettings, random: np.random.Generator
) -> Score:
    heard = data.heard(side.samples)

    def samples_of(_channel: int, spans: Iterable[Span]) -> Iterator[Any]:
        for span in spans:
            first = round(span.start_s * data.HEARD_RATE_HZ)
            yield heard[first : first + round(span.duration_s * data.HEARD_RATE_HZ)]

    duration_s = len(heard) / data.HEARD_RATE_HZ
    found = transcribe_channels(
        transcriber, samples_of, [data.ipus(side, random)], duration_s, settings
    )
    said = [
        Spoken(start_s + word.start_s, word.text, word.text.endswith("-"))
        for start_s, spoken in side.placed
        for word in spoken.words
    ]
    return score(said, found.words_of(0))


def line(name: str, scores: Sequence[Score]) -> str:
    """One line of the table."""
    n_words = sum(each.n_words for each in scores)
    n_errors = sum(each.n_errors for each in scores)
    offsets_s = np.abs([offset for each in scores for offset in each.offsets_s])
    middle_s, late_s = np.percentile(offsets_s, [50, 90]) if len(offsets_s) else (np.nan, np.nan)
    wrong = " ".join(text for each in scores for text in each.wrong)
    return (
        f"{name:22} {n_words:5} words  {100 * n_errors / n_words:5.1f} % wrong  starts off by "
        f"{1000 * middle_s:3.0f} ms (median), {1000 * late_s:3.0f} ms (nine in ten)  {wrong[:200]}"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Prints how well the tests' Whisper hears.")
    parser.add_argument("--model", default=str(ROOT / "tests" / "data" / "tiny-whisper"))
    parser.add_argument("--new", type=int, default=0, help="sides of new calls to make")
    given = parser.parse_args()
    settings = WordSettings(model=given.model, device="cpu")
    transcriber = load_whisper(settings)
    for name in SAMPLES:
        for party, found in zip(PARTIES, of_sample(name, transcriber, settings), strict=True):
            print(line(f"{name} {party}", [found]), flush=True)
    if given.new:
        renders = data.rendered(SEED, n_processes=2, n_renders=2)
        for name, may_break_off in (
            ("new, whole sentences", False),
            ("new, some broken off", True),
        ):
            found = of_new(renders, given.new, may_break_off, transcriber, settings)
            print(line(name, found), flush=True)


if __name__ == "__main__":
    main()
