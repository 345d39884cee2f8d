"""Owns the folds by which syllables are judged: a network each, without a speaker and sentences.

Each utterance of Emo-DB is counted by the network of the fold that has seen neither its speaker
nor its sentence. Written by `scripts/fit_syllables.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from callcoach.voice.syllable_network import Layer, SyllableNetwork

SPEAKERS = ("03", "08", "09", "10", "11")
SENTENCES = ("a01", "a02", "a04", "a05", "a07", "b01", "b02", "b03", "b09", "b10")
N_GROUPS = 5
PATH = Path(__file__).parent / "data" / "syllable_folds.npz"


@dataclass(frozen=True)
class Fold:
    """What a fit has not seen: a speaker, and the sentences of a group."""

    speaker: str
    group: int

    def may_see(self, said: str) -> bool:
        """Whether it may see an utterance, by speaker and sentence ("03a01")."""
        return said[:2] != self.speaker and group_of(said[2:5]) != self.group


def group_of(sentence: str) -> int:
    return SENTENCES.index(sentence) % N_GROUPS


FOLDS = tuple(Fold(speaker, group) for speaker in SPEAKERS for group in range(N_GROUPS))
EVERYTHING = Fold("", -1)
"""No fold to judge by: it has seen all."""


def write_folds(networks: Sequence[SyllableNetwork]) -> None:
    """Keeps the network of each of `FOLDS`, weights to three digits (float16)."""
    arrays = {"steps": np.array([layer.step for layer in networks[0].layers])}
    for i, layers in enumerate(zip(*(each.layers for each in networks), strict=True)):
        arrays[f"weights_{i}"] = np.stack([layer.weights for layer in layers]).astype(np.float16)
        arrays[f"bias_{i}"] = np.stack([layer.bias for layer in layers])
    arrays["output"] = np.stack([each.output for each in networks])
    arrays["output_bias"] = np.array([each.output_bias for each in networks])
    np.savez_compressed(PATH, **arrays)


@cache
def _folds() -> dict[Fold, SyllableNetwork]:
    with np.load(PATH) as kept:
        of = {name: kept[name] for name in kept.files}
    return {
        fold: SyllableNetwork(
            tuple(
                Layer(of[f"weights_{i}"][k].astype(np.float32), of[f"bias_{i}"][k], int(step))
                for i, step in enumerate(of["steps"])
            ),
            of["output"][k],
            float(of["output_bias"][k]),
        )
        for k, fold in enumerate(FOLDS)
    }


def network_for(speaker: str, sentence: str) -> SyllableNetwork:
    """The network that has seen neither."""
    return _folds()[Fold(speaker, group_of(sentence))]
