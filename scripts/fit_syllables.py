"""Fits the network that counts syllables and writes its weights.

    python scripts/fit_syllables.py --data FOLDER

FOLDER holds `syllables/` (Emo-DB), `switchboard-dialog-acts.csv.gz` (the texts), and recordings of
real speech in `meetings/`, `activity/` and `calls/`. Needs the extra `bench`, `pip install
torch==2.13.0`, `apt-get install flite espeak-ng festival sox` with festival's Czech, Italian,
Finnish, Russian, Catalan and English voices, and an hour of two cores. First a fit to made speech,
in which each row is told how much of a vowel it holds, while real speech must be counted alike at
every tempo. Then three fits from there, that also count the utterances of speakers 03 and 08
right: the one that callcoach ships, and one without each half of the sentences, with which
`benchmarks/voice.py` judges just that half.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from syllable_material import Counted, Rows, counted, made, uncounted  # noqa: E402

from callcoach.types.frames import FloatRow  # noqa: E402
from callcoach.voice.syllable_columns import (  # noqa: E402
    N_COLUMNS,
    columns_of,
    silent_columns,
)
from callcoach.voice.syllable_network import Layer, SyllableNetwork  # noqa: E402
from voicing.syllables import FOLDS, fold_of  # noqa: E402

SHIPPED = ROOT / "src" / "callcoach" / "voice" / "data" / "syllables.json"
SEED, TAPS, STEPS, HIDDEN = 0, 5, (1, 2, 4, 8), 32
SILENT_ROWS, MOST_ROWS, LEAST_ROWS, AROUND_ROWS = 32, 400, 50, 40
VOWEL_ROWS = 2.5
BATCH, UNCOUNTED_BATCH, COUNTED_BATCH, AS_IS_SHARE = 48, 16, 24, 0.35
FIRST_STEPS, FIRST_RATE, LATER_STEPS, LATER_RATE = 1700, 4e-3, 320, 1.5e-3
SUM_WEIGHT, COUNTED_WEIGHT = 0.1, 1.5


@dataclass(frozen=True, eq=False)
class Material:
    """What a fit learns from; `counted` may be empty."""

    made: Sequence[Rows]
    uncounted: Sequence[tuple[Rows, ...]]
    counted: Sequence[Counted]


class Torch(nn.Module):
    """The network of `SyllableNetwork`, for fitting."""

    def __init__(self) -> None:
        super().__init__()
        n_in = (N_COLUMNS, *(HIDDEN for _ in STEPS[1:]))
        self.layers = nn.ModuleList(
            nn.Conv1d(n, HIDDEN, TAPS, dilation=step, padding=TAPS // 2 * step)
            for n, step in zip(n_in, STEPS, strict=True)
        )
        self.output = nn.Conv1d(HIDDEN, 1, 1)
        nn.init.constant_(self.output.bias, -3.0)

    def forward(self, columns: torch.Tensor) -> torch.Tensor:
        """(b, n) of (b, N_COLUMNS, n)."""
        rows = torch.relu(self.layers[0](columns))
        for layer in self.layers[1:]:
            rows = rows + torch.relu(layer(rows))
        return nn.functional.softplus(self.output(rows))[:, 0]

    def plain(self) -> SyllableNetwork:
        """As callcoach holds it."""
        layers = tuple(
            Layer(
                np.ascontiguousarray(layer.weight.detach().numpy().transpose(2, 1, 0)),
                layer.bias.detach().numpy(),
                step,
            )
            for layer, step in zip(self.layers, STEPS, strict=True)
        )
        output = self.output.weight.detach().numpy()[0, :, 0]
        return SyllableNetwork(layers, output, float(self.output.bias.detach()[0]))


def fitted(material: Material, begin: Torch | None, n_steps: int, rate: float) -> Torch:
    """A network fitted in some steps, from another or from chance."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    network = Torch()
    if begin is not None:
        network.load_state_dict(begin.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=n_steps + 1)
    for _ in range(n_steps):
        loss = _of_made(network, material.made, rng)
        if material.counted:
            loss = loss + COUNTED_WEIGHT * _of_counted(network, material.counted, rng)
        else:
            loss = loss + _of_uncounted(network, material.uncounted, rng)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return network


def _of_made(network: Torch, every: Sequence[Rows], rng: np.random.Generator) -> torch.Tensor:
    """Squared error of each row's share of vowels, and of the sum."""
    columns, shares = [], []
    for index in rng.integers(len(every), size=BATCH):
        part, share = _cut(every[index], rng)
        columns.append(part)
        shares.append(np.pad(share, SILENT_ROWS))
    found, true = network(_stacked(columns)), torch.from_numpy(_padded(shares))
    n = true.sum(1)
    rows = ((found - true) ** 2).sum(1).mean() / (true**2).sum(1).mean()
    return rows + SUM_WEIGHT * ((found.sum(1) - n) ** 2 / (n + 1)).mean()


def _cut(rows: Rows, rng: np.random.Generator) -> tuple[FloatRow, FloatRow]:
    """Columns of a stretch of the speech, and the share of vowels in each of its rows."""
    n = len(rows.periodicity)
    vowels = rows.vowels_s * 100 - 0.5
    first, last = (vowels[0], vowels[-1]) if len(vowels) else (0, n)
    first = max(0, int(first - rng.uniform(15, AROUND_ROWS)))
    last = min(n, int(last + rng.uniform(15, AROUND_ROWS)))
    most = rng.integers(LEAST_ROWS, MOST_ROWS) if rng.random() < 0.6 else MOST_ROWS
    if last - first > most:
        first = int(rng.integers(first, last - most + 1))
        last = first + int(most)
    share = np.zeros(last - first, np.float32)
    for vowel in vowels[(vowels >= first) & (vowels < last)]:
        shape = np.exp(-(((np.arange(first, last) - vowel) / VOWEL_ROWS) ** 2) / 2)
        share += (shape / shape.sum()).astype(np.float32)
    return _columns(rows, slice(first, last)), share


def _of_uncounted(
    network: Torch, clips: Sequence[tuple[Rows, ...]], rng: np.random.Generator
) -> torch.Tensor:
    """How unlike two versions of one clip are counted, against the count."""
    first, second = [], []
    for index in rng.integers(len(clips), size=UNCOUNTED_BATCH):
        a, b = rng.choice(len(clips[index]), 2, replace=False)
        first.append(_columns(clips[index][a]))
        second.append(_columns(clips[index][b]))
    a, b = network(_stacked(first)).sum(1), network(_stacked(second)).sum(1)
    return ((a - b) ** 2 / (a.detach() + b.detach() + 2)).mean()


def _of_counted(
    network: Torch, utterances: Sequence[Counted], rng: np.random.Generator
) -> torch.Tensor:
    """Squared error of the counts of utterances, by any of their chains."""
    columns, true = [], []
    for index in rng.integers(len(utterances), size=COUNTED_BATCH):
        each = utterances[index]
        chains = each.as_is if rng.random() < AS_IS_SHARE else each.degraded
        columns.append(_columns(chains[rng.integers(len(chains))]))
        true.append(float(each.n_syllables))
    n = torch.tensor(true)
    return ((network(_stacked(columns)).sum(1) - n) ** 2 / (n + 1)).mean()


def _columns(rows: Rows, part: slice = slice(None)) -> FloatRow:
    return columns_of(rows.bands[part], rows.periodicity[part])


def _stacked(columns: Sequence[FloatRow]) -> torch.Tensor:
    """(b, N_COLUMNS, n): each with silence before, and silence up to the longest after."""
    n = max(map(len, columns)) + SILENT_ROWS
    return torch.from_numpy(
        np.stack(
            [
                np.concatenate([silent_columns(SILENT_ROWS), each, silent_columns(n - len(each))]).T
                for each in columns
            ]
        )
    )


def _padded(rows: Sequence[Any]) -> FloatRow:
    n = max(map(len, rows))
    return np.stack([np.pad(each, (0, n - len(each))) for each in rows])


def main() -> None:
    """Fits and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    data: Path = parser.parse_args().data
    texts = data / "switchboard-dialog-acts.csv.gz"
    with ProcessPoolExecutor(2) as pool:
        halves = list(pool.map(made, (texts, texts), (0, 1)))
    first = Material([*halves[0], *halves[1]], uncounted(data), ())
    network = fitted(first, None, FIRST_STEPS, FIRST_RATE)
    every = counted(data)
    FOLDS.mkdir(exist_ok=True)
    for fold in (0, 1):
        others = [each for each in every if fold_of(each.sentence) != fold]
        later = fitted(replace(first, counted=others), network, LATER_STEPS, LATER_RATE)
        (FOLDS / f"syllables_without_{fold}.json").write_text(later.plain().to_json() + "\n")
    later = fitted(replace(first, counted=every), network, LATER_STEPS, LATER_RATE)
    SHIPPED.write_text(later.plain().to_json() + "\n")
    print(f"written: {SHIPPED.relative_to(ROOT)} and {FOLDS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
