"""Silence over a secret: nothing of it is left in the sound, and all else is as it was."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest

from callcoach.audio import SoundCopy
from callcoach.audio.silenced import CODEC_S, FADE_S, Silencer
from callcoach.types.time import Span

Sound = Any
RATE_HZ = 8000
SPANS = (Span(1.2, 2.0), Span(3.111, 3.4))


def silenced(sound: Sound, *cuts: int, spans: tuple[Span, ...] = SPANS) -> Sound:
    silencer = Silencer(RATE_HZ, spans)
    edges = [0, *np.cumsum(cuts), sound.shape[1]]
    pairs = pairwise(edges)
    return np.concatenate([silencer.push(sound[:, a:b]) for a, b in pairs], axis=1)


@pytest.fixture
def call(talk: Callable[..., Sound]) -> Sound:
    """Five seconds of two voices without a pause."""
    return np.stack([talk("##########"), talk("##########", seed=2, pitch_hz=200.0)])


def part(sound: Sound, start_s: float, end_s: float, rate_hz: int = RATE_HZ) -> Sound:
    return sound[:, round(start_s * rate_hz) : round(end_s * rate_hz)]


def test_the_spans_are_empty_on_both_channels(call: Sound) -> None:
    quiet = silenced(call)
    for span in SPANS:
        assert np.abs(part(call, span.start_s, span.end_s)).max(axis=1).min() > 0.05
        assert np.abs(part(quiet, span.start_s, span.end_s)).max() == 0.0


def test_what_lies_further_than_the_fade_is_the_same_to_the_last_bit(call: Sound) -> None:
    quiet, far_s = silenced(call), CODEC_S + FADE_S + 1 / RATE_HZ
    for start_s, end_s in ((0.0, 1.2 - far_s), (2.0 + far_s, 3.111 - far_s), (3.4 + far_s, 5.0)):
        assert np.array_equal(part(quiet, start_s, end_s), part(call, start_s, end_s))


def test_the_sound_fades_and_does_not_click() -> None:
    steady = np.ones((1, 5 * RATE_HZ), np.float32)
    steps = np.abs(np.diff(silenced(steady)[0]))
    assert 0 < steps.max() < 0.02  # a jump from full sound would be 1


def test_every_cut_gives_the_same_samples(call: Sound) -> None:
    assert np.array_equal(silenced(call, 1, 0, 9000, 777, 8001), silenced(call))


def test_a_span_at_either_end_and_past_the_end(call: Sound) -> None:
    quiet = silenced(call, spans=(Span(0.0, 0.5), Span(4.5, 9.0)))
    assert np.abs(part(quiet, 0.0, 0.5)).max() == np.abs(part(quiet, 4.5, 5.0)).max() == 0.0
    assert np.array_equal(silenced(call, spans=()), call)


def decoded(sound: Sound, bit_rate: int) -> Sound:
    copy = SoundCopy(RATE_HZ, len(sound), bit_rate)
    copy.push(sound)
    with av.open(io.BytesIO(copy.finish())) as container:
        return np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)


@pytest.mark.parametrize("bit_rate", [16_000, 24_000, 64_000])
def test_in_the_copy_the_spans_hold_no_more_than_the_coders_own_rounding(
    call: Sound, bit_rate: int
) -> None:
    """Its decoder gives up to two of 32768 steps, at about -96 dBFS, for silence itself too."""
    found = decoded(silenced(call), bit_rate)
    loud = decoded(call, bit_rate)
    nothing = np.abs(decoded(np.zeros_like(call), bit_rate)).max()
    for span in SPANS:
        inside = part(found, span.start_s, span.end_s, 48_000)
        assert np.abs(inside).max() <= max(nothing, 2 / 32768)
        assert np.abs(part(loud, span.start_s, span.end_s, 48_000)).max() > 0.05


def test_the_copy_is_the_same_file_whatever_was_said_there(
    call: Sound, talk: Callable[..., Sound]
) -> None:
    other = call.copy()
    for span in SPANS:
        a, b = round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ)
        other[:, a:b] = talk("##########", seed=9, pitch_hz=150.0)[: b - a]
    assert not np.array_equal(call, other)
    files = []
    for sound in (call, other):
        copy = SoundCopy(RATE_HZ, 2, 24_000)
        copy.push(silenced(sound))
        files.append(copy.finish())
    assert files[0] == files[1]
