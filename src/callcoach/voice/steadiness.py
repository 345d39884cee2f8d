"""Owns steadiness: how little a voice rose above its own baseline, 0 to 100."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.measures import Baseline, Steadiness
from callcoach.voice.cues import CUES, cue_sizes, deviations
from callcoach.voice.excursions import excursions
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow
from callcoach.voice.trajectory import CHANGE_NAMES, change, trajectory
from callcoach.voice.units import Units

CHUNK = 64


def steadiness(
    units: Units, baseline: Baseline, is_level_used: bool, settings: VoiceSettings
) -> Steadiness:
    """The score with its interval, parts and excursions.

    Per own unit, outside overlap, d is the mean over the cues that could be measured of
    max(0, rise of the median F0) / 3 st, max(0, rise of alpha) / 2.5 dB and, where the level is
    trusted (`cues.is_level_trusted`), max(0, rise of the level) / 6 dB, each against the
    baseline. score = 100 x (1 - mean of min(d, 1)), units weighted by their clear seconds; a unit
    without any cue is left out. `low`..`high`: 2.5 and 97.5 % of the score over bootstrap samples
    of the units, the baseline held fixed. `parts`: what each cue took of the score, 0..1, so that
    100 x (1 - sum of the parts) is the score. None below `steadiness_least_s` of voiced speech.

    The measure is ours; that a person's own baseline and few physical cues carry it follows Bone,
    Lee & Narayanan 2014, Robust unsupervised arousal rating. It says how far the voice rose, not
    why: joy, a noisy room or a bad line raise it too.
    """
    voiced_s = float(units.voiced_s.sum())
    if voiced_s < settings.steadiness_least_s:
        needed = f"{settings.steadiness_least_s:g} s needed"
        return no_steadiness(f"only {voiced_s:.1f} s of voiced own speech; {needed}")
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, baseline, is_level_used)
    excess: FloatRow64 = np.maximum(rises, 0.0) / cue_sizes()  # (k, 3)
    is_known: BoolRow = ~np.isnan(excess)
    kept = np.flatnonzero(is_known.any(axis=1))
    if not len(kept):
        return no_steadiness("neither pitch, spectrum nor level could be measured")
    excess, weight_s = excess[kept], units.clear_s[kept]
    shares = _shares(excess)  # (k, 3), its rows sum to min(d, 1)
    loss = shares.sum(axis=1)
    parts = weight_s @ shares / weight_s.sum()
    low, high = _interval(loss, weight_s, settings)
    changed = change(loss, weight_s, units.voiced_s[kept], settings)
    return Steadiness(
        score=100.0 * (1.0 - float(parts.sum())),
        low=low,
        high=high,
        parts={cue: float(parts[i]) for i, cue in enumerate(CUES) if is_known[:, i].any()},
        baseline=baseline.basis,
        excursions=excursions(units, kept, excess, settings),
        opening=changed.opening,
        ending=changed.ending,
        change_low=changed.low,
        change_high=changed.high,
        trajectory=trajectory(units, kept, loss),
        reasons=changed.reasons,
    )


def no_steadiness(why: str) -> Steadiness:
    """A steadiness that could not be measured, and why."""
    numbers = ("score", "low", "high", "baseline", *CHANGE_NAMES)
    reasons = dict.fromkeys((*numbers, "trajectory"), why)
    return Steadiness(None, None, None, {}, None, (), reasons)


def _shares(excess: FloatRow64) -> FloatRow64:
    """(k, 3) what each cue contributes to min(d, 1) of each unit; cues not measured give 0."""
    known = ~np.isnan(excess)
    share = np.where(known, excess, 0.0) / known.sum(axis=1, keepdims=True)
    d = share.sum(axis=1, keepdims=True)
    capped: FloatRow64 = share / np.maximum(d, 1.0)
    return capped


def _interval(
    loss: FloatRow64, weight_s: FloatRow64, settings: VoiceSettings
) -> tuple[float, float]:
    rng = np.random.default_rng(settings.bootstrap_seed)
    scores: list[npt.NDArray[np.float64]] = []
    for start in range(0, settings.bootstrap_n, CHUNK):  # bounds memory on calls of many units
        size = (min(CHUNK, settings.bootstrap_n - start), len(loss))
        drawn = rng.integers(0, len(loss), size)
        scores.append((loss * weight_s)[drawn].sum(axis=1) / weight_s[drawn].sum(axis=1))
    low, high = np.quantile(100.0 * (1.0 - np.concatenate(scores)), (0.025, 0.975))
    return float(low), float(high)
