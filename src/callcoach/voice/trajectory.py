"""Owns steadiness through a call: its course, and how it ended against how it began."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.call import Reasons
from callcoach.types.measures import SteadyPoint
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.units import Units

STEP_S = 10.0
AROUND_S = 15.0
SPEECH_LEAST_S = 5.0
"""A point each 10 s, of the own speech within 15 s of it, where that is 5 s and more. Chosen by us:
a few units alone jump about."""

THIRD_LEAST_S = 10.0
"""Voiced speech of a third below which opening and ending are not told. Chosen by us."""

CHANGE_NAMES = ("opening", "ending", "change_low", "change_high")
N_BOOTSTRAP = 400


@dataclass(frozen=True, slots=True)
class Change:
    """Steadiness of the first and the last third of the own speech, and a 95 % interval of its
    difference."""

    opening: float | None
    ending: float | None
    low: float | None
    high: float | None
    reasons: Reasons = field(default_factory=dict)


def change(
    loss: FloatRow64, weight_s: FloatRow64, voiced_s: FloatRow64, settings: VoiceSettings
) -> Change:
    """Thirds by own speech, not by the clock; a unit belongs where its middle lies."""
    middles = np.cumsum(weight_s) - weight_s / 2
    share = middles / weight_s.sum()
    ends = [np.flatnonzero(share < 1 / 3), np.flatnonzero(share >= 2 / 3)]
    if min(float(voiced_s[part].sum()) for part in ends) < THIRD_LEAST_S:
        why = f"less than {THIRD_LEAST_S:g} s of voiced own speech in a third of the call"
        return Change(None, None, None, None, dict.fromkeys(CHANGE_NAMES, why))
    rng = np.random.default_rng(settings.bootstrap_seed)
    scores, drawn_scores = [], []
    for part in ends:
        drawn = rng.choice(part, (N_BOOTSTRAP, len(part)))
        drawn_loss = (loss * weight_s)[drawn].sum(axis=1) / weight_s[drawn].sum(axis=1)
        drawn_scores.append(100.0 * (1.0 - drawn_loss))
        scores.append(100.0 * (1.0 - float(np.average(loss[part], weights=weight_s[part]))))
    low, high = np.quantile(drawn_scores[1] - drawn_scores[0], (0.025, 0.975))
    return Change(scores[0], scores[1], float(low), float(high))


def trajectory(
    units: Units, kept: npt.NDArray[np.intp], loss: FloatRow64
) -> tuple[SteadyPoint, ...]:
    """The score of the own speech around each tenth second of the call."""
    starts_s, ends_s = units.start_s[kept], units.end_s[kept]
    clear = units.clear_s[kept] / np.maximum(ends_s - starts_s, 1e-9)
    points = []
    for at_s in np.arange(STEP_S / 2, float(ends_s[-1]), STEP_S).tolist():
        low = int(np.searchsorted(ends_s, at_s - AROUND_S))
        high = int(np.searchsorted(starts_s, at_s + AROUND_S))
        inside_s = np.minimum(ends_s[low:high], at_s + AROUND_S)
        inside_s = (inside_s - np.maximum(starts_s[low:high], at_s - AROUND_S)) * clear[low:high]
        if inside_s.sum() >= SPEECH_LEAST_S:
            mean = float(np.average(loss[low:high], weights=inside_s))
            points.append(SteadyPoint(at_s, 100.0 * (1.0 - mean)))
    return tuple(points)
