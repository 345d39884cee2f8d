"""How well the cues of steadiness part two ways of speaking of one speaker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.voice.baseline import call_baseline
from callcoach.voice.cues import CUES, cue_sizes, deviations
from callcoach.voice.units import Units
from voicing.emo_db import CHAINS, FITTED_ON, Said, utterances

Numbers = npt.NDArray[np.float64]


def print_steadiness(data: Path) -> None:
    """Cues wide-band and by telephone."""
    for chain in CHAINS:
        print(f"\n{chain}")
        print_cues(utterances(data, chain))


def print_cues(said: Sequence[Said]) -> None:
    """How well d, and each cue, parts two ways of speaking of one speaker. Levels do not count."""
    print("  cues of steadiness, acted anger against neutral of the same speaker, AUC")
    print("  (a check that the cues rise with vocal effort; no claim about anybody's feelings)")
    print("  speaker    N    W      d     f0  alpha")
    for speaker in sorted({each.speaker for each in said}):
        calm = [each for each in said if each.speaker == speaker and each.emotion == "N"]
        loud = [each for each in said if each.speaker == speaker and each.emotion == "W"]
        of_calm = np.array([d_of(each, [o for o in calm if o is not each]) for each in calm])
        of_loud = np.array([d_of(each, calm) for each in loud])
        columns = "  ".join(f"{auc(of_loud[:, i], of_calm[:, i]):5.3f}" for i in range(3))
        mark = "(fitted on)" if speaker in FITTED_ON else ""
        print(f"  {speaker:7} {len(calm):4} {len(loud):4}  {columns}  {mark}")


def d_of(each: Said, usual: list[Said]) -> list[float]:
    """d of one utterance as a unit, its pitch rise and its alpha rise, against the others."""
    arrays = [
        np.concatenate([getattr(other.units, name) for other in usual])
        for name in Units.__dataclass_fields__
    ]
    baseline = call_baseline(Units(*arrays))
    units = each.units
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, baseline, is_level_used=False)
    excess = np.maximum(rises, 0.0) / cue_sizes()
    f0, alpha = CUES.index("f0"), CUES.index("alpha")
    return [float(np.nanmean(excess)), float(rises[0, f0]), float(rises[0, alpha])]


def auc(above: Numbers, below: Numbers) -> float:
    """The share of pairs in which the first is larger, ties half."""
    difference = above[:, None] - below[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())
