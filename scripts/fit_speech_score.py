"""Fits the speech score's network and writes its weights.

    python scripts/fit_speech_score.py --data FOLDER

FOLDER holds `calls/` (the real two-channel call), `syllables/` (Emo-DB) and `activity/`
(hand-labelled). Needs the extra `bench`, sox, and a quarter of an hour. Three fits: the one that
callcoach ships, on both channels of the call, and one without each channel, with which
`benchmarks/accuracy.py` judges just that channel. Every fit has the made calls of three Emo-DB
speakers, half of the hand-labelled recordings, and made noise and music too; see
`speech_score_sources.py` and `speech_score_conditions.py`.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from speech_score_material import Material, material_of, sources_and_conditions  # noqa: E402

from callcoach.turns.network import Network, Networks  # noqa: E402
from callcoach.types.frames import FloatRow  # noqa: E402
from turn_taking.truths import Rows  # noqa: E402

SHIPPED = ROOT / "src" / "callcoach" / "turns" / "data" / "speech_score.json"
FOLDS = ROOT / "benchmarks" / "turn_taking" / "data"
SEEDS = (1, 2, 3)
HIDDEN, ALPHA, EPOCHS, BATCH, RATE = 32, 0.1, 12, 512, 2e-3
SPREAD_LEAST = 1e-3


def both_fitted(material: Sequence[Material]) -> Networks:
    """The network for steady noise, fitted to that alone, and the one for noise of any kind."""
    steady = [each for each in material if each.is_steady]
    return Networks(fitted(steady), fitted(material))


def fitted(material: Sequence[Material]) -> Network:
    """The mean of networks that were fitted to the material from different beginnings."""
    columns = np.concatenate([each.columns for each in material])
    speech = np.concatenate([each.speech for each in material])
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + SPREAD_LEAST
    columns -= middle
    columns /= spread
    networks = [_fitted(columns, speech, seed) for seed in SEEDS]
    hidden = np.concatenate([each.hidden for each in networks], axis=1) / spread[:, np.newaxis]
    bias = np.concatenate([each.hidden_bias for each in networks])
    return Network(
        hidden.astype(np.float32),
        (bias - middle @ hidden).astype(np.float32),
        np.concatenate([each.output for each in networks]) / np.float32(len(SEEDS)),
        sum(each.output_bias for each in networks) / len(SEEDS),
    )


def _fitted(columns: FloatRow, speech: Rows, seed: int) -> Network:
    """One network, of columns that have a mean of 0 and a spread of 1."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (HIDDEN,),
        alpha=ALPHA,
        max_iter=EPOCHS,
        batch_size=BATCH,
        learning_rate_init=RATE,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(columns, speech)
    (hidden, output), (hidden_bias, output_bias) = model.coefs_, model.intercepts_
    return Network(hidden, hidden_bias, output[:, 0], float(output_bias[0]))


def error(network: Network, material: Sequence[Material]) -> float:
    """(Missed + false) rows against true ones, row by row."""
    wrong = sum(np.count_nonzero((network.log_odds(m.columns) > 0) != m.speech) for m in material)
    return wrong / sum(np.count_nonzero(m.speech) for m in material)


def main() -> None:
    """Fits, prints the error on what was left out, and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    data: Path = parser.parse_args().data
    sources, conditions = zip(*sources_and_conditions(), strict=True)
    with ProcessPoolExecutor(2) as pool:
        material = list(pool.map(material_of, [data] * len(sources), sources, conditions))
    FOLDS.mkdir(exist_ok=True)
    for channel in (0, 1):
        left_out = [each for each in material if each.name.startswith(f"call {channel}")]
        networks = both_fitted([each for each in material if each not in left_out])
        (FOLDS / f"speech_score_without_{channel}.json").write_text(networks.to_json() + "\n")
        print(f"fitted without channel {channel}; error there, row by row, by either network:")
        for each in left_out:
            errors = (error(network, [each]) for network in (networks.steady, networks.unsteady))
            print(f"  {each.name:24}", *(f"{value:.3f}" for value in errors))
    SHIPPED.write_text(both_fitted(material).to_json() + "\n")
    print(f"written: {SHIPPED.relative_to(ROOT)} and {FOLDS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
