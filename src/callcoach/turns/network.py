"""Owns the fitted networks that weigh the columns of the speech score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from callcoach.turns.score_columns import N_COLUMNS
from callcoach.types.frames import FloatRow

LEAST_WEIGHT = 1e-30
"""Smaller ones, left in units that a fit has given up, tell nothing, and a processor takes so long
for products of numbers under 1e-38 that the whole network takes ten times as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One hidden layer: columns to the log odds of speech.

    hidden (N_COLUMNS, h), hidden_bias (h,), output (h,) float32; output_bias float. Fitted by
    ``scripts/fit_speech_score.py``; the columns' means and spreads are part of the weights.
    """

    hidden: FloatRow
    hidden_bias: FloatRow
    output: FloatRow
    output_bias: float

    def log_odds(self, columns: FloatRow) -> FloatRow:
        """(n,) float32 of (n, N_COLUMNS) float32."""
        inside = columns @ self.hidden
        inside += self.hidden_bias
        np.maximum(inside, 0, out=inside)
        odds: FloatRow = (inside @ self.output + np.float32(self.output_bias)).astype(np.float32)
        return odds


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """What weighs the columns in steady noise, and in noise that comes and goes."""

    steady: Network
    unsteady: Network

    def to_json(self) -> str:
        """As text, weights to 5 digits."""
        plain = {"steady": _plain(self.steady), "unsteady": _plain(self.unsteady)}
        return json.dumps({"n_columns": len(self.steady.hidden), **plain})

    @staticmethod
    def from_json(text: str) -> Networks:
        """Of the text that `to_json` makes.

        Raises
        ------
        ValueError
            If they were fitted to other columns.
        """
        plain = json.loads(text)
        if plain["n_columns"] != N_COLUMNS:
            raise ValueError(f"fitted to {plain['n_columns']} columns; there are {N_COLUMNS}")
        return Networks(_network(plain["steady"]), _network(plain["unsteady"]))


@cache
def fitted_networks() -> Networks:
    """The networks that come with callcoach."""
    data = files("callcoach.turns").joinpath("data", "speech_score.json")
    return Networks.from_json(data.read_text(encoding="utf-8"))


def _plain(network: Network) -> dict[str, Any]:
    def plain(values: FloatRow) -> list[float]:
        return [float(f"{value:.5g}") for value in values.ravel()]

    return {
        "hidden": plain(network.hidden),
        "hidden_bias": plain(network.hidden_bias),
        "output": plain(network.output),
        "output_bias": float(f"{network.output_bias:.5g}"),
    }


def _network(plain: dict[str, Any]) -> Network:
    hidden = np.array(plain["hidden"], np.float32)
    hidden[np.abs(hidden) < LEAST_WEIGHT] = 0
    return Network(
        hidden.reshape(N_COLUMNS, -1),
        np.array(plain["hidden_bias"], np.float32),
        np.array(plain["output"], np.float32),
        plain["output_bias"],
    )
