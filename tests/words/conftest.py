"""Owns the engines that the tests of this room transcribe with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words import Timeline
from callcoach.words.passages import RATE_HZ, Samples
from callcoach.words.transcriber import HeardSegment
from fake_hub import FakeHub, fake_hub
from transcribing.random_whisper import SMALLEST, write_random_whisper

Pairs = Sequence[tuple[float, float]]


def spans(*pairs: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(start_s, end_s) for start_s, end_s in pairs)


def words(*triples: tuple[float, float, str]) -> tuple[Word, ...]:
    return tuple(Word(start_s, end_s, text) for start_s, end_s, text in triples)


def told(timeline: Timeline) -> list[tuple[str, float, float, str]]:
    """Party, times and text of each utterance."""
    return [(u.party, u.start_s, u.end_s, u.text) for u in timeline.transcript.utterances]


@dataclass
class ToneCall:
    """A call whose sound says when it is: sample i of a channel is i / RATE_HZ / 1000 + channel."""

    asked: list[tuple[int, Span]] = field(default_factory=list)

    def __call__(self, channel: int, wanted: Iterable[Span]) -> Iterator[Samples]:
        for span in wanted:
            self.asked.append((channel, span))
            first = round(span.start_s * RATE_HZ)
            ramp = first + np.arange(round(span.duration_s * RATE_HZ), dtype=np.float64)
            yield (ramp / RATE_HZ / 1000 + channel).astype(np.float32)


@dataclass
class ScriptedTranscriber:
    """Says what `script` makes of the samples; counts what it is asked."""

    script: Callable[[Samples], tuple[HeardSegment, ...]]
    languages: Callable[[Samples], Mapping[str, float]] = lambda _samples: {"en": 0.9, "de": 0.1}
    engine: str = "scripted"
    model: str = "none"
    runs_on: str = "nothing"
    notices: tuple[str, ...] = ()
    window_s: float = 30.0
    heard: list[tuple[Samples, str]] = field(default_factory=list)
    n_detections: int = 0

    def language_of(self, samples: Samples) -> Mapping[str, float]:
        self.n_detections += 1
        return self.languages(samples)

    def transcribe(self, samples: Samples, language: str) -> tuple[HeardSegment, ...]:
        self.heard.append((samples, language))
        return self.script(samples)


def a_word_each_second(samples: Samples) -> tuple[HeardSegment, ...]:
    """Words named for the tenth of a second of the call that their own first sample holds."""
    said = []
    for second in range(int(len(samples) / RATE_HZ)):
        at = second * RATE_HZ + RATE_HZ // 2
        told_s = (float(samples[at]) % 1.0) * 1000
        start_s = at / RATE_HZ
        if samples[at] != 0:
            said.append(Word(start_s, start_s + 0.2, f"{told_s:.1f}", 0.8))
    return (HeardSegment(tuple(said), -0.2, 0.01),)


@pytest.fixture(scope="session")
def random_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a true faster-whisper model with random weights: it babbles, but loads."""
    folder = tmp_path_factory.mktemp("random-whisper")
    write_random_whisper(folder, SMALLEST)
    return folder


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for fetched models."""
    from huggingface_hub import constants

    cache = tmp_path / "hub"
    cache.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return cache


TINY_WHISPER = Path(__file__).parents[1] / "data" / "tiny-whisper"
Serve = Callable[..., FakeHub]


@pytest.fixture
def serve(hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a hub on this machine that has the small model, and sends whoever fetches there."""
    from huggingface_hub import constants

    with ExitStack() as stack:

        def started(**wishes: Any) -> FakeHub:
            hub = stack.enter_context(fake_hub(TINY_WHISPER, **wishes))
            form = "/{repo_id}/resolve/{revision}/{filename}"
            monkeypatch.setattr(constants, "ENDPOINT", hub.url)
            monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.url + form)
            return hub

        yield started
