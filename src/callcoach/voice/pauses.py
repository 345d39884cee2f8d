"""Owns a channel's own pauses: silences inside its turns."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.time import Spans
from callcoach.voice.rows import BoolRow, row_slice, rows_in, runs


@dataclass(frozen=True, slots=True)
class Pauses:
    """How many pauses, and their seconds together."""

    n: int
    total_s: float


def own_pauses(
    is_phonation: BoolRow, turns: Spans, holds: Spans, settings: VoiceSettings
) -> Pauses:
    """Silences of `pause_s` and more between phonation inside own turns, holds left out.

    `is_phonation`: (n,) rows. Silence up to the edge of a turn is no pause of its speaker.
    """
    is_silent = ~is_phonation & ~rows_in(holds, len(is_phonation))
    least_rows = round(settings.pause_s * STEPS_PER_S)
    n = n_rows = 0
    for turn in turns:
        silent = is_silent[row_slice(turn, len(is_silent))]
        for start, end in runs(silent).tolist():
            if end - start >= least_rows and start > 0 and end < len(silent):
                n += 1
                n_rows += end - start
    return Pauses(n, n_rows / STEPS_PER_S)
