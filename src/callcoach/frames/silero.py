"""Owns the speech detector Silero: its model, run in steps that a processor does fast."""

from __future__ import annotations

from itertools import pairwise

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

N_SLOT = 8
STRIDES = (1, 2, 2, 1)
"""The model's four layers look three wide and leave 4, 2, 1 and 1 values of a window's four
spectra. Each window gets a slot of eight, so that the strides fit and zeros stay between two."""

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
        model = packaged_model("faster_whisper", "assets", "silero_vad_v6.onnx")
        powers = [node.inputs[0] for node in nodes(model) if node.kind == "Sqrt"]
        layers = [node.outputs[0] for node in nodes(model) if node.kind == "Relu"][:-1]
        if len(powers) != 1 or len(layers) != len(STRIDES):
            raise ModelUnavailable(
                f"the speech detector of faster-whisper has {len(layers)} layers, not "
                f"{len(STRIDES)}: another version? "
                'install it with: pip install "faster-whisper>=1.2,<2"'
            )
        self._values = (powers[0], *layers)
        self._layers = [
            session_of(part_of(model, [before], [after]))
            for before, after in pairwise(self._values)
        ]
        self._rest = session_of(part_of(model, [layers[-1]], ["speech_probs", "hn", "cn"]))
        self._window = hann(N_FFT)
        self._masks = _masks()
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
        slots = np.zeros((N_BINS, N_BATCH, N_SLOT), np.float32)
        slots[:, :n, :N_SPECTRA] = powers.transpose(2, 0, 1)
        value = slots.reshape(1, N_BINS, -1)
        for at, (layer, mask) in enumerate(zip(self._layers, self._masks, strict=True)):
            name, after = self._values[at : at + 2]
            (value,) = layer.run([after], {name: value})
            value = value * mask
        width = value.shape[2] // N_BATCH
        return np.ascontiguousarray(value[0, :, : n * width : width].T[:, :, np.newaxis])


def _masks() -> list[FloatRow]:
    """For what each layer gives: 1 where it is a window's, 0 between two."""
    masks = []
    n_slot, n_left = N_SLOT, N_SPECTRA
    for stride in STRIDES:
        n_slot, n_left = n_slot // stride, n_left // stride
        masks.append(np.tile(np.arange(n_slot) < n_left, N_BATCH).astype(np.float32))
    return masks
