"""Fits the directions in which the speech detector's state is kept, and writes them.

    python scripts/fit_detector_state.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz` (the texts). Needs what `scripts/fit_syllables.py`
needs, but for torch. Made speech alone is used, degraded as for the syllables: no speech of
Emo-DB, on which they are judged. Of 192 values, the second layer's 64 in each half of a window and
the hidden state's 128 after it, 16 sums are kept: those that vary most over speech for what
they vary with the gain (-14 to -38 dBFS), a generalised eigenvalue problem. Over made speech 21 %
of what the values vary by is gain, of the sums 2 %.

The directions that callcoach ships were fitted in November 2026 to 350 made utterances in two
conditions each, spoken by an earlier form of these scripts, and the gains to 70.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "src")]

from syllable_conditions import degraded  # noqa: E402
from syllable_material import spoken  # noqa: E402

from callcoach.frames.model_rate import ModelRateStream  # noqa: E402
from callcoach.frames.silero import N_WINDOW, SileroModel  # noqa: E402
from callcoach.frames.state_directions import LAYER_SCALE  # noqa: E402
from callcoach.types.frames import N_STATES  # noqa: E402

SHIPPED = ROOT / "src" / "callcoach" / "frames" / "data" / "detector_state.json"
TEXTS = "switchboard-dialog-acts.csv.gz"
N_UTTERANCES, SEED = 420, 11
LEVELS_DBFS = (-14.0, -22.0, -30.0, -38.0)
GAIN_FLOOR = 0.03
"""Of the mean gain variance, added in every direction, so that none counts as free of it."""

Values = npt.NDArray[np.float64]


def values_of(samples: npt.NDArray[np.float32], rate_hz: int) -> Values:
    """(2 n, 192) of n windows."""
    way = ModelRateStream(rate_hz)
    sound = np.concatenate((way.push(samples), way.finish()))
    windows = sound[: len(sound) // N_WINDOW * N_WINDOW].reshape(-1, N_WINDOW)
    inner = SileroModel().inner(windows)
    hidden = np.repeat(inner.hidden, 2, axis=0)
    values = np.concatenate((np.log1p(inner.layer * LAYER_SCALE), hidden), axis=1)
    return values.astype(np.float64)


def at_levels(data: Path) -> Iterator[Values]:
    """For each utterance (levels, 2 n, 192)."""
    rng = np.random.default_rng(SEED)
    every = list(islice(spoken(data / TEXTS, SEED), N_UTTERANCES))
    for each in every:
        worse = degraded(each, every, rng)
        plain = worse.samples / np.sqrt(np.mean(worse.samples**2) + 1e-12)
        louder = [np.clip(plain * 10 ** (level / 20), -1, 1) for level in LEVELS_DBFS]
        yield np.stack([values_of(x.astype(np.float32), worse.rate_hz) for x in louder])


def directions(values: Values) -> tuple[Values, Values]:
    """Weights (192, N_STATES) and bias (N_STATES,) of (levels, n, 192)."""
    mean, spread = values.mean((0, 1)), values.std((0, 1)) + 1e-3
    even = (values - mean) / spread
    by_gain = (even - even.mean(0)).reshape(-1, even.shape[-1])
    of_gain = by_gain.T @ by_gain / len(by_gain)
    of_all = np.cov(even.reshape(-1, even.shape[-1]).T)
    floor = GAIN_FLOOR * np.trace(of_gain) / len(of_gain)
    whiten = np.linalg.inv(np.linalg.cholesky(of_gain + floor * np.eye(len(of_gain))))
    _, vectors = np.linalg.eigh(whiten @ of_all @ whiten.T)
    kept = whiten.T @ vectors[:, ::-1][:, :N_STATES]
    kept /= np.sqrt(np.diag(kept.T @ of_all @ kept))
    weights = kept / spread[:, None]
    return weights, -mean @ weights


def main() -> None:
    """Speaks, fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the texts")
    weights, bias = directions(np.concatenate([*at_levels(parser.parse_args().data)], axis=1))
    plain = {
        "n_layer": 64,
        "n_state": len(weights) - 64,
        "weights": [float(f"{value:.5g}") for value in weights.ravel()],
        "bias": [float(f"{value:.5g}") for value in bias],
    }
    SHIPPED.write_text(json.dumps(plain) + "\n", encoding="utf-8")
    print(f"written: {SHIPPED.relative_to(ROOT)}; now fit the syllables anew")


if __name__ == "__main__":
    main()
