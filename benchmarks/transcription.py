"""Measures the way from speech to words: right words, right party, right time, and its cost.

    python benchmarks/transcription.py [--model FOLDER] [--data FOLDER] [--calls N] [--minutes N]

MODEL is any folder that faster-whisper loads; without it, the tests' own small model, which knows
the sentences of the sample calls and nothing else: its figures show that words keep their party
and their place, and never how well speech is recognised. Beside callcoach stand two other ways with
the same model: each unit as a call of the engine, and the whole channel with `vad_filter=True`.
With --data (which holds `calls/auto-repairs-40.wav`, a real call) windows are counted on 20 minutes
made of it. What the smallest public model would cost is measured on random weights of its shape.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from callcoach.settings import WordSettings  # noqa: E402
from callcoach.types.time import total_s  # noqa: E402
from callcoach.words import load_whisper  # noqa: E402
from callcoach.words.passages import passages  # noqa: E402
from callcoach.words.whisper import WhisperTranscriber  # noqa: E402
from speed import source_call, write_long_call  # noqa: E402
from transcribing.costs import TinyCost, memory_mb, tiny_cost  # noqa: E402
from transcribing.samples import CALLS, FOLDER, Result, result, truth_of, wordless  # noqa: E402
from transcribing.ways import (  # noqa: E402
    CountedEngine,
    Heard,
    Spoken,
    by_engine_filter,
    by_passages,
    by_units,
    spoken_in,
)

MODEL = ROOT / "tests" / "data" / "tiny-whisper"
WINDOWS_MOST_PER_MINUTE = 2.5
WINDOW_SPEECH_S = 28.0
LONG_CALL_MIN = 20.0
WARM_CALLS = 5


def print_words(whisper: WhisperTranscriber, settings: WordSettings) -> None:
    """Errors, times, parties and cost on the sample calls, by three ways."""
    engine = CountedEngine(settings.model)
    calls = {name: spoken_in(FOLDER / f"{name}.wav") for name in CALLS}
    ways = {
        "callcoach": lambda call: by_passages(call, whisper, settings),
        "a call a unit": lambda call: by_units(call, engine),
        "vad_filter=True": lambda call: by_engine_filter(call, engine),
    }
    print("sample calls        words  wrong  starts off by (ms)  wrong  in    windows  seconds")
    print("                             %    median  9 in 10      party  music /min     of call")
    for way, hear in ways.items():
        heard = {name: hear(call) for name, call in calls.items()}
        results = {name: result(truth_of(name), each.words) for name, each in heard.items()}
        for name in CALLS if way == "callcoach" else ():
            _print_line(f"  {name}", [results[name]], [heard[name]], [calls[name]])
        _print_line(way, list(results.values()), list(heard.values()), list(calls.values()))
    print("required             <= 5 %      <= 50                  0      0\n")


def _print_line(
    name: str, results: Sequence[Result], heard: Sequence[Heard], calls: Sequence[Spoken]
) -> None:
    scores = [score for each in results for score in each.scores]
    n_words = sum(score.n_words for score in scores)
    n_wrong = sum(score.n_errors for score in scores)
    offsets_ms = 1000 * np.abs([offset for score in scores for offset in score.offsets_s])
    middle, late = np.percentile(offsets_ms, [50, 90]) if len(offsets_ms) else (np.nan, np.nan)
    n_windows = sum(each.n_windows for each in heard)
    minutes = sum(call.speech_s for call in calls) / 60
    real_s = sum(call.duration_s for call in calls) / sum(each.total_s for each in heard)
    print(
        f"{name:18} {n_words:6} {100 * n_wrong / n_words:6.1f} {middle:8.0f} {late:8.0f} "
        f"{sum(each.n_wrong_party for each in results):9} "
        f"{sum(each.n_in_sounds for each in results):6} {n_windows / minutes:8.2f} "
        f"{real_s:8.1f} x real time"
    )


def print_wordless(whisper: WhisperTranscriber, settings: WordSettings, minutes: float) -> None:
    """Words in sounds in which nobody speaks."""
    engine = CountedEngine(settings.model)
    print(f"{minutes:.0f} min of each, two channels          words: callcoach  vad_filter=True")
    with tempfile.TemporaryDirectory() as folder:
        for name, path in wordless(Path(folder), minutes):
            call = spoken_in(path)
            ours = sum(map(len, by_passages(call, whisper, settings).words))
            theirs = sum(map(len, by_engine_filter(call, engine).words))
            print(f"{name:43} {ours:6} {theirs:16}")
    print("required                                         0\n")


def print_windows(data: Path | None, whisper: WhisperTranscriber) -> None:
    """Windows a party, packed for Whisper's window of 30 s, on the samples and on a long call."""
    print("windows of 30 s         party 0  at most   party 1  at most   a minute of speech")
    for name in CALLS:
        _print_windows(name, spoken_in(FOLDER / f"{name}.wav"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        write_long_call(path, source_call(data), LONG_CALL_MIN)
        source = "a real call" if data else "made voices"
        _print_windows(f"{LONG_CALL_MIN:.0f} min of {source}", spoken_in(path))
    print(
        f"required: at most {WINDOWS_MOST_PER_MINUTE} a minute of speech on the long call (2.14 is "
        "the\nlimit); a party of a sample at most one above speech / 28 s. The window of this\n"
        f"model: {whisper.window_s:.0f} s\n"
    )


def _print_windows(name: str, call: Spoken) -> None:
    """One line: windows of either party beside one above speech time / 28 s; and a call a unit."""
    cells = []
    n_windows = 0
    for ipus, levels in zip(call.ipus, call.levels_dbfs, strict=True):
        n = len(passages(ipus, call.duration_s, WordSettings(), levels))
        n_windows += n
        cells.append(f"{n:9} {int(np.ceil(total_s(ipus) / WINDOW_SPEECH_S)) + 1:8}")
    minutes = call.speech_s / 60
    n_units = sum(map(len, call.ipus))
    print(
        f"{name:21} {' '.join(cells)} {n_windows / minutes:12.2f}; a call a unit "
        f"{n_units / minutes:.1f}"
    )


def print_share(
    whisper: WhisperTranscriber, settings: WordSettings, cost: TinyCost, name: str = "good-call"
) -> None:
    """How much of the time is spent outside the engine, were it the smallest public model."""
    call = spoken_in(FOLDER / f"{name}.wav")
    heard = by_passages(call, whisper, settings)
    outside_s = heard.total_s - heard.engine_s
    minutes = call.speech_s / 60
    windows = sum(
        len(passages(ipus, call.duration_s, WordSettings(), levels))
        for ipus, levels in zip(call.ipus, call.levels_dbfs, strict=True)
    )
    engine_s = windows * cost.window_s
    print(
        f"outside the engine: {outside_s / minutes:.3f} s a minute of speech; tiny.en, on random\n"
        f"weights of its shape, int8, {cost.n_tokens} tokens a window: {cost.window_s:.2f} s a "
        f"window, {engine_s / minutes:.2f} s a minute of\nspeech. Share outside: "
        f"{100 * outside_s / (outside_s + engine_s):.1f} % (required: at most 10 %)\n"
    )


def print_memory(whisper: WhisperTranscriber, settings: WordSettings, n_calls: int) -> None:
    """Memory over many calls in one process."""
    call = spoken_in(FOLDER / "bad-call.wav")
    after: list[float] = []
    start_s = time.perf_counter()
    for _ in range(n_calls):
        by_passages(call, whisper, settings)
        after.append(memory_mb())
    spent_s = time.perf_counter() - start_s
    first = after[min(WARM_CALLS, len(after)) - 1]
    print(
        f"{n_calls} calls in one process, {spent_s / n_calls:.1f} s each: {after[0]:.0f} MB after "
        f"the first, {first:.0f} after {WARM_CALLS}, {after[-1]:.0f} after the last "
        f"({after[-1] - first:+.0f} MB)\n"
    )


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=str(MODEL), help="a folder with a model")
    parser.add_argument("--data", type=Path, help="the folder with the real call")
    parser.add_argument("--calls", type=int, default=50, help="calls for the memory table")
    parser.add_argument("--minutes", type=float, default=10.0, help="of each wordless sound")
    options = parser.parse_args()
    settings = WordSettings(model=options.model, device="cpu", language="en")
    whisper = load_whisper(settings)
    print(f"model: {options.model}, {whisper.engine}\n")
    print_words(whisper, settings)
    print_wordless(whisper, settings, options.minutes)
    print_windows(options.data, whisper)
    print_share(whisper, settings, tiny_cost())
    print_memory(whisper, settings, options.calls)


if __name__ == "__main__":
    main()
