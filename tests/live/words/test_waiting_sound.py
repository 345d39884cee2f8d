"""The sound that waits is the very sound a recording would give, and never more than its bound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio import CallAudio, span_samples
from callcoach.live.words.waiting_sound import KEPT_MOST_S, WaitingSound
from callcoach.types.time import Span
from made_calls import write_wav

RATE_HZ = 16_000


def sound(n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(-9_000, 9_000, (2, n)).astype(np.int16)


def pushed(made: Any, rate_hz: int, n_block: int) -> WaitingSound:
    waiting = WaitingSound(2, rate_hz)
    for start in range(0, made.shape[1], n_block):
        waiting.push(made[:, start : start + n_block])
    waiting.end()
    return waiting


@pytest.mark.parametrize("rate_hz", [16_000, 8_000])
@pytest.mark.parametrize("n_block", [320, 1_000, 99_999])
def test_stretches_are_those_of_the_recording(tmp_path: Path, rate_hz: int, n_block: int) -> None:
    made = sound(5 * rate_hz)
    waiting = pushed(made, rate_hz, n_block)
    audio = CallAudio.open(write_wav(tmp_path / "call.wav", *made, rate_hz=rate_hz))
    spans = (Span(0.0, 0.31), Span(0.9, 2.2), Span(4.5, 5.4))
    for channel in (0, 1):
        recorded = list(span_samples(audio, channel, spans))
        for span, expected in zip(spans, recorded, strict=True):
            assert np.array_equal(waiting.stretch(channel, span), expected)
    assert waiting.ends_s == 5.0


def test_no_more_is_kept_than_the_bound() -> None:
    waiting = WaitingSound(2, RATE_HZ)
    block = sound(RATE_HZ)
    for _ in range(300):
        waiting.push(block)
    assert waiting.ends_s == 300.0
    assert waiting.starts_s == 300.0 - KEPT_MOST_S
    assert sum(piece.nbytes for piece in waiting._pieces) <= KEPT_MOST_S * RATE_HZ * 2 * 4


def test_what_is_forgotten_is_silence_and_the_rest_stays() -> None:
    made = sound(3 * RATE_HZ)
    waiting = pushed(made, RATE_HZ, RATE_HZ // 2)
    waiting.forget(1.2)
    assert waiting.starts_s == 1.0  # by whole pieces
    found = waiting.stretch(1, Span(0.0, 3.0))
    assert not found[:RATE_HZ].any()
    assert np.array_equal(found[RATE_HZ:], made[1, RATE_HZ:] / np.float32(32768))


def test_levels_are_of_ten_milliseconds() -> None:
    seconds = np.arange(2 * RATE_HZ) / RATE_HZ
    sine = (16_384 * np.sin(2 * np.pi * 1_000 * seconds)).astype(np.int16)
    sine[RATE_HZ:] = 0
    waiting = pushed(np.stack([np.zeros_like(sine), sine]), RATE_HZ, 4_000)
    waiting.forget(0.5)
    levels = waiting.levels_dbfs(1)
    assert len(levels) == 200
    assert levels[50:100] == pytest.approx(-9.03, abs=0.02)
    assert set(levels[:50]) == set(levels[100:]) == {-120.0}
    assert set(waiting.levels_dbfs(0)) == {-120.0}
