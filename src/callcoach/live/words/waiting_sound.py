"""Owns the sound of a call that may still be asked for its words, and no more of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from callcoach.audio import StreamResampler
from callcoach.frames.level import dbfs
from callcoach.types.call import Channel
from callcoach.types.frames import SILENCE_DBFS, STEPS_PER_S, FloatRow
from callcoach.types.live import Block16
from callcoach.types.time import Span
from callcoach.words.passages import RATE_HZ

KEPT_MOST_S = 120.0
"""Sound is kept no longer, whatever waits: 15 MB of two channels. Chosen by us."""

_FULL_SCALE = np.float32(2.0**-15)


class WaitingSound:
    """The last of a call at the rate that transcribers take; times are of the call.

    Each channel is resampled as one stream, so that a stretch holds the very samples that a
    recording of the call would give (`audio.span_samples`).
    """

    def __init__(self, n_channels: int, sample_rate_hz: int) -> None:
        self._resamplers = [StreamResampler(sample_rate_hz, RATE_HZ) for _ in range(n_channels)]
        self._pieces: deque[FloatRow] = deque()  # each (n_channels, n)
        self._first = 0  # place in the call of the first sample kept
        self._end = 0

    @property
    def starts_s(self) -> float:
        """What lies before is gone."""
        return self._first / RATE_HZ

    @property
    def ends_s(self) -> float:
        """What lies after has not come, or is still in the resampler."""
        return self._end / RATE_HZ

    def push(self, samples: Block16) -> None:
        """Takes the next samples, int16 (n_channels, n)."""
        scaled = samples * _FULL_SCALE
        self._keep([each.push(row) for each, row in zip(self._resamplers, scaled, strict=True)])
        self.forget(self.ends_s - KEPT_MOST_S)

    def end(self) -> None:
        """The call has ended: what the resamplers hold is the rest of it."""
        self._keep([each.finish() for each in self._resamplers])

    def forget(self, before_s: float) -> None:
        """Drops what lies before a moment of the call, by whole pieces as they came."""
        before = round(before_s * RATE_HZ)
        while self._pieces and self._first + self._pieces[0].shape[1] <= before:
            self._first += self._pieces.popleft().shape[1]

    def stretch(self, channel: Channel, span: Span) -> FloatRow:
        """The samples of a span, float32 (n,) in -1..1; zeros where there are none."""
        first, n = round(span.start_s * RATE_HZ), round(span.duration_s * RATE_HZ)
        found = np.zeros(n, np.float32)
        at = self._first - first  # of the piece, in what is wanted
        for piece in self._pieces:
            if at >= n:
                break
            part = piece[channel, max(0, -at) : n - at]
            start = max(0, at)
            found[start : start + len(part)] = part
            at += piece.shape[1]
        return found

    def levels_dbfs(self, channel: Channel) -> FloatRow:
        """The channel's level, a row each 10 ms of the call; silence where nothing is kept."""
        n_step = RATE_HZ // STEPS_PER_S
        n_gone, n_all = -(-self._first // n_step), self._end // n_step
        rows = np.full(n_all, SILENCE_DBFS, np.float32)
        if n_all > n_gone:
            span = Span(n_gone / STEPS_PER_S, n_all / STEPS_PER_S)
            kept = self.stretch(channel, span).reshape(-1, n_step)
            rows[n_gone:] = dbfs(np.mean(np.square(kept, dtype=np.float64), axis=1))
        return rows

    def _keep(self, rows: Sequence[FloatRow]) -> None:
        piece = np.stack(rows)  # (n_channels, n): every channel's stream gives as many
        if piece.shape[1]:
            self._pieces.append(piece)
            self._end += piece.shape[1]
