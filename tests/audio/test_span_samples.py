"""Each span holds what the call holds there, to the sample, from one pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from callcoach.audio import CallAudio, StreamResampler, span_samples
from callcoach.errors import SpanError
from callcoach.types.time import Span

Wav = Callable[..., Path]


@pytest.fixture
def call(wav: Wav) -> CallAudio:
    """25 s of noise: channel 1 is not channel 0."""
    values = np.random.default_rng(5).integers(-8000, 8000, (200_000, 2)).astype("<i2")
    return CallAudio.open(wav(values.tobytes(), n_channels=2))


def _whole(call: CallAudio, channel: int, rate_hz: int) -> np.ndarray:
    sound = np.concatenate(list(call.blocks()), axis=1)[channel]
    resampler = StreamResampler(call.sample_rate_hz, rate_hz)
    return np.concatenate((resampler.push(sound), resampler.finish()))


SPANS = (
    Span(0.0, 0.5),
    Span(0.5, 0.5),
    Span(0.7003, 9.31),
    Span(9.0, 9.2),
    Span(9.1, 21.7771),
    Span(24.0, 25.0),
)


@pytest.mark.parametrize("channel", [0, 1])
@pytest.mark.parametrize("rate_hz", [8000, 16_000])
def test_a_span_is_a_cut_of_the_whole_channel(call: CallAudio, channel: int, rate_hz: int) -> None:
    whole = _whole(call, channel, rate_hz)
    found = list(span_samples(call, channel, SPANS, rate_hz))
    assert len(found) == len(SPANS)
    for span, samples in zip(SPANS, found, strict=True):
        first = round(span.start_s * rate_hz)
        assert samples.dtype == np.float32
        assert len(samples) == round(span.duration_s * rate_hz)
        assert np.array_equal(samples, whole[first : first + len(samples)])


def test_the_same_span_alone_is_the_same(call: CallAudio) -> None:
    (alone,) = span_samples(call, 0, [SPANS[4]])
    assert np.array_equal(alone, list(span_samples(call, 0, SPANS))[4])


def test_past_the_end_there_are_zeros(call: CallAudio) -> None:
    over, after = span_samples(call, 0, [Span(24.5, 26.0), Span(30.0, 31.0)])
    assert len(over) == 24_000
    assert np.any(over[:8000])
    assert not np.any(over[8000:])
    assert after.tolist() == [0.0] * 16_000


def test_no_span_gives_nothing(call: CallAudio) -> None:
    assert list(span_samples(call, 0, [])) == []


def test_spans_out_of_order_are_refused(call: CallAudio) -> None:
    with pytest.raises(SpanError, match="starts before the one before it"):
        list(span_samples(call, 0, [Span(2, 3), Span(1, 2)]))
