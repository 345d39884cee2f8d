"""Owns the speech detector Silero: its model, run in steps that a processor does fast."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from callcoach.errors import ModelUnavailable
from callcoach.frames.onnx import packaged_model, session_of
from callcoach.frames.onnx_graph import nodes, part_of
from callcoach.frames.spectrum import hann, squared_magnitude
from callcoach.types.frames import FloatRow

N_WINDOW = 512
N_CONTEXT = 64
N_STATE = 128

N_FFT = 256
N_HOP = 128
N_BINS = N_FFT // 2 + 1
N_SPECTRA = 4

STRIDES = (1, 2, 2, 1)
SLOTS = (5, 6, 4, 2)
"""The model's four layers look three wide and leave 4, 2, 1 and 1 values of a window's four
spectra. Each window gets a slot, so that the strides fit and a zero stays between two."""

N_BATCH = 64
"""Windows that the layers are run on at once, always as many, so that sums are rounded alike."""


class SileroModel:
    """The model inside the package faster-whisper, in our own sessions, its state carried.

    Where we differ from running it whole: it multiplies by a matrix to get its spectra, which
    are taken with a fast Fourier transform here, and it does each window's layers for
    themselves, which are run here on many windows side by side. Half the time; the same scores
    within 1e-6.

    Raises
    ------
    ModelUnavailable
        If the package is not installed, or its model has other layers.
    """

    def __init__(self) -> None:
        self._values, self._layers, self._rest = _sessions()
        if len(self._layers) != len(STRIDES):
            raise ModelUnavailable(
                f"the speech detector of faster-whisper has {len(self._layers)} layers, not "
                f"{len(STRIDES)}: another version? "
                'install it with: pip install "faster-whisper>=1.2,<2"'
            )
        self._window = hann(N_FFT)
        self._context: FloatRow = np.zeros(N_CONTEXT, np.float32)
        self._hidden: FloatRow = np.zeros((1, 1, N_STATE), np.float32)
        self._cell: FloatRow = np.zeros((1, 1, N_STATE), np.float32)

    def scores(self, windows: FloatRow) -> FloatRow:
        """Scores, (n,) float32 in 0..1, of the next n windows, (n, N_WINDOW) float32 at 16 kHz."""
        if not len(windows):
            return np.zeros(0, np.float32)
        before = np.concatenate((self._context[np.newaxis], windows[:-1, -N_CONTEXT:]))
        self._context = windows[-1, -N_CONTEXT:].copy()
        powers = self._powers(np.concatenate((before, windows), axis=1))
        seen = [
            self._encoded(powers[first : first + N_BATCH])
            for first in range(0, len(powers), N_BATCH)
        ]
        scores: FloatRow
        scores, self._hidden, self._cell = self._rest.run(
            ["speech_probs", "hn", "cn"],
            {self._values[-1]: np.concatenate(seen), "h": self._hidden, "c": self._cell},
        )
        return scores.reshape(-1)

    def _powers(self, windows: FloatRow) -> FloatRow:
        """Squared magnitudes, (n, N_SPECTRA, N_BINS), of windows with their context."""
        padded = np.pad(windows, ((0, 0), (0, N_CONTEXT)), mode="reflect")
        views = np.lib.stride_tricks.sliding_window_view(padded, N_FFT, axis=1)
        frames = (views[:, ::N_HOP] * self._window).reshape(-1, N_FFT)
        return squared_magnitude(frames, N_FFT).reshape(-1, N_SPECTRA, N_BINS)

    def _encoded(self, powers: FloatRow) -> FloatRow:
        """What the layers make of each of at most `N_BATCH` windows: (n, N_STATE, 1)."""
        n = len(powers)
        value = np.zeros((N_BATCH, N_SPECTRA, N_BINS), np.float32)
        value[:n] = powers
        value = value.transpose(2, 0, 1)  # (features, windows, values of each)
        names = pairwise(self._values)
        for (name, after), layer, stride, n_slot in zip(
            names, self._layers, STRIDES, SLOTS, strict=True
        ):
            n_left = value.shape[2]
            slots = np.zeros((len(value), N_BATCH, n_slot), np.float32)
            slots[:, :, :n_left] = value
            (found,) = layer.run([after], {name: slots.reshape(1, len(value), -1)})
            value = found.reshape(-1, N_BATCH, n_slot // stride)[:, :, : n_left // stride]
        return np.ascontiguousarray(value[:, :n].transpose(1, 0, 2))


@cache
def _sessions() -> tuple[tuple[str, ...], tuple[Any, ...], Any]:
    """Names of the values between the layers, the layers, and what follows them; for all models.

    A session may be run by several threads at once.
    """
    model = packaged_model("faster_whisper", "assets", "silero_vad_v6.onnx")
    values = tuple(
        [node.inputs[0] for node in nodes(model) if node.kind == "Sqrt"]
        + [node.outputs[0] for node in nodes(model) if node.kind == "Relu"][:-1]
    )
    layers = tuple(
        session_of(part_of(model, [before], [after])) for before, after in pairwise(values)
    )
    rest = session_of(part_of(model, values[-1:], ["speech_probs", "hn", "cn"]))
    return values, layers, rest
