"""Owns pushing a sample call through `LiveWords`, as fast as words come."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from callcoach.live.words.live_words import LiveWords
from callcoach.settings import Settings, WordSettings
from callcoach.types.time import Span, Spans, within
from made_calls import RATE_HZ, SAMPLES, sample_part

MODEL = Path(__file__).parent / "data" / "tiny-whisper"
WINDOW_S = 60.0


@dataclass(frozen=True)
class SampleCall:
    """The start of a sample call: int16 (2, n) at `RATE_HZ`, and who truly speaks when."""

    sound: Any
    ipus: tuple[Spans, ...]
    duration_s: float
    truth: dict[str, Any]

    @property
    def levels_dbfs(self) -> tuple[Any, ...]:
        """Levels that say nothing."""
        return tuple(np.full(round(self.duration_s * 100), -30.0, np.float32) for _ in self.ipus)


def sample_call(name: str, end_s: float | None = None) -> SampleCall:
    """The first `end_s` seconds of a sample call."""
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    end_s = end_s or truth["duration_s"]
    sound = np.stack(sample_part(name, 0.0, end_s))
    ipus = tuple(
        within((Span(*pair) for pair in truth["activity"][party]), Span(0.0, end_s))
        for party in ("agent", "customer")
    )
    return SampleCall(sound, ipus, sound.shape[1] / RATE_HZ, truth)


def settings(**changes: Any) -> Settings:
    """Those of the tests' small model."""
    return Settings(words=WordSettings(**{"model": str(MODEL), "device": "cpu", **changes}))


def known_at(units: Spans, now_s: float) -> Spans:
    """The units as one sees them at a moment of the call, in a window that ends there."""
    return within(units, Span(max(0.0, now_s - WINDOW_S), now_s))


def drive(
    words: LiveWords, call: SampleCall, from_s: float = 0.0, to_s: float | None = None
) -> float:
    """Pushes a call second by second, no faster than words come; gives the longest that one of the
    calls took."""
    slowest_s = 0.0
    for second in range(round(from_s), int(to_s or call.duration_s) + 1):
        block = call.sound[:, second * RATE_HZ : (second + 1) * RATE_HZ]
        now_s = second + block.shape[1] / RATE_HZ
        began_s = time.perf_counter()
        words.push(block)
        words.spoken([known_at(units, now_s - 0.3) for units in call.ipus], max(0.0, now_s - 0.3))
        words.now(now_s)
        slowest_s = max(slowest_s, time.perf_counter() - began_s)
        wait_for(lambda now_s=now_s: words._came.empty() and words.now(now_s).lag_s < 22)
    return slowest_s


def wait_for(happens: Any, within_s: float = 30.0) -> None:
    """Waits until something is so."""
    until_s = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < until_s, "it did not happen"
        time.sleep(0.005)
