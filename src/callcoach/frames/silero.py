"""Owns the speech detector Silero: its model, run in steps that a processor does fast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from callcoach.errors import ModelUnavailable
from callcoach.frames.onnx import packaged_model, session_of
from callcoach.frames.onnx_graph import nodes, part_of, weights
from callcoach.frames.spectrum import hann, squared_magnitude
from callcoach.frames.state_directions import fitted_directions
from callcoach.types.frames import FloatRow, StateRows

N_WINDOW = 512
N_CONTEXT = 64
N_STATE = 128
N_LAYER = 64

N_FFT = 256
N_HOP = 128
N_BINS = N_FFT // 2 + 1
N_SPECTRA = 4

SHAPES = ((128, 129, 3), (64, 128, 3), (64, 64, 3), (128, 64, 3))
"""The model's four layers: values of each that they give, and take, and how wide they look. Their
steps are 1, 2, 2 and 1, and they leave 4, 2, 1 and 1 of a window's four spectra."""

N_BATCH = 64
"""Windows that the layers are run on at once, always as many, each at the place that its number
from the stream's start gives it: how a product of matrices is rounded depends on both, on some
processors."""


@dataclass(frozen=True, slots=True, eq=False)
class HeardWindows:
    """What the model gives for n windows: scores (n,) float32 in 0..1, and its state in each half
    of a window, (2 n, N_STATES) int8."""

    scores: FloatRow
    states: StateRows


@dataclass(frozen=True, slots=True, eq=False)
class InnerWindows:
    """Of n windows: scores (n,), the second layer's values in each half, (2 n, N_LAYER), and the
    hidden state after each window, (n, N_STATE); float32."""

    scores: FloatRow
    layer: FloatRow
    hidden: FloatRow


class SileroModel:
    """The model inside the package faster-whisper, in our own sessions, its state carried.

    Where we differ from running it whole: it multiplies by a matrix to get its spectra, which
    are taken with a fast Fourier transform here, and it does each window's layers for
    themselves, which are products of matrices over many windows here. A third of the time; the
    same scores within 1e-6.

    Raises
    ------
    ModelUnavailable
        If the package is not installed, or its model has other layers.
    """

    def __init__(self) -> None:
        self._parts = _parts()
        self._directions = fitted_directions()
        self._window = hann(N_FFT)
        self._context: FloatRow = np.zeros(N_CONTEXT, np.float32)
        self._hidden: FloatRow = np.zeros((1, 1, N_STATE), np.float32)
        self._cell: FloatRow = np.zeros((1, 1, N_STATE), np.float32)
        self._place = 0

    def scores(self, windows: FloatRow) -> FloatRow:
        """Scores, (n,) float32 in 0..1, of the next n windows, (n, N_WINDOW) float32 at 16 kHz."""
        return self.heard(windows).scores

    def heard(self, windows: FloatRow) -> HeardWindows:
        """Scores and states of the next n windows, (n, N_WINDOW) float32 at 16 kHz."""
        inner = self.inner(windows)
        states = self._directions.of(inner.layer, inner.hidden)
        return HeardWindows(inner.scores, states)

    def inner(self, windows: FloatRow) -> InnerWindows:
        """All that is taken from inside the model, for the next n windows."""
        if not len(windows):
            none = np.zeros(0, np.float32)
            return InnerWindows(none, none.reshape(0, N_LAYER), none.reshape(0, N_STATE))
        before = np.concatenate((self._context[np.newaxis], windows[:-1, -N_CONTEXT:]))
        self._context = windows[-1, -N_CONTEXT:].copy()
        spectra = self._spectra(np.concatenate((before, windows), axis=1))
        seen = []
        while len(spectra):
            batch, spectra = np.split(spectra, [N_BATCH - self._place])
            seen.append(self._encoded(batch, self._place))
            self._place = (self._place + len(batch)) % N_BATCH
        scores, hidden, self._hidden, self._cell = self._parts.rest.run(
            ["speech_probs", self._parts.hidden, "hn", "cn"],
            {
                self._parts.before_rest: np.concatenate([each.rows for each in seen]),
                "h": self._hidden,
                "c": self._cell,
            },
        )
        layer = np.concatenate([each.layer for each in seen])
        return InnerWindows(scores.reshape(-1), layer, hidden.reshape(-1, N_STATE))

    def _spectra(self, windows: FloatRow) -> FloatRow:
        """Magnitudes, (n, N_SPECTRA * N_BINS), of windows with their context."""
        padded = np.pad(windows, ((0, 0), (0, N_CONTEXT)), mode="reflect")
        views = np.lib.stride_tricks.sliding_window_view(padded, N_FFT, axis=1)
        frames = (views[:, ::N_HOP] * self._window).reshape(-1, N_FFT)
        return np.sqrt(squared_magnitude(frames, N_FFT)).reshape(len(windows), -1)

    def _encoded(self, spectra: FloatRow, place: int) -> _Encoded:
        """What the layers make of each of n windows, at `place` of a batch."""
        first, second, third, fourth = self._parts.layers
        rows = np.zeros((N_BATCH, N_SPECTRA * N_BINS), np.float32)
        rows[place : place + len(spectra)] = spectra
        rows = first.each(rows, starts=(-1, 0, 1, 2))
        layer = second.each(rows, starts=(-1, 1))
        rows = third.each(layer, starts=(-1,))
        rows = fourth.each(rows, starts=(-1,))
        own = slice(place, place + len(spectra))
        return _Encoded(rows[own, :, np.newaxis], layer[own].reshape(-1, N_LAYER))


@dataclass(frozen=True, slots=True, eq=False)
class _Encoded:
    """Of n windows: what the last layer gives, (n, N_STATE, 1), and what the second gives for each
    half of a window, (2 n, N_LAYER)."""

    rows: FloatRow
    layer: FloatRow


class _Layer:
    """A convolution and what is above zero of it, as products of matrices.

    Parameters
    ----------
    kernel : (n_out, n_in, n_wide)
    bias : (n_out,)
    """

    def __init__(self, kernel: FloatRow, bias: FloatRow) -> None:
        self._n_out, self._n_in, self._n_wide = kernel.shape
        self._kernel = np.ascontiguousarray(kernel.transpose(2, 1, 0)).reshape(-1, self._n_out)
        self._bias = bias

    def each(self, rows: FloatRow, starts: tuple[int, ...]) -> FloatRow:
        """(m, len(starts) * n_out) of (m, k * n_in): k vectors a row, zeros before and after.

        `starts`: the first vector that each result looks at.
        """
        n = rows.shape[1] // self._n_in
        found = np.empty((len(rows), len(starts), self._n_out), np.float32)
        for at, start in enumerate(starts):
            first, last = max(0, start), min(n, start + self._n_wide)
            kernel = self._kernel[(first - start) * self._n_in : (last - start) * self._n_in]
            np.matmul(rows[:, first * self._n_in : last * self._n_in], kernel, out=found[:, at])
        found += self._bias
        return np.maximum(found, 0, out=found).reshape(len(rows), -1)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The layers; what follows them; the names of what they give it, and of its hidden state."""

    layers: tuple[_Layer, ...]
    rest: Any
    before_rest: str
    hidden: str


@cache
def _parts() -> _Parts:
    """The model's parts, for all models.

    A session may be run by several threads at once.
    """
    model = packaged_model("faster_whisper", "assets", "silero_vad_v6.onnx")
    steps = nodes(model)
    layers = [node for node in steps if node.kind == "Conv"][1:-1]
    kernels = [weights(model, layer.inputs[1]) for layer in layers]
    shapes = tuple(kernel.shape for kernel in kernels)
    if shapes != SHAPES:
        raise ModelUnavailable(
            f"the layers of faster-whisper's speech detector are {shapes}, not {SHAPES}: another "
            'version? install it with: pip install "faster-whisper>=1.2,<2"'
        )
    biases = [weights(model, layer.inputs[2]) for layer in layers]
    before = [node.outputs[0] for node in steps if node.kind == "Relu"][len(layers) - 1]
    hidden = next(node.outputs[0] for node in steps if node.kind == "LSTM")
    rest = session_of(part_of(model, [before], ["speech_probs", hidden, "hn", "cn"]))
    return _Parts(tuple(map(_Layer, kernels, biases)), rest, before, hidden)
