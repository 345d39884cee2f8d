"""Owns the way from a recording's sample rate to the 16 kHz that the models hear."""

from __future__ import annotations

import numpy as np

from callcoach.audio.resample import StreamResampler
from callcoach.frames.doubling import Doubler
from callcoach.types.frames import FloatRow

MODEL_RATE_HZ = 16_000


class ModelRateStream:
    """Blocks of samples to the same sound at 16 kHz.

    4 and 8 kHz are doubled, 4 ms late at most; other rates go through the general resampler,
    0.04 s late from 22 050 Hz on, 0.085 s at 11 025 Hz.
    """

    def __init__(self, rate_hz: int) -> None:
        self._stages: list[Doubler | StreamResampler]
        if rate_hz in (4_000, 8_000, 16_000):
            self._stages = [Doubler() for _ in range((MODEL_RATE_HZ // rate_hz).bit_length() - 1)]
        else:
            self._stages = [StreamResampler(rate_hz, MODEL_RATE_HZ)]

    def push(self, samples: FloatRow) -> FloatRow:
        """What these samples make ready, (n,) float32."""
        for stage in self._stages:
            samples = stage.push(samples)
        return samples

    def finish(self) -> FloatRow:
        """The rest; the stream ends here."""
        rest: FloatRow = np.zeros(0, np.float32)
        for stage in self._stages:
            rest = np.concatenate((stage.push(rest), stage.finish()))
        return rest
