"""Owns excursions: units far above the own usual, and how long until the voice was back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.measures import Excursion
from callcoach.voice.cues import CUES
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.units import Units

CUES_LEAST = 2
"""Cues at their full size that make a unit an excursion, as for the raised voice: the spectrum of
one short unit moves with its vowels alone. Chosen by us."""

VOICED_LEAST_S = 0.30
"""Voiced seconds below which a unit is neither an excursion nor a return. Chosen by us."""

BACK_MOST = 0.5
"""Mean cue, in full sizes, up to which a unit counts as back at the usual. Chosen by us: half of
ordinary units lie over the usual by a little."""


def excursions(
    units: Units,
    kept: npt.NDArray[np.intp],
    excess: FloatRow64,
    settings: VoiceSettings,
) -> tuple[Excursion, ...]:
    """Units with two cues or more at full size; neighbours less than `pause_cap_s` apart are one.

    `excess`: (m, 3) rises in full sizes of the units `kept`. Named are the cues that reached their
    full size in any of the units, the largest first. Back at the usual: the first later unit
    whose mean cue is at most half of its size; silence and the other party's speech count into
    the time, as nothing is heard of the voice in them.
    """
    is_full = np.nan_to_num(excess) >= 1.0  # (m, 3)
    is_judged = units.voiced_s[kept] >= VOICED_LEAST_S
    is_far = (is_full.sum(axis=1) >= CUES_LEAST) & is_judged
    is_back = np.flatnonzero((np.nanmean(excess, axis=1) <= BACK_MOST) & is_judged)
    groups: list[list[int]] = []
    for i in np.flatnonzero(is_far):
        if groups and groups[-1][-1] == i - 1:
            gap_s = units.start_s[kept[i]] - units.end_s[kept[i - 1]]
            if gap_s < settings.pause_cap_s:
                groups[-1].append(int(i))
                continue
        groups.append([int(i)])
    return tuple(
        _excursion(units, kept, excess, group, is_back[is_back > group[-1]]) for group in groups
    )


def _excursion(
    units: Units,
    kept: npt.NDArray[np.intp],
    excess: FloatRow64,
    group: list[int],
    later: npt.NDArray[np.intp],
) -> Excursion:
    end_s = float(units.end_s[kept[group[-1]]])
    back_after_s = float(units.start_s[kept[later[0]]]) - end_s if len(later) else None
    why = "the call ends before the voice is back at its usual"
    return Excursion(
        start_s=float(units.start_s[kept[group[0]]]),
        end_s=end_s,
        cues=_cues_of(excess[group], units.clear_s[kept[group]]),
        back_after_s=back_after_s,
        reasons={"back_after_s": why} if back_after_s is None else {},
    )


def _cues_of(excess: FloatRow64, weight_s: FloatRow64) -> tuple[str, ...]:
    sizes = np.nan_to_num(excess)
    order = np.argsort(-(weight_s @ sizes), kind="stable")
    return tuple(CUES[i] for i in order if (sizes[:, i] >= 1.0).any())
