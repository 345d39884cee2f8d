"""Owns the way from spans of a call to their samples, as a transcriber takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.resample import Samples, StreamResampler
from callcoach.errors import SpanError
from callcoach.types.call import Channel
from callcoach.types.time import Span


def span_samples(
    audio: CallAudio, channel: Channel, spans: Iterable[Span], rate_hz: int = 16_000
) -> Iterator[Samples]:
    """The samples of each span of one channel, from one pass through the recording.

    The whole channel is resampled as one stream, then cut, so that a span's edges hold what the
    call holds there. Memory is bounded by the longest span.

    Parameters
    ----------
    spans : ordered by start; they may overlap.
    rate_hz : int
        Samples per second of what is given.

    Yields
    ------
    float32 (round(duration_s * rate_hz),), -1..1 but for the resampler's ripple
        Zeros where a span reaches past the end of the call.

    Raises
    ------
    SpanError
        If a span starts before the one before it.
    """
    tape = _Tape(_resampled(audio, channel, rate_hz))
    last_start_s = 0.0
    for span in spans:
        if span.start_s < last_start_s:
            raise SpanError(f"span {span} starts before the one before it; order them by start")
        last_start_s = span.start_s
        yield tape.cut(round(span.start_s * rate_hz), round(span.duration_s * rate_hz))


def _resampled(audio: CallAudio, channel: Channel, rate_hz: int) -> Iterator[Samples]:
    resampler = StreamResampler(audio.sample_rate_hz, rate_hz)
    for block in audio.blocks():
        yield resampler.push(block[channel])
    yield resampler.finish()


class _Tape:
    """A stream that is cut from left to right; what lies left of a cut is forgotten."""

    def __init__(self, pieces: Iterator[Samples]) -> None:
        self._pieces = pieces
        self._held = np.zeros(0, np.float32)
        self._base = 0  # position in the stream of the first sample held

    def cut(self, first: int, n_samples: int) -> Samples:
        """Samples [first, first + n_samples), zeros where the stream has ended."""
        self._forget_before(first)
        while self._base + len(self._held) < first + n_samples:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held = np.concatenate((self._held, piece))
            self._forget_before(first)
        n_before = max(0, first - self._base)
        found = self._held[n_before : n_before + n_samples]
        return np.pad(found, (0, n_samples - len(found)))

    def _forget_before(self, first: int) -> None:
        n_gone = min(len(self._held), max(0, first - self._base))
        self._held = self._held[n_gone:].copy()
        self._base += n_gone
