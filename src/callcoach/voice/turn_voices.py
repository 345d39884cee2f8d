"""Owns the voice of whole turns: pitch, spectrum and level of each against the own usual."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from callcoach.types.call import Channel
from callcoach.types.floor import Turn
from callcoach.types.measures import Baseline, RateWindow, TurnVoice
from callcoach.voice.cues import deviations
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.units import Units


def turn_voices(
    units: Units,
    turns: Sequence[Turn[Channel]],
    windows: Sequence[RateWindow],
    baseline: Baseline,
    *,
    is_level_used: bool,
) -> tuple[TurnVoice, ...]:
    """The voice of each of one channel's turns, in order.

    Means over the units whose middle lies in the turn, weighted by their voiced (for the level:
    clear) seconds. Rate: mean of the windows of local rate whose middle lies in the turn.
    """
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, baseline, is_level_used)
    middles_s = (units.start_s + units.end_s) / 2
    rate_at_s = np.array([(each.start_s + each.end_s) / 2 for each in windows])
    rates = np.array([each.rate_sps for each in windows])
    voices = []
    for turn in turns:
        at = slice(*np.searchsorted(middles_s, (turn.start_s, turn.end_s)).tolist())
        said = slice(*np.searchsorted(rate_at_s, (turn.start_s, turn.end_s)).tolist())
        voiced_s, clear_s = units.voiced_s[at], units.clear_s[at]
        voices.append(
            TurnVoice(
                start_s=turn.start_s,
                end_s=turn.end_s,
                voiced_s=float(voiced_s.sum()),
                f0_st=_mean(rises[at, 0], voiced_s),
                alpha_db=_mean(rises[at, 1], voiced_s),
                level_db=_mean(rises[at, 2], clear_s),
                rate_sps=float(rates[said].mean()) if len(rates[said]) else None,
            )
        )
    return tuple(voices)


def _mean(values: FloatRow64, weights: FloatRow64) -> float | None:
    known = ~np.isnan(values) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else None
