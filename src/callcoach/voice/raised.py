"""Owns raised voice: stretches in which several cues at once stand over the own usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Baseline, RaisedSpan
from callcoach.voice.cues import CUES, cue_sizes, deviations
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, OwnRows, runs
from callcoach.voice.units import low_and_high, power_of

STEP_ROWS = 10
WINDOW_ROWS = 40
"""Cues are taken every 0.1 s over 0.4 s, the momentary window of EBU Tech 3341."""

VOICED_LEAST_ROWS = 10
N_CUES_LEAST = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The own steps of 0.1 s that can be judged: when, how far over the usual, and raised or not.

    `at`: (m,) index of the step; `rises`: (m, 3) as `cues.deviations`; `is_raised`: (m,).
    """

    at: npt.NDArray[np.intp]
    rises: FloatRow64
    is_raised: BoolRow


def raised_spans(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    baseline: Baseline,
    *,
    is_level_used: bool,
    settings: VoiceSettings,
) -> tuple[RaisedSpan, ...]:
    """Stretches of raised voice, ordered and disjoint.

    At least two of three cues (pitch 3 st, alpha ratio 2.5 dB, level 6 dB over the baseline) in at
    least 60 % of the own voiced steps, over at least 2.0 s of own speech without a pause longer
    than `pause_cap_s`. Where the level is not trusted, pitch and spectrum must both hold; so loud
    noise, which has neither, is never raised voice. A span starts and ends on raised steps.
    """
    steps = _steps(track, rows, f0_hz, baseline, is_level_used=is_level_used, settings=settings)
    n_least = round(settings.raised_least_s * STEPS_PER_S / STEP_ROWS)
    pause_steps = settings.pause_cap_s * STEPS_PER_S / STEP_ROWS
    breaks = np.flatnonzero(np.diff(steps.at) - 1 > pause_steps) + 1
    spans: list[RaisedSpan] = []
    for part in np.split(np.arange(len(steps.at)), breaks):
        for start, end in _dense(steps.is_raised[part], n_least, settings.raised_share):
            spans.append(_span(steps, part[start:end], is_level_used))
    return tuple(spans)


def _steps(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    baseline: Baseline,
    *,
    is_level_used: bool,
    settings: VoiceSettings,
) -> _Steps:
    voiced = f0_hz > 0
    low, high = low_and_high(track)
    log_f0 = np.log2(f0_hz, out=np.zeros_like(f0_hz), where=voiced)
    n_clear = _windowed(rows.clear.astype(np.float64))
    n_voiced = _windowed(voiced.astype(np.float64))
    power = _windowed(np.where(rows.clear, power_of(track.level_dbfs), 0.0))
    sums = [_windowed(np.where(voiced, values, 0.0)) for values in (log_f0, low, high)]
    own = _stepped(rows.clear.astype(np.float64)) > 0
    at = np.flatnonzero(own & (n_voiced >= VOICED_LEAST_ROWS))
    f0, low_sum, high_sum = (values[at] for values in sums)
    rises = deviations(
        f0_hz=2.0 ** (f0 / n_voiced[at]),
        alpha_db=10.0 * np.log10(high_sum / low_sum),
        level_dbfs=10.0 * np.log10(power[at] / n_clear[at]),
        baseline=baseline,
        is_level_used=is_level_used,
    )
    n_cues = (np.nan_to_num(rises, nan=-np.inf) >= cue_sizes(settings)).sum(axis=1)
    return _Steps(at, rises, n_cues >= N_CUES_LEAST)


def _stepped(values: FloatRow64) -> FloatRow64:
    """Sums over steps of 0.1 s; the last may be short."""
    n_steps = -(-len(values) // STEP_ROWS)
    padded = np.zeros(n_steps * STEP_ROWS)
    padded[: len(values)] = values
    sums: FloatRow64 = padded.reshape(n_steps, STEP_ROWS).sum(axis=1)
    return sums


def _windowed(values: FloatRow64) -> FloatRow64:
    """Sums over 0.4 s, one window a step of 0.1 s, the step lying second in it."""
    steps = np.concatenate((np.zeros(1), _stepped(values), np.zeros(2)))
    span = WINDOW_ROWS // STEP_ROWS
    sums: FloatRow64 = np.lib.stride_tricks.sliding_window_view(steps, span).sum(axis=1)
    return sums


def _dense(is_raised: BoolRow, n_least: int, share: float) -> list[tuple[int, int]]:
    """The stretches of at least `n_least` steps, raised at both ends and in `share` of them."""
    if len(is_raised) < n_least:
        return []
    counts = np.convolve(is_raised, np.ones(n_least), mode="valid")
    covered = np.zeros(len(is_raised), dtype=np.bool_)
    for at in np.flatnonzero(counts >= share * n_least - 1e-9):
        covered[at : at + n_least] = True
    found: list[tuple[int, int]] = []
    for first, last in runs(covered).tolist():
        inside = np.flatnonzero(is_raised[first:last])
        start, end = first + int(inside[0]), first + int(inside[-1]) + 1
        if end - start >= n_least and is_raised[start:end].mean() >= share - 1e-9:
            found.append((start, end))
    return found


def _span(steps: _Steps, part: npt.NDArray[np.intp], is_level_used: bool) -> RaisedSpan:
    rises = steps.rises[part]
    means = {
        cue: None if np.isnan(rises[:, i]).all() else float(np.nanmean(rises[:, i]))
        for i, cue in enumerate(CUES)
    }
    reasons = {
        name: "no usual value to hold it against"
        for name, cue in (("f0_st", "f0"), ("alpha_db", "alpha"), ("level_db", "level"))
        if means[cue] is None
    }
    if not is_level_used:
        reasons["level_db"] = "automatic gain control on this line is suspected"
    return RaisedSpan(
        start_s=float(steps.at[part[0]] * STEP_ROWS / STEPS_PER_S),
        end_s=float((steps.at[part[-1]] + 1) * STEP_ROWS / STEPS_PER_S),
        level_db=means["level"],
        alpha_db=means["alpha"],
        f0_st=means["f0"],
        reasons=reasons,
    )
