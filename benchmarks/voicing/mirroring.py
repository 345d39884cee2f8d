"""How well mirroring finds what was prescribed, and nothing where there is nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.settings import Settings
from callcoach.types.measures import Mirroring, TurnVoice
from callcoach.voice import mirroring

N_RUNS = 500
N_TURNS = (12, 20, 40, 80)
GAINS = (-0.6, -0.3, 0.0, 0.3, 0.6, 0.9)
Numbers = npt.NDArray[np.float64]


def print_mirroring(data: Path) -> None:
    """Made rows of turns; no recording is needed."""
    del data
    print("\nmirroring, independent parties: intervals that cover 0 (required 93 % of 500), sham")
    print("  turns  memory   covers 0   mean of sham gains   ordinary least squares covers 0")
    for n in N_TURNS:
        for memory in (0.0, 0.4):
            found = [_of(*_rows(0.0, n, seed, memory)) for seed in range(N_RUNS)]
            covers = np.mean(
                [
                    each.low <= 0 <= each.high
                    for each in found
                    if each.low is not None and each.high is not None
                ]
            )
            sham = np.mean([each.sham_mean for each in found])
            plain = np.mean([_ols_covers(*_rows(0.0, n, seed, memory)) for seed in range(N_RUNS)])
            print(f"  {n:5} {memory:7.1f} {covers:10.3f} {sham:20.3f} {plain:21.3f}")
    print("\nmirroring, prescribed gain at 80 turns (required within 0.1 in the mean)")
    print("  prescribed   found   found from turns with noise of half a spread")
    for gain in GAINS:
        found_gain = np.mean([_of(*_rows(gain, 80, seed, 0.0)).follow_gain for seed in range(30)])
        noisy = np.mean(
            [_of(*_rows(gain, 80, seed, 0.0, noise=0.5)).follow_gain for seed in range(30)]
        )
        print(f"  {gain:10.1f} {found_gain:7.2f} {noisy:7.2f}")


def _rows(
    gain: float, n: int, seed: int, memory: float, noise: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Turns of the customer and the agent in own spreads. `memory`: correlation of a turn with the
    same party's one before; `noise`: added to both, as of words that happen to be bright."""
    rng = np.random.default_rng(seed)
    customer = _remembering(rng.normal(0, 1, n), memory)
    own = _remembering(rng.normal(0, 1, n), memory)
    agent = gain * customer + np.sqrt(1 - gain**2) * own
    return customer + noise * rng.normal(0, 1, n), agent + noise * rng.normal(0, 1, n)


def _remembering(fresh: Numbers, memory: float) -> Numbers:
    row = fresh.copy()
    for i in range(1, len(row)):
        row[i] = memory * row[i - 1] + np.sqrt(1 - memory**2) * fresh[i]
    return row


def _of(customer: Numbers, agent: Numbers) -> Mirroring:
    return mirroring(_turns(agent, 5.0), _turns(customer, 0.0), (None, None), Settings().voice)


def _turns(row: Numbers, first_s: float) -> tuple[TurnVoice, ...]:
    return tuple(
        TurnVoice(first_s + 10 * i, first_s + 10 * i + 4, 3.0, 1.5 * z, 2.0 * z, 3.0 * z, None)
        for i, z in enumerate(row.tolist())
    )


def _ols_covers(x: Numbers, y: Numbers) -> bool:
    """Whether the textbook interval of a least-squares slope covers 0."""
    slope, intercept = np.polyfit(x, y, 1)
    rest = y - slope * x - intercept
    error = np.sqrt(rest @ rest / (len(x) - 2) / ((x - x.mean()) @ (x - x.mean())))
    return bool(abs(slope) <= 1.96 * error)
