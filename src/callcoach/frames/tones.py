"""Owns tonality: how much of the sound lies in a few steady spectral lines."""

from __future__ import annotations

import numpy as np

from callcoach.frames.grid import n_rows
from callcoach.frames.spectrum import fast_length, hann, squared_magnitude
from callcoach.frames.tail import SampleTail
from callcoach.types.frames import FloatRow

WINDOW_S = 0.1
"""Long against a syllable: a voice smears its lines over it, a tone does not, and the two tones
of a ring (440 and 480 Hz) part."""

GROUP = 4
"""Rows that share one spectrum, its window about their middle."""

LINES = 2
LINE_BINS = 2
BAND_HZ = (300.0, 3400.0)
MOST_GROUPS = 128


class TonalityStream:
    """Blocks of samples to tonality. A row is final at most 0.07 s after its end.

    The share of the power between 300 and 3400 Hz that lies in the two strongest lines, a line
    being a peak and two bins (20 Hz) on either side: dial, ring, busy and key tones are made of
    two (ITU-T E.180, Q.23).
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._n_window = fast_length(WINDOW_S * rate_hz)
        self._window = hann(self._n_window)
        self._tail = SampleTail(n_before=self._n_window)
        step_hz = rate_hz / self._n_window
        self._band = slice(int(BAND_HZ[0] / step_hz), int(BAND_HZ[1] / step_hz) + 1)
        self._n_rows = 0

    def push(self, samples: FloatRow) -> FloatRow:
        """The rows that these samples make final: (n,) float32, 0..1."""
        self._tail.push(samples)
        ahead = self._n_window - self._n_window // 2
        ready = n_rows(max(0, self._tail.end - ahead), self._rate_hz) + GROUP // 2
        return self._rows(max(self._n_rows, ready // GROUP * GROUP))

    def finish(self) -> FloatRow:
        """The last rows, silence taken for what follows the stream."""
        last = n_rows(self._tail.end, self._rate_hz)
        self._tail.push(np.zeros(2 * self._n_window, np.float32))
        return self._rows(last)

    def _rows(self, last: int) -> FloatRow:
        pieces = [np.zeros(0, np.float32)]
        first_group, last_group = self._n_rows // GROUP, -(-last // GROUP)
        for first in range(first_group, last_group, MOST_GROUPS):
            pieces.append(self._groups(first, min(first + MOST_GROUPS, last_group)))
        rows = np.repeat(np.concatenate(pieces), GROUP)[: last - self._n_rows]
        self._n_rows = last
        return rows

    def _groups(self, first: int, last: int) -> FloatRow:
        rows = np.arange(first, last, dtype=np.int64) * GROUP + GROUP // 2
        begins = rows * self._rate_hz // 100 - self._n_window // 2
        samples = self._tail.between(int(begins[0]), int(begins[-1]) + self._n_window)
        views = np.lib.stride_tricks.sliding_window_view(samples, self._n_window)
        frames = views[begins - begins[0]] * self._window
        self._tail.drop_before(int(begins[-1]))
        return line_share(squared_magnitude(frames, self._n_window)[:, self._band])


def line_share(power: FloatRow) -> FloatRow:
    """Share of each row's power in its strongest lines: (n,) of (n, bins); 0 of silence."""
    whole = power.sum(axis=1)
    left = np.pad(power, ((0, 0), (LINE_BINS, LINE_BINS)))
    rows = np.arange(len(power))[:, np.newaxis]
    around = np.arange(2 * LINE_BINS + 1)
    for _ in range(LINES):
        peak = left[:, LINE_BINS:-LINE_BINS].argmax(axis=1)[:, np.newaxis]
        left[rows, peak + around] = 0
    rest = left.sum(axis=1)
    is_sound = whole > 1e-12
    share = 1 - rest / np.where(is_sound, whole, np.float32(1))
    return np.where(is_sound, share, 0).astype(np.float32)
