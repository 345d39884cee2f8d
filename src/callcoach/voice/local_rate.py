"""Owns the local rate: articulation around each moment, and where it is fast for the speaker."""

from __future__ import annotations

import numpy as np

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.measures import RateSpan, RateWindow
from callcoach.types.time import Span, joined
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow

N_WINDOWS_LEAST = 6
"""Windows below which there is no own median to be fast against. Chosen by us: with windows of
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
    if len(windows) < N_WINDOWS_LEAST:
        return ()
    median_sps = float(np.median([window.rate_sps for window in windows]))
    least_sps = settings.fast_ratio * median_sps
    fast = joined(Span(w.start_s, w.end_s) for w in windows if w.rate_sps > least_sps)
    spans: list[RateSpan] = []
    for span in fast:
        if span.duration_s >= settings.fast_least_s - 1e-9:
            n, phonation_s = _n_and_phonation(span, syllables_at_s, is_phonation)
            spans.append(RateSpan(span.start_s, span.end_s, n / phonation_s / median_sps))
    return tuple(spans)


def _n_and_phonation(
    span: Span, syllables_at_s: FloatRow64, is_phonation: BoolRow
) -> tuple[int, float]:
    first, last = np.searchsorted(syllables_at_s, (span.start_s, span.end_s))
    start, end = round(span.start_s * STEPS_PER_S), round(span.end_s * STEPS_PER_S)
    return int(last - first), float(is_phonation[start:end].sum()) / STEPS_PER_S
