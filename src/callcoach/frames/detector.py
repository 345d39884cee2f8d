"""Owns the detector column: a stream of samples to the rows of a speech detector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.frames.silero import N_WINDOW, HeardWindows, SileroModel
from callcoach.types.frames import FloatRow, StateRows

MOST_WINDOWS = 256


@dataclass(frozen=True, slots=True, eq=False)
class DetectorRows:
    """New rows: scores (n,) float32 in 0..1, states (n, N_STATES) int8 in steps of STATE_STEP."""

    scores: FloatRow
    states: StateRows


class DetectorStream:
    """Blocks of samples at 16 kHz to speech scores.

    The model reads windows of 32 ms. A row takes the score of the window that holds its middle,
    so that it is final at most 32 ms after its end; and the state of the half that holds it.
    """

    def __init__(self) -> None:
        self._model = SileroModel()
        self._waiting: FloatRow = np.zeros(0, np.float32)
        self._heard = self._model.heard(np.zeros((0, N_WINDOW), np.float32))
        self._first_score = 0
        self._n_rows = 0

    def push(self, samples: FloatRow) -> FloatRow:
        """The scores that these samples make final: (n,) float32, 0..1."""
        return self.push_rows(samples).scores

    def finish(self, n_rows: int) -> FloatRow:
        """The scores of the last of `n_rows` rows, silence taken for what follows the stream."""
        return self.finish_rows(n_rows).scores

    def push_rows(self, samples: FloatRow) -> DetectorRows:
        """The rows that these samples make final."""
        self._run(samples)
        n_scored = (self._first_score + len(self._heard.scores)) * N_WINDOW
        # Row i has its middle at sample 160 i + 80.
        return self._rows(max(0, n_scored + 79) // 160)

    def finish_rows(self, n_rows: int) -> DetectorRows:
        """The last of `n_rows` rows, silence taken for what follows the stream."""
        missing = n_rows * 160 - (self._first_score + len(self._heard.scores)) * N_WINDOW
        padding = max(0, missing) + N_WINDOW
        self._run(np.zeros(padding, np.float32))
        return self._rows(n_rows)

    def _rows(self, last: int) -> DetectorRows:
        middles = np.arange(self._n_rows, max(last, self._n_rows)) * 160 + 80
        windows = middles // N_WINDOW
        halves = middles // (N_WINDOW // 2)
        rows = DetectorRows(
            self._heard.scores[windows - self._first_score],
            self._heard.states[halves - 2 * self._first_score],
        )
        if len(windows):
            self._n_rows = last
            n_done = int(windows[-1]) - self._first_score
            self._heard = HeardWindows(
                self._heard.scores[n_done:], self._heard.states[2 * n_done :]
            )
            self._first_score += n_done
        return rows

    def _run(self, samples: FloatRow) -> None:
        self._waiting = np.concatenate((self._waiting, samples))
        while len(self._waiting) >= N_WINDOW:
            n = min(len(self._waiting) // N_WINDOW, MOST_WINDOWS)
            windows = self._waiting[: n * N_WINDOW].reshape(n, N_WINDOW)
            self._waiting = self._waiting[n * N_WINDOW :]
            new = self._model.heard(windows)
            self._heard = HeardWindows(
                np.concatenate((self._heard.scores, new.scores)),
                np.concatenate((self._heard.states, new.states)),
            )
