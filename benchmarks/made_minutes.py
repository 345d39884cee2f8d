"""How often the interval of what followed a technique holds what was put in.

    python benchmarks/made_minutes.py

Made minutes: callers differ from each other, minutes of a caller vary about their own usual, and
agents use the technique the more, the worse the minute before was. Prints for each measure and
number of calls, with nothing put in, in how many of 800 sets the interval holds 0, the mean
difference, and the mean change from the minute before alone; then with an effect put in.
"""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np

from callcoach.store.followed import MinuteOf, followed_by
from callcoach.store.next_minute import NextMinute

LEAST = 10
SETS = 800
N_TURNS = 14


def made(
    rng: np.random.Generator,
    n_calls: int,
    *,
    effect: float = 0.0,
    measure: str = "pace_sps",
    n_turns: int = N_TURNS,
) -> list[MinuteOf]:
    """Turns of so many calls; `effect` is added to the minute after each turn with empathy."""
    found = []
    for call in range(n_calls):
        usual = rng.normal(5.0, 0.5) if measure == "pace_sps" else rng.gamma(2.0, 0.4)
        spread = 0.4 if measure == "pace_sps" else math.sqrt(usual)
        for turn in range(n_turns):
            before, after = (
                rng.normal(usual, spread, 2)
                if measure == "pace_sps"
                else rng.poisson(usual, 2) * 1.0
            )
            is_used = rng.random() < 1 / (1 + math.exp(1.0 - 1.5 * (before - usual) / spread))
            names = ("empathy",) if is_used else ()
            minute = NextMinute(
                100.0 * turn, 100.0 * turn + 5, names, names,
                {measure: float(before)}, {measure: float(after) + effect * is_used},
            )  # fmt: skip
            found.append(MinuteOf(f"{call:04d}", minute))
    return found


def main() -> None:
    """Prints a line for each measure, number of calls and effect."""
    for measure in ("pace_sps", "complaints"):
        for n_calls, effect in ((20, 0.0), (30, 0.0), (100, 0.0), (100, -0.3)):
            rng = np.random.default_rng(11 + n_calls)
            sets = [
                one
                for _ in range(SETS if n_calls < 100 else SETS // 4)
                for one in followed_by(made(rng, n_calls, effect=effect, measure=measure), LEAST)
            ]
            held = fmean(one.low <= effect <= one.high for one in sets)
            print(
                f"{measure:10} {n_calls:4} calls, effect {effect:4.1f}: held in {held:.1%} of "
                f"{len(sets)}; difference {fmean(one.difference for one in sets):+.3f}, "
                f"change alone {fmean(one.change for one in sets):+.3f}"
            )


if __name__ == "__main__":
    main()
