"""The copy made late is the copy made at once, in bounded memory, and ends with what ends it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.sound_copy import SoundCopy
from callcoach.errors import AudioError
from callcoach.pipeline import late_copy
from callcoach.pipeline.framing import framed
from callcoach.pipeline.late_copy import LateCopy
from callcoach.pipeline.recipe import review_call
from callcoach.settings import Settings, with_values
from callcoach.types.progress import no_progress
from made_calls import sample_part, write_wav

QUIET = with_values(Settings(), {"words": {"transcribe": False}})

BLOCK_BYTES = 2 * 2 * 80_000
"""Ten seconds of two channels at 8 kHz, as they wait."""


@pytest.fixture
def call(tmp_path: Path) -> CallAudio:
    return CallAudio.open(write_wav(tmp_path / "call.wav", *sample_part("bad-call", 0.0, 44.0)))


def at_once(call: CallAudio) -> bytes:
    copy = SoundCopy(call.sample_rate_hz, call.n_channels, Settings().report.sound_bit_rate)
    for block in call.blocks():
        copy.push(block)
    return copy.finish()


@pytest.mark.parametrize("held_bytes", [0, 2 * BLOCK_BYTES, 10**9])
def test_it_is_the_copy_that_is_made_at_once(
    call: CallAudio, monkeypatch: pytest.MonkeyPatch, held_bytes: int
) -> None:
    monkeypatch.setattr(late_copy, "HELD_BYTES", held_bytes)
    with LateCopy(call, Settings()) as copy:
        framed(call, Settings(), no_progress, copy)
        sound = copy.sound()
    assert sound.mime.startswith("audio/")
    assert len(sound.data) > 50_000
    assert sound.data == at_once(call)


def test_only_what_is_beyond_the_bound_is_encoded_before_the_end(
    call: CallAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_copy, "HELD_BYTES", 3 * BLOCK_BYTES)
    encoded: list[int] = []
    monkeypatch.setattr(SoundCopy, "encode", lambda self, block: encoded.append(block.shape[1]))
    with LateCopy(call, Settings()) as copy:
        for block in call.blocks():
            copy.push(block)
        copy._worker.wait()
        assert encoded == [80_000] * 2
        copy.end()
        copy.sound()
    assert encoded == [80_000] * 4 + [32_000]


def test_an_error_on_the_way_is_raised_where_the_copy_is_asked_for(
    call: CallAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: SoundCopy, block: Any) -> None:
        raise AudioError("no encoder")

    monkeypatch.setattr(SoundCopy, "encode", fail)
    for held_bytes in (0, 10**9):
        monkeypatch.setattr(late_copy, "HELD_BYTES", held_bytes)
        with pytest.raises(AudioError, match="no encoder"):
            review_call(call.path, QUIET, with_sound=True)


def test_whoever_stops_the_review_waits_for_one_block_at_most(
    call: CallAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, is_let_go, n_encoded = threading.Event(), threading.Event(), []

    def encode(self: SoundCopy, block: Any) -> None:
        n_encoded.append(1)
        begun.set()
        assert is_let_go.wait(60)

    monkeypatch.setattr(SoundCopy, "encode", encode)
    copy = LateCopy(call, Settings())
    begun_s = time.monotonic()
    framed(call, Settings(), no_progress, copy)
    assert begun.wait(60)
    with pytest.raises(KeyboardInterrupt), copy:
        raise KeyboardInterrupt
    assert time.monotonic() - begun_s < 20
    is_let_go.set()
    copy._worker._pool.shutdown(wait=True)
    assert n_encoded == [1]


def test_the_review_holds_a_copy_only_when_it_was_asked_for(call: CallAudio) -> None:
    assert review_call(call.path, QUIET).sound is None
    sound = review_call(call.path, QUIET, with_sound=True).sound
    assert sound is not None
    assert sound.data == at_once(call)


def test_the_second_half_takes_what_the_first_gives_at_any_rate() -> None:
    rng = np.random.default_rng(1)
    block = rng.uniform(-0.3, 0.3, (1, 44_100)).astype(np.float32)
    whole, halves = SoundCopy(44_100, 1, 16_000), SoundCopy(44_100, 1, 16_000)
    whole.push(block)
    waiting = halves.prepared(block)
    assert waiting.dtype == np.int16
    assert waiting.shape[1] == pytest.approx(16_000, abs=400)
    halves.encode(waiting)
    assert halves.finish() == whole.finish()
