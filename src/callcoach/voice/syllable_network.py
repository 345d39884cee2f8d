"""Owns the fitted network that says how many syllables each row holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from callcoach.types.frames import FloatRow
from callcoach.voice.syllable_columns import N_COLUMNS


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A convolution over rows: weights (taps, n_in, n_out), bias (n_out,), float32.

    `step`: rows between its taps, whose number is odd.
    """

    weights: FloatRow
    bias: FloatRow
    step: int

    @property
    def reach(self) -> int:
        """Rows on either side that a row depends on."""
        return len(self.weights) // 2 * self.step

    def of(self, rows: FloatRow) -> FloatRow:
        """(n, n_out) of (n, n_in); beyond the ends lie zeros. What is under 0 is 0."""
        n = len(rows)
        padded = np.pad(rows, ((self.reach, self.reach), (0, 0)))
        out: FloatRow = padded[:n] @ self.weights[0]
        for tap in range(1, len(self.weights)):
            first = tap * self.step
            out += padded[first : first + n] @ self.weights[tap]
        out += self.bias
        np.maximum(out, 0, out=out)
        return out


@dataclass(frozen=True, slots=True, eq=False)
class SyllableNetwork:
    """Layers, each but the first added to what it was given; output (n_out,) float32 and a bias.

    Fitted by ``scripts/fit_syllables.py``.
    """

    layers: tuple[Layer, ...]
    output: FloatRow
    output_bias: float

    @property
    def reach(self) -> int:
        """Rows on either side that a row depends on."""
        return sum(layer.reach for layer in self.layers)

    def syllables(self, columns: FloatRow) -> FloatRow:
        """Syllables expected in each row, (n,) float32 >= 0, of (n, N_COLUMNS) float32."""
        rows = self.layers[0].of(columns)
        for layer in self.layers[1:]:
            rows = rows + layer.of(rows)
        expected: FloatRow = np.logaddexp(0, rows @ self.output + np.float32(self.output_bias))
        return expected

    def to_json(self) -> str:
        """As text, weights to 4 digits."""
        layers = [
            {
                "shape": list(layer.weights.shape),
                "step": layer.step,
                "weights": _plain(layer.weights),
                "bias": _plain(layer.bias),
            }
            for layer in self.layers
        ]
        output = {"output": _plain(self.output), "output_bias": round(self.output_bias, 5)}
        return json.dumps({"n_columns": N_COLUMNS, "layers": layers, **output})

    @staticmethod
    def from_json(text: str) -> SyllableNetwork:
        """Of the text that `to_json` makes.

        Raises
        ------
        ValueError
            If it was fitted to other columns.
        """
        plain = json.loads(text)
        if plain["n_columns"] != N_COLUMNS:
            raise ValueError(f"fitted to {plain['n_columns']} columns; there are {N_COLUMNS}")
        layers = tuple(
            Layer(_row(each["weights"]).reshape(each["shape"]), _row(each["bias"]), each["step"])
            for each in plain["layers"]
        )
        return SyllableNetwork(layers, _row(plain["output"]), plain["output_bias"])


@cache
def fitted_network() -> SyllableNetwork:
    """The network that comes with callcoach."""
    data = files("callcoach.voice").joinpath("data", "syllables.json")
    return SyllableNetwork.from_json(data.read_text(encoding="utf-8"))


def _plain(values: FloatRow) -> list[float]:
    return [float(f"{value:.4g}") for value in values.ravel()]


def _row(values: Any) -> FloatRow:
    return np.array(values, np.float32)
