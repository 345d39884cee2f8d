"""Owns the small text model of a pack: fitted weights that say how much a passage shows what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
Vector = tuple[npt.NDArray[np.intp], Scores]
"""Rows of features, and their values: of length 1 together."""


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """A logistic regression for each technique on the weighted features of a passage.

    `index`: row of each known feature; `rarity` (v,): what each counts; `weights` (v, t), `bias`
    (t,); `ids`: the t techniques. `least` (t,): the score from which a technique is shown, where
    every second passage shows it; `sure` (t,): the one where hardly any does, as in a call;
    infinite where none is that sure. Fitted by `scripts/fit_wording.py` to the labelled sentences
    beside the pack and to labelled calls.
    """

    index: dict[str, int]
    rarity: Scores
    weights: Scores
    bias: Scores
    least: Scores
    sure: Scores
    ids: tuple[str, ...]

    def scores(self, passages: Sequence[Counter[str]]) -> Scores:
        """(n, t) how much each passage shows each technique, in log odds."""
        found = np.zeros((len(passages), len(self.ids)), np.float32)
        for row, counts in zip(found, passages, strict=True):
            rows, values = self.vector(counts)
            np.matmul(values, self.weights[rows], out=row)
        return found + self.bias

    def vector(self, counts: Counter[str]) -> Vector:
        """A passage's known features.

        A feature counts 1 + the logarithm of how often it stands there, times its rarity.
        """
        index = self.index
        known = {index[name]: n for name, n in counts.items() if name in index}
        rows = np.fromiter(known, np.intp, len(known))
        often = np.fromiter(known.values(), np.float32, len(known))
        values = (1 + np.log(often)) * self.rarity[rows]
        length = float(np.sqrt(np.sum(np.square(values))))
        return rows, (values / length if length else values).astype(np.float32)

    def arrays(self) -> dict[str, Any]:
        """As kept in a file: weights to three digits (float16)."""
        names = "\n".join(sorted(self.index, key=self.index.__getitem__))
        return {
            "names": np.frombuffer(names.encode(), np.uint8),
            "ids": np.frombuffer("\n".join(self.ids).encode(), np.uint8),
            "rarity": self.rarity.astype(np.float16),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "least": self.least,
            "sure": self.sure,
        }

    @staticmethod
    def from_arrays(kept: Any) -> TextModel:
        """Of what `arrays` gave."""
        names = kept["names"].tobytes().decode().split("\n")
        return TextModel(
            index={name: row for row, name in enumerate(names)},
            rarity=kept["rarity"].astype(np.float32),
            weights=kept["weights"].astype(np.float32),
            bias=kept["bias"],
            least=kept["least"],
            sure=kept["sure"],
            ids=tuple(kept["ids"].tobytes().decode().split("\n")),
        )


def cosine(one: Vector, other: Vector) -> float:
    """How alike two passages are, 0..1."""
    values = dict(zip(other[0].tolist(), other[1].tolist(), strict=True))
    pairs = zip(one[0].tolist(), one[1].tolist(), strict=True)
    return float(sum(value * values.get(row, 0.0) for row, value in pairs))


def known_text_models() -> tuple[str, ...]:
    """Names of the text models that come with callcoach, sorted."""
    folder = resources.files("callcoach.coaching") / "packs"
    return tuple(sorted(f.name[:-4] for f in folder.iterdir() if f.name.endswith(".npz")))


@cache
def fitted_text_model(name: str) -> TextModel:
    """The text model that comes with callcoach under a known name."""
    file = resources.files("callcoach.coaching") / "packs" / f"{name}.npz"
    with resources.as_file(file) as path, np.load(path) as kept:
        return TextModel.from_arrays(kept)
