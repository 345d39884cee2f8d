"""Owns the local rate: articulation around each moment, and where it is unusual for the speaker."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.measures import RateSpan, RateWindow
from callcoach.types.time import Span, joined
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow

N_WINDOWS_LEAST = 6
"""Windows below which there is no own median to hold a rate against. Chosen by us: with windows of
10 s each 2 s, six cover 20 s."""


def rate_windows(
    syllables_at_s: FloatRow64, is_phonation: BoolRow, settings: VoiceSettings
) -> tuple[RateWindow, ...]:
    """Articulation rate per window of `window_s`, one each `window_step_s`, of call time.

    Windows with under `window_phonation_s` of phonation or `window_syllables` syllables are left
    out: the error of a count of n is about rate x 0.5 / sqrt(n), some 11 % at 20.
    """
    n_windows = int((len(is_phonation) / STEPS_PER_S - settings.window_s) // settings.window_step_s)
    starts_s = np.arange(n_windows + 1) * settings.window_step_s
    windows: list[RateWindow] = []
    for start_s in starts_s.tolist():
        span = Span(start_s, start_s + settings.window_s)
        n, phonation_s = _n_and_phonation(span, syllables_at_s, is_phonation)
        if n >= settings.window_syllables and phonation_s >= settings.window_phonation_s:
            windows.append(RateWindow(span.start_s, span.end_s, n / phonation_s))
    return tuple(windows)


def fast_spans(
    windows: tuple[RateWindow, ...],
    syllables_at_s: FloatRow64,
    is_phonation: BoolRow,
    settings: VoiceSettings,
) -> tuple[RateSpan, ...]:
    """Windows over `fast_ratio` times the median of all windows, overlapping ones made one.

    `ratio_to_own` is the rate of the whole span against that median. Spans under `fast_least_s`
    are left out; none at all below six windows.
    """
    usual_sps = _usual_sps(windows)
    fast = [w for w in windows if w.rate_sps > settings.fast_ratio * usual_sps]
    return _spans(fast, usual_sps, syllables_at_s, is_phonation, settings)


def slow_spans(
    windows: tuple[RateWindow, ...],
    syllables_at_s: FloatRow64,
    is_phonation: BoolRow,
    settings: VoiceSettings,
) -> tuple[RateSpan, ...]:
    """Windows under `slow_ratio` times the median of all windows, else as `fast_spans`."""
    usual_sps = _usual_sps(windows)
    slow = [w for w in windows if w.rate_sps < settings.slow_ratio * usual_sps]
    return _spans(slow, usual_sps, syllables_at_s, is_phonation, settings)


def _usual_sps(windows: tuple[RateWindow, ...]) -> float:
    """The median of the windows; NaN, that nothing is faster or slower than, below six."""
    if len(windows) < N_WINDOWS_LEAST:
        return math.nan
    return float(np.median([window.rate_sps for window in windows]))


def _spans(
    windows: Sequence[RateWindow],
    usual_sps: float,
    syllables_at_s: FloatRow64,
    is_phonation: BoolRow,
    settings: VoiceSettings,
) -> tuple[RateSpan, ...]:
    spans: list[RateSpan] = []
    for span in joined(Span(window.start_s, window.end_s) for window in windows):
        if span.duration_s >= settings.fast_least_s - 1e-9:
            n, phonation_s = _n_and_phonation(span, syllables_at_s, is_phonation)
            spans.append(RateSpan(span.start_s, span.end_s, n / phonation_s / usual_sps))
    return tuple(spans)


def _n_and_phonation(
    span: Span, syllables_at_s: FloatRow64, is_phonation: BoolRow
) -> tuple[int, float]:
    first, last = np.searchsorted(syllables_at_s, (span.start_s, span.end_s))
    start, end = round(span.start_s * STEPS_PER_S), round(span.end_s * STEPS_PER_S)
    return int(last - first), float(is_phonation[start:end].sum()) / STEPS_PER_S
