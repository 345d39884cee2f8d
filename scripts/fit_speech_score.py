"""Fits the speech score's network and writes its weights.

    python scripts/fit_speech_score.py --data FOLDER

FOLDER holds `calls/` (the real two-channel call), `syllables/` (Emo-DB) and `activity/`
(hand-labelled). Needs the extra `bench`. Three fits: the one that callcoach ships, on both
channels of the call, and one without each channel, with which `benchmarks/accuracy.py` judges
just that channel. Every fit has the made calls of three Emo-DB speakers and half of the
hand-labelled recordings too; see `speech_score_material.py`.
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

from speech_score_material import CONDITIONS, LABELLED, SPEAKERS, Material, material_of  # noqa: E402

from callcoach.turns.network import Network  # noqa: E402

SHIPPED = ROOT / "src" / "callcoach" / "turns" / "data" / "speech_score.json"
FOLDS = ROOT / "benchmarks" / "turn_taking" / "data"
HIDDEN, ALPHA, EPOCHS, BATCH, RATE = 32, 0.1, 8, 512, 2e-3
SPREAD_LEAST = 1e-3


def fitted(material: Sequence[Material], seed: int = 1) -> Network:
    """The network fitted to the material; the columns' means and spreads go into its weights."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    columns = np.concatenate([each.columns[:: each.every] for each in material])
    speech = np.concatenate([each.speech[:: each.every] for each in material])
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + SPREAD_LEAST
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
        model.fit((columns - middle) / spread, speech)
    hidden = model.coefs_[0] / spread[:, np.newaxis]
    return Network(
        hidden.astype(np.float32),
        (model.intercepts_[0] - middle @ hidden).astype(np.float32),
        model.coefs_[1][:, 0].astype(np.float32),
        float(model.intercepts_[1][0]),
    )


def error(network: Network, material: Sequence[Material]) -> float:
    """(Missed + false) rows against true ones, row by row."""
    wrong = sum(np.count_nonzero((network.log_odds(m.columns) > 0) != m.speech) for m in material)
    return wrong / sum(np.count_nonzero(m.speech) for m in material)


def main() -> None:
    """Fits, prints the error on what was left out, and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    data: Path = parser.parse_args().data
    made = [f"{kind} {speaker}" for kind in ("speaker", "cut") for speaker in SPEAKERS]
    sources = ["call 0", "call 1", *made, *(f"set {number}" for number in LABELLED)]
    jobs = [(data, source, condition) for source in sources for condition in CONDITIONS]
    with ProcessPoolExecutor(2) as pool:
        material = list(pool.map(material_of, *zip(*jobs, strict=True)))
    FOLDS.mkdir(exist_ok=True)
    for channel in (0, 1):
        left_out = [each for each in material if each.name.startswith(f"call {channel}")]
        network = fitted([each for each in material if each not in left_out])
        (FOLDS / f"speech_score_without_{channel}.json").write_text(network.to_json() + "\n")
        print(f"fitted without channel {channel}; error there, row by row:")
        for each in left_out:
            print(f"  {each.name:24} {error(network, [each]):.3f}")
    SHIPPED.write_text(fitted(material).to_json() + "\n")
    print(f"written: {SHIPPED.relative_to(ROOT)} and {FOLDS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
