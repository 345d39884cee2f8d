"""Owns silence put over stretches of a recording, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from callcoach.audio.media import Block
from callcoach.types.time import Span, joined

FADE_S = 0.01
"""How long the sound takes to fall silent before a stretch, and to come back after it. Chosen by
us: no click is heard, and half a pitch period of a low voice is left."""

CODEC_S = 0.06
"""How much longer than asked the silence lasts at either side, for what an encoder smears. Chosen
by us: at 24 kbit/s libopus rings for up to 50 ms into silence (test_silenced.py measures it)."""


class Silencer:
    """Blocks of a recording as they come, silent on every channel over the given spans.

    A number said on one channel may leak into the other, so all are silenced. What lies further
    than `CODEC_S` + `FADE_S` from a span is handed on to the last bit.
    """

    def __init__(self, rate_hz: int, spans: Sequence[Span]) -> None:
        self._rate_hz = rate_hz
        self._spans = joined(
            Span(max(0.0, span.start_s - CODEC_S), span.end_s + CODEC_S) for span in spans
        )
        self._n_done = 0

    def push(self, block: Block) -> Block:
        """The next samples, (n_channels, n), as a new array where anything is silenced."""
        first = self._n_done
        self._n_done += block.shape[1]
        gain = np.ones(block.shape[1], np.float32)
        for low in self._lows(first, self._n_done):
            start, end = low.start_s * self._rate_hz - first, low.end_s * self._rate_hz - first
            at = np.arange(block.shape[1], dtype=np.float64)
            outside = np.maximum(start - at, at - end) / (FADE_S * self._rate_hz)
            gain = np.minimum(gain, np.clip(outside, 0.0, 1.0).astype(np.float32))
        return block if (gain == 1).all() else block * gain

    def _lows(self, first: int, after: int) -> Iterator[Span]:
        begins_s, ends_s = first / self._rate_hz - FADE_S, after / self._rate_hz + FADE_S
        return (s for s in self._spans if s.end_s >= begins_s and s.start_s <= ends_s)
