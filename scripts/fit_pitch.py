"""Fits the network that finds pitches and writes it as the package holds it.

    python scripts/pitch_material.py --data FOLDER --out FILE
    python scripts/fit_pitch.py --material FILE --weights WEIGHTS [--device cpu|cuda] [--further N]
    python scripts/fit_pitch.py --weights WEIGHTS --write

The second line takes under five minutes of a GPU (`cuda`) and would take five hours of two cores;
it needs `pip install torch==2.13.0` and numpy alone. `--further N` goes on from WEIGHTS for N small
steps. The third writes `comb.onnx`; it needs `pip install onnx`.

The weights that callcoach ships: 7500 steps on a GPU, when made voices had no tones between their
strings; then twice 2500 further steps on two cores, 16 minutes each: with keys and tones above any
pitch, then with signals of a line and tones of any pitch too.

What the network looks like was chosen by us in November 2026 by its errors on speakers 03 and 08 of
Emo-DB and on the four made voices of `benchmarks/voicing/made_voices.py` that are not reported.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

from pitch_network import Network  # noqa: E402
from pitch_voices import (  # noqa: E402
    HOP,
    RATE_HZ,
    Draw,
    Recorded,
    Sounds,
    Tensor,
    made,
    through_lines,
)

from callcoach.frames.comb import (  # noqa: E402
    AROUND_HOPS,
    LEAST_MAGNITUDE,
    LOWEST_HZ,
    N_BANDS,
    N_BINS,
    N_PITCHES,
    RANGE_TENFOLD,
    STEPS_PER_OCTAVE,
    bands_of,
)

SHIPPED = ROOT / "src" / "callcoach" / "frames" / "data" / "comb.onnx"
RECORDED_SHARE, LAST_RATE, WEIGHT_DECAY, WARM_STEPS, STEEPEST = 0.6, 1e-5, 1e-3, 200, 1.0
VOICING_WEIGHT, PITCH_SPREAD = 2.0, 0.7
N_WINDOW, N_HOPS = 512, 80
"""Half as many samples as callcoach's windows, at half its rate; and hops as in its chunks."""

SHOWN_EVERY, KEPT_EVERY = 250, 500


@dataclass(frozen=True)
class Plan:
    """How the network is fitted: from nothing, or on from weights that there are."""

    n_steps: int = 7500
    batch: int = 128
    rate: float = 3e-3
    seed: int = 0
    is_further: bool = False


def columns_of(samples: Tensor, bands: Tensor) -> Tensor:
    """(2 b, 1, N_BANDS, N_HOPS), as `callcoach.frames.comb.columns_of`; of two halves each."""
    window = torch.hann_window(N_WINDOW, device=samples.device)
    padded = functional.pad(samples, (N_WINDOW // 2, N_WINDOW // 2))
    frames = padded.unfold(1, N_WINDOW, HOP)[:, : samples.shape[1] // HOP] * window
    tenfold = torch.log10(torch.fft.rfft(frames).abs() @ bands + float(LEAST_MAGNITUDE))
    tenfold = tenfold.reshape(-1, N_HOPS, N_BANDS)
    top = functional.max_pool1d(tenfold.amax(2)[:, None], 2 * AROUND_HOPS + 1, 1, AROUND_HOPS)
    columns = (tenfold - top.transpose(1, 2)).clamp(min=-RANGE_TENFOLD) + 1
    return columns.transpose(1, 2)[:, None].contiguous(memory_format=torch.channels_last)


def drawn(draw: Draw, recorded: Recorded, batch: int) -> Sounds:
    """A batch of both kinds of voices, mixed, through lines."""
    n = round(batch * RECORDED_SHARE)
    kinds, order = (recorded.drawn(draw, n), made(draw, batch - n)), draw.order(batch)
    samples, f0_hz, is_known = (
        torch.cat([getattr(kind, name) for kind in kinds])[order]
        for name in ("samples", "f0_hz", "is_known")
    )
    return Sounds(through_lines(draw, samples), f0_hz, is_known)


def loss_of(odds: Tensor, voicing: Tensor, f0_hz: Tensor, is_known: Tensor) -> Tensor:
    """Of the hops that are known: of their voicing, and of the pitch of the voiced ones."""
    step = STEPS_PER_OCTAVE * torch.log2(f0_hz.clamp(min=1) / LOWEST_HZ)
    is_voiced = (step > 1) & (step < N_PITCHES - 1)
    judged = is_known & (is_voiced | (f0_hz == 0))
    log_losses = functional.binary_cross_entropy_with_logits(
        voicing, is_voiced.float(), reduction="none"
    )
    steps = torch.arange(N_PITCHES, device=odds.device)[None, :, None]
    wanted = torch.exp(-(((steps - step[:, None]) / PITCH_SPREAD) ** 2) / 2)
    wanted = wanted / wanted.sum(1, keepdim=True).clamp(min=1e-6)
    pitch_losses = -(wanted * functional.log_softmax(odds, 1)).sum(1)
    voiced = judged & is_voiced
    voicing_loss = (log_losses * judged).sum() / judged.sum().clamp(min=1)
    pitch_loss = (pitch_losses * voiced).sum() / voiced.sum().clamp(min=1)
    return pitch_loss + VOICING_WEIGHT * voicing_loss


def fit(material: Path, kept: Path, device: torch.device, plan: Plan) -> None:
    """Fits the network, and keeps its weights from time to time and at the end."""
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(plan.seed)
    draw, recorded = Draw(device, plan.seed), Recorded(material, device)
    network = Network()
    if plan.is_further:
        network.load_state_dict(_held(kept))
    network = network.to(device, memory_format=torch.channels_last)
    bands = torch.tensor(bands_of(N_BINS, RATE_HZ / N_WINDOW), device=device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=WEIGHT_DECAY)
    start_s, losses = time.time(), torch.zeros((), device=device)
    for step in range(1, plan.n_steps + 1):
        falling = (1 + math.cos(math.pi * step / plan.n_steps)) / 2
        rate = plan.rate * min(1, step / WARM_STEPS) * falling
        optimiser.param_groups[0]["lr"] = rate + LAST_RATE
        with torch.no_grad():
            sounds = drawn(draw, recorded, plan.batch)
            columns = columns_of(sounds.samples, bands)
        known = sounds.is_known.reshape(-1, N_HOPS)
        loss = loss_of(*network(columns), sounds.f0_hz.reshape(-1, N_HOPS), known)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), STEEPEST)
        optimiser.step()
        losses += loss.detach()
        if step % SHOWN_EVERY == 0:
            mean = float(losses) / SHOWN_EVERY
            print(f"step {step}, {time.time() - start_s:.0f} s: loss {mean:.4f}", flush=True)
            losses.zero_()
        if step % KEPT_EVERY == 0 or step == plan.n_steps:
            np.savez(kept, **{k: v.detach().cpu().numpy() for k, v in network.state_dict().items()})


def _held(weights: Path) -> dict[str, Tensor]:
    held = np.load(weights)
    return {name: torch.tensor(held[name]) for name in held.files}


def write(weights: Path, path: Path) -> None:
    """The network as an ONNX model whose only loose size is that of hops."""
    from pitch_graph import model_of

    network = Network()
    network.load_state_dict(_held(weights))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(model_of(network))


def main() -> int:
    """Fits, or writes what was fitted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--material", type=Path, metavar="FILE")
    parser.add_argument("--weights", type=Path, required=True, metavar="WEIGHTS")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--further", type=int, metavar="N")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.write:
        write(asked.weights, SHIPPED)
    elif asked.material is None:
        parser.error("name the material with --material, or --write")
    else:
        further = Plan(asked.further or 0, batch=16, rate=5e-4, seed=1, is_further=True)
        plan = further if asked.further else Plan()
        fit(asked.material, asked.weights, torch.device(asked.device), plan)
    return 0


if __name__ == "__main__":
    sys.exit(main())
