"""Owns the few directions in which the speech detector's state is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from callcoach.types.frames import N_STATES, STATE_STEP, FloatRow, StateRows

LAYER_SCALE = 4.0
"""The second layer's values are taken as log(1 + 4 x): near their logarithm where they are large,
so that gain adds to them. Chosen by us, November 2026."""


@dataclass(frozen=True, slots=True, eq=False)
class StateDirections:
    """Weights of the second layer's values (n_layer, N_STATES), of the hidden state's (n_hidden,
    N_STATES), and a bias (N_STATES,), float32. Fitted by ``scripts/fit_detector_state.py``."""

    layer: FloatRow
    hidden: FloatRow
    bias: FloatRow

    def of(self, layer: FloatRow, hidden: FloatRow) -> StateRows:
        """(2 n, N_STATES) of the second layer's values in each half of n windows, (2 n, n_layer),
        and of the state after each window, (n, n_hidden)."""
        if not len(layer):
            return np.zeros((0, N_STATES), np.int8)
        both = np.concatenate((np.log1p(layer * LAYER_SCALE), np.repeat(hidden, 2, axis=0)), axis=1)
        weights = np.concatenate((self.layer, self.hidden)).astype(np.float64)
        # in double precision, so that no step depends on how the windows were cut
        found = (both.astype(np.float64) @ weights + self.bias) / STATE_STEP
        return np.clip(np.round(found), -127, 127).astype(np.int8)


@cache
def fitted_directions() -> StateDirections:
    """Those that come with callcoach."""
    data = files("callcoach.frames").joinpath("data", "detector_state.json")
    plain = json.loads(data.read_text(encoding="utf-8"))
    weights = np.array(plain["weights"], np.float32).reshape(-1, N_STATES)
    n_layer = plain["n_layer"]
    return StateDirections(
        weights[:n_layer], weights[n_layer:], np.array(plain["bias"], np.float32)
    )
