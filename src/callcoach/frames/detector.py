"""Owns the detector column: a stream of samples to the rows of a speech detector."""

from __future__ import annotations

import numpy as np

from callcoach.frames.silero import N_WINDOW, SileroModel
from callcoach.types.frames import FloatRow

MOST_WINDOWS = 256


class DetectorStream:
    """Blocks of samples at 16 kHz to speech scores.

    The model reads windows of 32 ms. A row takes the score of the window that holds its middle,
    so that it is final at most 32 ms after its end.
    """

    def __init__(self) -> None:
        self._model = SileroModel()
        self._waiting: FloatRow = np.zeros(0, np.float32)
        self._scores: FloatRow = np.zeros(0, np.float32)
        self._first_score = 0
        self._n_rows = 0

    def push(self, samples: FloatRow) -> FloatRow:
        """The rows that these samples make final: (n,) float32, 0..1."""
        self._run(samples)
        n_scored = (self._first_score + len(self._scores)) * N_WINDOW
        # Row i has its middle at sample 160 i + 80.
        return self._rows(max(0, n_scored + 79) // 160)

    def finish(self, n_rows: int) -> FloatRow:
        """The last of `n_rows` rows, silence taken for what follows the stream."""
        missing = n_rows * 160 - (self._first_score + len(self._scores)) * N_WINDOW
        padding = max(0, missing) + N_WINDOW
        self._run(np.zeros(padding, np.float32))
        return self._rows(n_rows)

    def _rows(self, last: int) -> FloatRow:
        middles = np.arange(self._n_rows, max(last, self._n_rows)) * 160 + 80
        windows = middles // N_WINDOW
        rows = self._scores[windows - self._first_score]
        if len(windows):
            self._n_rows = last
            n_done = int(windows[-1]) - self._first_score
            self._scores = self._scores[n_done:]
            self._first_score += n_done
        return rows

    def _run(self, samples: FloatRow) -> None:
        self._waiting = np.concatenate((self._waiting, samples))
        while len(self._waiting) >= N_WINDOW:
            n = min(len(self._waiting) // N_WINDOW, MOST_WINDOWS)
            windows = self._waiting[: n * N_WINDOW].reshape(n, N_WINDOW)
            self._waiting = self._waiting[n * N_WINDOW :]
            self._scores = np.concatenate((self._scores, self._model.scores(windows)))
