"""Fits the network that counts syllables and writes its weights.

    python scripts/fit_syllables.py --data FOLDER [--material FILE] [--device cpu|cuda]

FOLDER holds `syllables/` (Emo-DB) and `switchboard-dialog-acts.csv.gz` (the texts). Needs the extra
`bench`, `pip install torch==2.13.0`, `apt-get install flite espeak-ng festival sox` and festival's
Czech, Italian, Finnish, Catalan and English voices. The material takes half an hour of two cores;
it is kept in FILE where one is named, and taken from there where it exists. The fit took two
minutes of a GPU (`cuda`); on two cores it should take some hours, which was not tried.

First a network is fitted to made speech. From there, copies are fitted to Emo-DB too, to the number
of syllables and to where an alignment has them: one to all of it, which callcoach ships, and one
for each fold, a speaker and a group of sentences that it does not see, by which
`benchmarks/voice.py` judges. Each is then taken half-way back, weight by weight, to where it began,
which keeps what made speech taught of noise and lines (M. Wortsman et al. 2022, "Robust fine-tuning
of zero-shot models").

The weights that callcoach ships did not come of one run of this script. An earlier form of it,
without alignment and the detector's state, made a network and its folds (in the repository until
November 2026). From each of them 1400 steps went on by the losses of `fitted_further`, in batches
of 32, with 8,140 s of made speech (half of its pseudo-words drawn so that three in ten begin with a
vowel and nearly half end weakly) and all 192 of the detector's inner values as columns, whose
weights began at 0; half-way back; then the weights of the 192 were put through the 16 directions of
`fit_detector_state.py` by least squares on made speech.

Weights, sizes and numbers of steps were chosen by us in November 2026 by how well speakers 03 and
08 were counted, by copies that had not seen them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "src")]

from syllable_parts import (  # noqa: E402
    BAND_LEAST_DBFS,
    BAND_STEP_DB,
    PERIODICITY_STEP,
    SHARE_STEP,
    STATE_ZERO,
    Material,
)

from callcoach.types.frames import STATE_STEP  # noqa: E402
from callcoach.voice.syllable_columns import (  # noqa: E402
    DB,
    LEAST_DB,
    LEVEL_LOUD_QUANTILE,
    LOUD_QUANTILE,
    MOST_DB,
    N_BANDS,
    N_COLUMNS,
    RANGE_MOST_DB,
    SOFT_QUANTILE,
)
from callcoach.voice.syllable_network import Layer, SyllableNetwork  # noqa: E402
from voicing.syllable_folds import EVERYTHING, FOLDS, Fold, write_folds  # noqa: E402

SHIPPED = ROOT / "src" / "callcoach" / "voice" / "data" / "syllables.json"
TEXTS = "switchboard-dialog-acts.csv.gz"
SEED, TAPS, STEPS, HIDDEN = 0, 5, (1, 2, 4, 8), 48
SILENT_ROWS, LEAST_ROWS, MOST_ROWS = 32, 50, 400
N_STEPS, RATE, WEIGHT_DECAY = 4500, 4e-3, 1e-3
N_SEEDS = 8
TIMED_BATCH, SOUNDLESS_BATCH, JUDGED_BATCH = 40, 8, 40
LATER_STEPS, LATER_RATE, LATER_SHARE, JUDGED_WEIGHT = 1000, 1e-3, 0.5, 1.0
SUM_WEIGHT = 3.0
SOUNDLESS_WEIGHT, LARGE_ERROR, SOUNDLESS_MOST = 0.3, 1.5, -10.0


class Network(nn.Module):
    """The network of `SyllableNetwork`, for fitting: some copies of it side by side."""

    def __init__(self, copies: int = 1) -> None:
        super().__init__()
        self.copies = copies
        n = copies * HIDDEN
        self.layers = nn.ModuleList(
            nn.Conv1d(
                n if i else N_COLUMNS,
                n,
                TAPS,
                dilation=step,
                padding=TAPS // 2 * step,
                groups=copies if i else 1,
            )
            for i, step in enumerate(STEPS)
        )
        self.output = nn.Conv1d(n, copies, 1, groups=copies)
        nn.init.constant_(self.output.bias, -3.0)

    def forward(self, columns: torch.Tensor) -> torch.Tensor:
        """(b, copies, n) before softplus, of (b, N_COLUMNS, n)."""
        rows = torch.relu(self.layers[0](columns))
        for layer in self.layers[1:]:
            rows = rows + torch.relu(layer(rows))
        found: torch.Tensor = self.output(rows)
        return found

    def shares(self, columns: torch.Tensor) -> torch.Tensor:
        """(b, copies, n) syllables expected in each row."""
        return nn.functional.softplus(self(columns))

    def repeated(self, copies: int) -> Network:
        """Copies of the only one of this."""
        many = Network(copies).to(self.output.weight.device)
        many.load_state_dict(
            {
                name: value.repeat(copies, *[1] * (value.dim() - 1))
                for name, value in self.state_dict().items()
            }
        )
        return many

    def plain(self, copy: int = 0) -> SyllableNetwork:
        """A copy as callcoach holds it."""
        of = {
            name: value.detach().cpu().numpy().reshape(self.copies, -1, *value.shape[1:])[copy]
            for name, value in self.state_dict().items()
        }
        layers = tuple(
            Layer(
                np.ascontiguousarray(of[f"layers.{i}.weight"].transpose(2, 1, 0)),
                of[f"layers.{i}.bias"],
                step,
            )
            for i, step in enumerate(STEPS)
        )
        return SyllableNetwork(layers, of["output.weight"][0, :, 0], float(of["output.bias"][0]))


class Batches:
    """Draws parts at random, as columns on a device."""

    def __init__(self, material: Material, device: str) -> None:
        self._rng = np.random.default_rng(SEED)
        self._material = material
        self._rows = torch.from_numpy(material.rows).to(device)
        shares = np.add.reduceat(material.rows[:, N_BANDS + 1].astype(np.int64), material.starts)
        is_timed = material.numbers < 0
        self._timed = np.flatnonzero(is_timed & (shares > 0))
        self._soundless = np.flatnonzero(is_timed & (shares == 0))
        self._judged = np.flatnonzero(~is_timed)

    def timed(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Columns (b, N_COLUMNS, n) of stretches, and the share of a vowel in each row (b, n)."""
        return self._stretches(self._rng.choice(self._timed, TIMED_BATCH))

    def soundless(self) -> torch.Tensor:
        """Columns without syllables."""
        return self._stretches(self._rng.choice(self._soundless, SOUNDLESS_BATCH))[0]

    def judged(self, folds: Sequence[Fold]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Columns of utterances of Emo-DB, their syllables (b,), and whether each fold may see them
        (b, folds)."""
        chosen = self._rng.choice(self._judged, JUDGED_BATCH)
        columns, n = self._whole(chosen)
        return columns, n, self._seen(chosen, folds)

    def aligned(self, folds: Sequence[Fold]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Columns of stretches of such utterances, the share of a vowel in each row (b, n), and
        whether each fold may see them (b, folds)."""
        chosen = self._rng.choice(self._judged, JUDGED_BATCH)
        columns, shares = self._stretches(chosen)
        return columns, shares, self._seen(chosen, folds)

    def _seen(self, chosen: np.ndarray, folds: Sequence[Fold]) -> torch.Tensor:
        seen = [[fold.may_see(each) for fold in folds] for each in self._material.of[chosen]]
        return torch.tensor(seen, dtype=torch.float32, device=self._rows.device)

    def _whole(self, chosen: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        of = self._material
        first = (of.before[chosen] * self._rng.random(len(chosen))).astype(np.int64)
        last = (of.after[chosen] * self._rng.random(len(chosen))).astype(np.int64)
        columns, _ = self._taken(of.starts[chosen] + first, of.lengths[chosen] - first - last)
        return columns, torch.from_numpy(of.numbers[chosen].astype(np.float32)).to(columns.device)

    def _stretches(self, chosen: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        lengths = self._material.lengths[chosen]
        most = np.where(
            self._rng.random(len(chosen)) < 0.6,
            self._rng.integers(LEAST_ROWS, MOST_ROWS, len(chosen)),
            MOST_ROWS,
        )
        n = np.minimum(lengths, most)
        first = (self._rng.random(len(chosen)) * (lengths - n + 1)).astype(np.int64)
        return self._taken(self._material.starts[chosen] + first, n)

    def _taken(self, starts: np.ndarray, lengths: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        device = self._rows.device
        at = torch.arange(int(lengths.max()) + SILENT_ROWS, device=device) - SILENT_ROWS
        n = torch.from_numpy(lengths).to(device)[:, None]
        is_row = (at >= 0) & (at < n)
        where = torch.from_numpy(starts).to(device)[:, None] + torch.minimum(at.clamp(min=0), n - 1)
        rows = self._rows[where].float()
        bands = rows[..., :N_BANDS] * BAND_STEP_DB + BAND_LEAST_DBFS
        states = (rows[..., N_BANDS + 2 :] - STATE_ZERO) * STATE_STEP
        columns = columns_of(bands, rows[..., N_BANDS] * PERIODICITY_STEP, states, is_row)
        return columns, rows[..., N_BANDS + 1] * SHARE_STEP * is_row


def columns_of(
    bands_dbfs: torch.Tensor,
    periodicity: torch.Tensor,
    states: torch.Tensor,
    is_row: torch.Tensor,
) -> torch.Tensor:
    """(b, N_COLUMNS, n) of (b, n, N_BANDS): as `syllable_columns` makes them, silence elsewhere."""
    level = 10 * torch.log10((10 ** (bands_dbfs / 10)).sum(-1, keepdim=True) + 1e-13)
    both = torch.cat((bands_dbfs, level), -1)
    ranked = both.masked_fill(~is_row[..., None], torch.inf).sort(1).values
    n = is_row.sum(1)
    loud, loudest = (_quantile(ranked, n, q) for q in (LOUD_QUANTILE, LEVEL_LOUD_QUANTILE))
    soft = _quantile(ranked, n, SOFT_QUANTILE)
    loud = torch.cat((loud[..., :N_BANDS], loudest[..., N_BANDS:]), -1)
    against = (both - loud).clamp(LEAST_DB, MOST_DB).masked_fill(~is_row[..., None], LEAST_DB)
    range_db = (loudest - soft)[..., N_BANDS].clamp(0, RANGE_MOST_DB)
    others = torch.stack((periodicity, range_db * float(DB) + 0 * periodicity, is_row + 0.0), -1)
    others = torch.cat((others, states), -1) * is_row[..., None]
    return torch.cat((against * float(DB), others), -1).transpose(1, 2)


def _quantile(ranked: torch.Tensor, n: torch.Tensor, q: float) -> torch.Tensor:
    """(b, 1, k) of (b, n, k) in order, of which the first n (b,) count."""
    at = (n - 1) * q
    low = at.floor().long()
    high = torch.minimum(low + 1, n - 1)
    of = torch.arange(len(ranked), device=ranked.device)
    a, b = ranked[of, low], ranked[of, high]
    return (a + (b - a) * (at - low)[:, None])[:, None]


def fitted(batches: Batches, device: str) -> Network:
    """A network fitted to all but Emo-DB."""
    torch.manual_seed(SEED)
    network = Network().to(device)
    return _descended(network, lambda: _of_made(network, batches), N_STEPS, RATE)


def fitted_further(network: Network, batches: Batches, folds: Sequence[Fold]) -> Network:
    """For each fold a copy of the network, half-way to one fitted to what it may see of Emo-DB."""
    copies = network.repeated(len(folds))

    def loss() -> torch.Tensor:
        return _of_made(copies, batches) + JUDGED_WEIGHT * _of_judged(copies, batches, folds)

    _descended(copies, loss, LATER_STEPS, LATER_RATE)
    with torch.no_grad():
        for moved, began in zip(
            copies.parameters(), network.repeated(len(folds)).parameters(), strict=True
        ):
            moved.lerp_(began, 1 - LATER_SHARE)
    return copies


def _descended(
    network: Network, loss_of: Callable[[], torch.Tensor], n_steps: int, rate: float
) -> Network:
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=n_steps + 1)
    for step in range(n_steps):
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 500 == 0:
            print(f"step {step}: {loss.item():.3f}", flush=True)
    return network


def _of_made(network: Network, batches: Batches) -> torch.Tensor:
    columns, true = batches.timed()
    loss = _of_rows(network.shares(columns), true[:, None])
    return loss + SOUNDLESS_WEIGHT * _of_soundless(network, batches)


def _of_rows(
    found: torch.Tensor, true: torch.Tensor, seen: torch.Tensor | None = None
) -> torch.Tensor:
    """Squared error of the syllables in each row (b, copies, n), and of their sum, of what each
    copy may see (b, copies)."""
    n = true.sum(-1)
    seen = torch.ones_like(found[..., 0]) if seen is None else seen
    of_rows = (((found - true) ** 2).sum(-1) * seen).sum() / ((true**2).sum(-1) * seen).sum()
    of_sum = (found.sum(-1) - n) ** 2 / (n + 1) * seen
    return of_rows + SUM_WEIGHT * of_sum.sum() / seen.sum()


def _of_judged(network: Network, batches: Batches, folds: Sequence[Fold]) -> torch.Tensor:
    columns, n, seen = batches.judged(folds)
    of_number = (_error(network.shares(columns).sum(-1), n) * seen).sum() / seen.sum()
    columns, true, seen = batches.aligned(folds)
    return of_number + _of_rows(network.shares(columns), true[:, None], seen)


def _error(counted: torch.Tensor, n: torch.Tensor) -> torch.Tensor:
    """(b, copies) squared error of counts, in which the large ones weigh less."""
    errors = (counted - n[:, None]) / (n[:, None] + 1).sqrt()
    return 2 * nn.functional.huber_loss(errors, 0 * errors, reduction="none", delta=LARGE_ERROR)


def _of_soundless(network: Network, batches: Batches) -> torch.Tensor:
    """How far rows without speech are from holding nothing at all."""
    return torch.relu(network(batches.soundless())[..., SILENT_ROWS:] - SOUNDLESS_MOST).mean()


def made(data: Path) -> Material:
    """All material, made on two cores."""
    import syllable_material as of  # only here: a machine that fits need not speak

    context = get_context("spawn")  # a process may hold one espeak-ng only
    with ProcessPoolExecutor(2, context, max_tasks_per_child=1) as pool:
        jobs = [pool.submit(of.made, data / TEXTS, seed) for seed in range(N_SEEDS)]
        jobs.append(pool.submit(of.of_emo_db, data))
        return Material.joined([part for job in jobs for part in job.result()])


def main() -> None:
    """Makes the material where it is not kept, fits and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the texts")
    parser.add_argument("--material", type=Path, help="where the material is kept (.npz)")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    options = parser.parse_args()
    if options.material is not None and options.material.exists():
        material = Material.load(options.material)
    else:
        material = made(options.data)
        if options.material is not None:
            material.save(options.material)
    batches = Batches(material, options.device)
    network = fitted(batches, options.device)
    every = fitted_further(network, batches, (*FOLDS, EVERYTHING))
    write_folds([every.plain(copy) for copy in range(len(FOLDS))])
    SHIPPED.write_text(every.plain(len(FOLDS)).to_json() + "\n")
    print(f"written: {SHIPPED.relative_to(ROOT)} and the folds of the benchmark")


if __name__ == "__main__":
    main()
