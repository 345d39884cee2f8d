"""Owns the compact copy of a call that the page plays."""

from __future__ import annotations

import numpy as np

from callcoach.audio.media import Block, Block16, OpusWriter
from callcoach.audio.resample import StreamResampler

_OPUS_RATES_HZ = (8_000, 12_000, 16_000)
"""Of the rates that Opus codes, those that speech at a low bit rate gains from."""

_OPTIONS = {"application": "voip", "compression_level": "0", "frame_duration": "60"}


class SoundCopy:
    """Encodes a call, block by block, as Opus in WebM; left stays left.

    Opus in WebM, because 24 kbit/s carry two channels of a telephone call, because it is encoded
    faster than MP3, and because WebM states the duration and holds an index, so that a browser
    seeks in a data: URL without reading it through. libopus's defaults leave one party audible
    on the other's side (about -25 dB); its speech coder (`voip`) at its plainest does not, and is
    the fastest. Frames of 60 ms save the overhead of packets. Measured by benchmarks/audio.py.

    Parameters
    ----------
    rate_hz : int
        Sample rate of what is pushed.
    n_channels : int
        1 or 2.
    bit_rate : int
        Bits per second of all channels together.
    """

    mime = "audio/webm; codecs=opus"

    def __init__(self, rate_hz: int, n_channels: int, bit_rate: int) -> None:
        rate_out_hz = min((r for r in _OPUS_RATES_HZ if r >= rate_hz), default=_OPUS_RATES_HZ[-1])
        self._resamplers = [
            StreamResampler(rate_hz, rate_out_hz)
            for _ in range(n_channels)
            if rate_out_hz != rate_hz
        ]
        self._writer = OpusWriter(rate_out_hz, n_channels, bit_rate, _OPTIONS)

    def push(self, block: Block) -> None:
        """Takes the next samples, (n_channels, n), -1..1; beyond it they are limited."""
        self.encode(self.prepared(block))

    def finish(self) -> bytes:
        """The whole file."""
        if self._resamplers:
            rest = np.stack([resampler.finish() for resampler in self._resamplers])
            self._writer.push(_in_16_bits(rest))
        return self._writer.finish()

    def prepared(self, block: Block) -> Block16:
        """The next samples as they will be encoded: the first, quick half of `push`."""
        if self._resamplers:
            pairs = zip(self._resamplers, block, strict=True)
            block = np.stack([resampler.push(samples) for resampler, samples in pairs])
        return _in_16_bits(block)

    def encode(self, block: Block16) -> None:
        """Encodes what `prepared` gave, in order: the second, slow half."""
        self._writer.push(block)


def _in_16_bits(block: Block) -> Block16:
    return np.clip(np.rint(block * 32768), -32768, 32767).astype(np.int16)
