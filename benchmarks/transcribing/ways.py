"""Owns three ways from a call's sound to words: callcoach's and two that users come from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.audio import CallAudio, span_samples
from callcoach.pipeline.framing import framed
from callcoach.settings import Settings, WordSettings
from callcoach.turns.judge import judge_activities
from callcoach.types.frames import FloatRow
from callcoach.types.progress import no_progress
from callcoach.types.time import Span, Spans, total_s
from callcoach.types.words import Word
from callcoach.words import transcribe_channels
from callcoach.words.transcriber import HeardSegment
from callcoach.words.whisper import WhisperTranscriber

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Spoken:
    """A call with callcoach's own activity of its two channels."""

    audio: CallAudio
    ipus: tuple[Spans, ...]
    levels_dbfs: tuple[FloatRow, ...]
    duration_s: float

    @property
    def speech_s(self) -> float:
        """Speech of both channels, seconds."""
        return sum(total_s(spans) for spans in self.ipus)


@dataclass(frozen=True, eq=False)
class Heard:
    """Words of each channel, windows looked at, seconds in all and inside the engine."""

    words: tuple[tuple[Word, ...], ...]
    n_windows: int
    total_s: float
    engine_s: float


def spoken_in(path: Path) -> Spoken:
    """What callcoach takes for speech in a recording of two channels."""
    settings = Settings()
    audio = CallAudio.open(path)
    heard = framed(audio, settings, no_progress)
    activity = judge_activities(heard.tracks, settings).as_is
    levels = tuple(track.level_dbfs for track in heard.tracks)
    return Spoken(audio, activity.ipus, levels, activity.duration_s)


class Timed:
    """A transcriber that counts the seconds it is asked for."""

    def __init__(self, inner: WhisperTranscriber) -> None:
        self._inner = inner
        self.engine_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def language_of(self, samples: Samples) -> Mapping[str, float]:
        """As the inner one."""
        start_s = time.perf_counter()
        found = self._inner.language_of(samples)
        self.engine_s += time.perf_counter() - start_s
        return found

    def transcribe(self, samples: Samples, language: str) -> tuple[HeardSegment, ...]:
        """As the inner one."""
        start_s = time.perf_counter()
        found = self._inner.transcribe(samples, language)
        self.engine_s += time.perf_counter() - start_s
        return found


def by_passages(call: Spoken, whisper: WhisperTranscriber, settings: WordSettings) -> Heard:
    """As callcoach does it."""
    timed, windows = Timed(whisper), whisper.n_windows
    start_s = time.perf_counter()
    transcript = transcribe_channels(
        timed,
        _samples_of(call),
        call.ipus,
        call.duration_s,
        settings,
        levels_dbfs=call.levels_dbfs,
    )
    spent_s = time.perf_counter() - start_s
    words = tuple(transcript.words_of(channel) for channel in range(len(call.ipus)))
    return Heard(words, whisper.n_windows - windows, spent_s, timed.engine_s)


def by_units(call: Spoken, engine: CountedEngine) -> Heard:
    """Each inter-pausal unit as a recording of its own, the engine left as it comes."""

    def heard(channel: int) -> Iterator[Word]:
        units = call.ipus[channel]
        for unit, samples in zip(units, _samples_of(call)(channel, units), strict=True):
            yield from engine.words(samples, unit.start_s)

    return _both(call, engine, heard)


def by_engine_filter(call: Spoken, engine: CountedEngine) -> Heard:
    """Each channel as it is, with `vad_filter=True`."""

    def heard(channel: int) -> Iterator[Word]:
        whole = [Span(0.0, call.duration_s)]
        (samples,) = _samples_of(call)(channel, whole)
        yield from engine.words(samples, 0.0, vad_filter=True)

    return _both(call, engine, heard)


class CountedEngine:
    """faster-whisper as its README uses it, with word times; counts encoder passes."""

    def __init__(self, model: str) -> None:
        import faster_whisper

        self._whisper: Any = faster_whisper.WhisperModel(
            model, device="cpu", compute_type="int8", local_files_only=True
        )
        self._encode = self._whisper.encode
        self._whisper.encode = self._counted
        self.n_windows = 0
        self.engine_s = 0.0

    def _counted(self, features: Any) -> Any:
        self.n_windows += 1
        return self._encode(features)

    def words(self, samples: Samples, start_s: float, **options: Any) -> list[Word]:
        """What is heard, times in the call."""
        begun_s = time.perf_counter()
        segments, _ = self._whisper.transcribe(
            samples, language="en", word_timestamps=True, **options
        )
        found = [
            Word(start_s + word.start, start_s + word.end, word.word.strip(), word.probability)
            for segment in segments
            for word in segment.words or ()
        ]
        self.engine_s += time.perf_counter() - begun_s
        return found


def _both(call: Spoken, engine: CountedEngine, heard: Callable[[int], Iterable[Word]]) -> Heard:
    windows, engine_s = engine.n_windows, engine.engine_s
    start_s = time.perf_counter()
    words = tuple(tuple(heard(channel)) for channel in range(len(call.ipus)))
    spent_s = time.perf_counter() - start_s
    return Heard(words, engine.n_windows - windows, spent_s, engine.engine_s - engine_s)


def _samples_of(call: Spoken) -> Callable[[int, Iterable[Span]], Iterator[Samples]]:
    return lambda channel, spans: span_samples(call.audio, channel, spans)
