"""Owns raised voice: stretches in which several cues at once stand over the own usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Baseline, RaisedSpan
from callcoach.voice.baseline import call_baseline
from callcoach.voice.line_noise import OVER_NOISE_LEAST, LineNoise
from callcoach.voice.pitch import FloatRow64, semitones
from callcoach.voice.rows import BoolRow, IndexRow, OwnRows, runs
from callcoach.voice.spectrum import low_and_high, power_of
from callcoach.voice.spread import middle_and_spread
from callcoach.voice.surroundings import LineShift, line_shift
from callcoach.voice.units import Units

STEP_ROWS = 10
STEPS_A_S = STEPS_PER_S // STEP_ROWS

VOICED_SHARE_LEAST = 0.25
"""Share of a window's own rows with a pitch, below which it is not judged. Chosen by us."""

N_CUES_LEAST = 2
EFFORT = (3.0, 4.0, 6.0)
"""What 6 dB more effort brings, in the order of `CUES`: half a semitone a decibel (Gramming et al.
1988), 0.4 to 0.7 dB of the spectrum (Sundberg & Nordenberg 2006), the level itself."""

MEAN_LEAST = 0.55
SPREADS = 2.0
"""The mean of the cues that makes a raised voice: each in `EFFORT`, or in the second times its own
spread over the call where that is more (the robust standard deviation of windows), and at most 1
either way. Two cues alone rise by themselves in lively speech, and a line moves level and spectrum:
then the third stays behind, or the spread is wide. Chosen by us on the voices of `FITTED_ON` in
`benchmarks/voicing/spoken_calls.py`."""

LENGTHS = (0.5, 1.0, 1.5)
SCALE_LEAST = 0.8
"""Windows looked at, in `raised_window_s`. What is asked of a stretch goes with 1 / root of its
length, as the spread of a mean does, down to the second. Chosen by us on the same voices."""

NEAR_ST = 4.5
FAR = 3.0
"""Pitch of a row beyond the first counts no more, nor a cue beyond the second times its size: an
octave error in a fifth of the rows is not to make a rise of its own. Chosen by us."""

EDGE_STEPS = 2
EDGE_SHARE = 0.5
"""Where a stretch starts and ends: cues are looked at over 0.5 s and must stand over half their
sizes. Chosen by us."""


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Sums over the own steps of 0.1 s. `at`: (m,) index of each step; all others (m,) float64.

    `f0_st` over voiced rows, `near_st` the same clipped at `NEAR_ST`; `low` and `high`: power over
    voiced rows, `power`: over clear ones; freed of what the line did around them. `noise_...`: what
    of each is the line's noise.
    """

    at: npt.NDArray[np.intp]
    n_clear: FloatRow64
    n_voiced: FloatRow64
    f0_st: FloatRow64
    near_st: FloatRow64
    low: FloatRow64
    high: FloatRow64
    power: FloatRow64
    noise_low: FloatRow64
    noise_high: FloatRow64
    noise_power: FloatRow64


def raised_spans(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    units: Units,
    noise: LineNoise,
    baseline: Baseline,
    *,
    is_level_used: bool,
    settings: VoiceSettings,
) -> tuple[RaisedSpan, ...]:
    """Stretches of raised voice, ordered and disjoint.

    Over own speech without a pause longer than `pause_cap_s`, in windows around `raised_window_s`,
    at least two of three cues stand over the usual: mean pitch by `raised_f0_st`, alpha ratio by
    `raised_alpha_db`, level by `raised_level_db`, and the cues together by `MEAN_LEAST`; more in a
    shorter window, less in a longer one (`LENGTHS`). What `line_shift` lays to the line is taken
    off spectrum and level first. Where the level is not trusted, pitch and spectrum must both
    hold; so loud noise, which has neither, is never raised voice. Within such windows a span is the
    stretch that stands out most, of at least `raised_least_s`: the same holds over it as well, and
    in `raised_share` of its steps of 0.1 s the cues have half their sizes in the mean.

    The usual is the baseline; for pitch, which is a mean here and a median there, plus what the
    median of the call's windows lies over the call's own baseline.
    """
    steps = _steps(track, rows, f0_hz, line_shift(units, baseline), noise, baseline)
    pause_steps = settings.pause_cap_s * STEPS_A_S
    breaks = np.flatnonzero(np.diff(steps.at) - 1 > pause_steps) + 1
    parts = [
        _Judged(steps, part, baseline, is_level_used, settings)
        for part in np.split(np.arange(len(steps.at)), breaks)
    ]
    rises = np.concatenate([judged.rises(*judged.windows(1.0)) for judged in parts])
    offset_st = _offset_st(rises[:, 0], baseline, call_baseline(units))
    spreads = np.array([middle_and_spread(cue)[1] for cue in rises.T])
    full = np.fmax(EFFORT, SPREADS * spreads)
    spans: list[RaisedSpan] = []
    for judged in parts:
        judged.offset_st, judged.full = offset_st, full
        for first, last in judged.candidates():
            spans += [judged.span(*each) for each in _stretches(judged, first, last, settings)]
    return tuple(spans)


def _offset_st(rises_st: FloatRow64, baseline: Baseline, own: Baseline) -> float:
    """How far the mean pitch of the call's windows, in their median, lies from the call's own
    baseline: falls at the ends of sentences draw a mean down more than a median."""
    known = rises_st[~np.isnan(rises_st)]
    if baseline.f0_hz is None or own.f0_hz is None or not len(known):
        return 0.0
    own_st = float(semitones(np.array([own.f0_hz]), baseline.f0_hz)[0])
    return float(np.median(known)) - own_st


def _stretches(
    judged: _Judged, first: int, last: int, settings: VoiceSettings
) -> list[tuple[int, int]]:
    """The raised stretches of steps within a candidate, in order: the one that stands out most, and
    what is before and after it where that is long enough."""
    if last - first < round(settings.raised_least_s * STEPS_A_S):
        return []
    for n_around in (EDGE_STEPS, 0):
        start, end = judged.outstanding(first, last, n_around)
        is_long = end - start >= round(settings.raised_least_s * STEPS_A_S)
        if is_long and judged.is_raised(start, end, settings.raised_share):
            before = _stretches(judged, first, start, settings)
            return [*before, (start, end), *_stretches(judged, end, last, settings)]
    return []


def raised_sizes(settings: VoiceSettings) -> FloatRow64:
    """(3,) how far over the baseline each cue counts as raised, in the order of `CUES`."""
    return np.array([settings.raised_f0_st, settings.raised_alpha_db, settings.raised_level_db])


def _steps(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    line: LineShift,
    noise: LineNoise,
    baseline: Baseline,
) -> _Steps:
    clear, voiced = np.flatnonzero(rows.clear), np.flatnonzero(f0_hz)
    n_steps = -(-len(f0_hz) // STEP_ROWS)
    f0_st = np.zeros(len(voiced))
    if baseline.f0_hz is not None:
        f0_st = semitones(f0_hz[voiced], baseline.f0_hz)
    low, high = low_and_high(track, voiced)
    of_voiced, of_clear = rows.unit[voiced], rows.unit[clear]
    less_high = 10.0 ** (-line.alpha_db / 10.0)
    less_power = 10.0 ** (-line.level_db / 10.0)
    high *= less_high[of_voiced]
    power = power_of(track.level_dbfs[clear]) * less_power[of_clear]

    def stepped(at: IndexRow, values: FloatRow64 | None = None) -> FloatRow64:
        return np.bincount(at // STEP_ROWS, weights=values, minlength=n_steps).astype(np.float64)

    n_clear = stepped(clear)
    at = np.flatnonzero(n_clear)
    return _Steps(
        at=at,
        n_clear=n_clear[at],
        n_voiced=stepped(voiced)[at],
        f0_st=stepped(voiced, f0_st)[at],
        near_st=stepped(voiced, np.clip(f0_st, -NEAR_ST, NEAR_ST))[at],
        low=stepped(voiced, low)[at],
        high=stepped(voiced, high)[at],
        power=stepped(clear, power)[at],
        noise_low=stepped(voiced, noise.low[of_voiced])[at],
        noise_high=stepped(voiced, (noise.high * less_high)[of_voiced])[at],
        noise_power=stepped(clear, (noise.power * less_power)[of_clear])[at],
    )


class _Judged:
    """Some of the own steps, none after a long pause, against the baseline."""

    def __init__(
        self,
        steps: _Steps,
        part: npt.NDArray[np.intp],
        baseline: Baseline,
        is_level_used: bool,
        settings: VoiceSettings,
    ) -> None:
        self.offset_st = 0.0
        self.full = np.array(EFFORT)
        self._at = steps.at[part]
        self._sizes = raised_sizes(settings)
        self._n_window = round(settings.raised_window_s * STEPS_A_S)
        self._is_level_used = is_level_used
        self._baseline = baseline
        columns = (
            steps.n_clear, steps.n_voiced, steps.near_st, steps.f0_st,
            steps.low, steps.high, steps.power,
            steps.noise_low, steps.noise_high, steps.noise_power,
        )  # fmt: skip
        table = np.stack([values[part] for values in columns], axis=1)
        self._sums = np.concatenate((np.zeros((1, len(columns))), np.cumsum(table, axis=0)))

    def rises(self, starts: IndexRow, ends: IndexRow) -> FloatRow64:
        """(k, 3) rises of stretches of steps over the baseline, NaN where a cue is missing."""
        sums = self._sums[ends] - self._sums[starts]
        n_clear, n_voiced, f0_st = sums[:, :3].T
        own = sums[:, 4:7] - sums[:, 7:]
        low, high, power = np.where(own >= (OVER_NOISE_LEAST - 1) * sums[:, 7:], own, 0.0).T
        usual = self._baseline
        rises = np.full((len(starts), 3), np.nan)
        voiced = (n_voiced > 0) & (n_voiced >= VOICED_SHARE_LEAST * n_clear)
        if usual.f0_hz is not None:
            rises[voiced, 0] = f0_st[voiced] / n_voiced[voiced] - self.offset_st
        has_both = voiced & (low > 0) & (high > 0)
        if usual.alpha_db is not None:
            rises[has_both, 1] = 10 * np.log10(high[has_both] / low[has_both]) - usual.alpha_db
        sounds = voiced & (power > 0)
        if usual.level_dbfs is not None and self._is_level_used:
            level_dbfs = 10 * np.log10(power[sounds] / n_clear[sounds])
            rises[sounds, 2] = level_dbfs - usual.level_dbfs
        return rises

    def are_raised(self, starts: IndexRow, ends: IndexRow) -> BoolRow:
        """(k,) whether enough cues, and the cues together, stand over the usual in each stretch."""
        length = np.maximum(ends - starts, 1) / self._n_window
        scale = np.maximum(length**-0.5, SCALE_LEAST)[:, None]  # (k, 1)
        rises = self.rises(starts, ends) / scale
        known = ~np.isnan(rises)
        n_over = (np.where(known, rises, -np.inf) >= self._sizes).sum(axis=1)
        shares = np.where(known, np.clip(rises / self.full, -1.0, 1.0), 0.0)
        is_enough = shares.sum(axis=1) >= MEAN_LEAST * known.sum(axis=1)
        are_raised: BoolRow = (n_over >= N_CUES_LEAST) & is_enough
        return are_raised

    def windows(self, length: float) -> tuple[IndexRow, IndexRow]:
        """Starts and ends of all windows of `length` times `raised_window_s`; shorter where the
        part is."""
        n_window = min(round(length * self._n_window), len(self._at))
        starts = np.arange(len(self._at) - n_window + 1)
        return starts, starts + n_window

    def candidates(self) -> list[tuple[int, int]]:
        """The stretches that raised windows cover together."""
        n = len(self._at)
        covered = np.zeros(n + 1, dtype=np.intp)
        for length in LENGTHS:
            starts, ends = self.windows(length)
            are_raised = self.are_raised(starts, ends)
            np.add.at(covered, starts[are_raised], 1)
            np.add.at(covered, ends[are_raised], -1)
        return [(int(a), int(b)) for a, b in runs(np.cumsum(covered)[:n] > 0)]

    def outstanding(self, first: int, last: int, n_around: int) -> tuple[int, int]:
        """The part of a stretch that stands out most: where the sum of what the steps' mean cue
        has over a line is largest. The line is half of what the cues have there, so that a
        strong rise does not reach out into its surroundings."""
        mean = self._means(first, last, n_around)
        start, end = _largest_sum(mean - EDGE_SHARE)
        if end > start:
            line = EDGE_SHARE * max(1.0, float(np.median(mean[start:end])))
            start, end = _largest_sum(mean - line)
        return first + start, first + end

    def is_raised(self, start: int, end: int, share: float) -> bool:
        """Whether enough cues stand over their sizes in a stretch, and not by a few loud moments:
        a share of its steps have half of the cues' sizes in the mean."""
        is_dense = np.mean(self._means(start, end, 0) >= EDGE_SHARE) >= share - 1e-9
        return bool(is_dense and self.are_raised(np.array([start]), np.array([end]))[0])

    def _means(self, first: int, last: int, n_around: int) -> FloatRow64:
        """The mean cue around each step, in sizes; at the line where none is known."""
        at = np.arange(first, last)
        around = np.maximum(at - n_around, 0), np.minimum(at + n_around + 1, len(self._at))
        rises = self.rises(*around) / self._sizes
        known = ~np.isnan(rises)
        n_known = known.sum(axis=1)
        sums = np.where(known, np.clip(rises, -FAR, FAR), 0.0).sum(axis=1)
        means: FloatRow64 = np.where(n_known > 0, sums / np.maximum(n_known, 1), EDGE_SHARE)
        return means

    def span(self, start: int, end: int) -> RaisedSpan:
        """The stretch with its times and mean rises."""
        rises = self.rises(np.array([start]), np.array([end]))[0]
        _, n_voiced, _, f0_sum_st, *_ = self._sums[end] - self._sums[start]
        if not np.isnan(rises[0]):
            rises[0] = f0_sum_st / n_voiced - self.offset_st
        f0_st, alpha_db, level_db = (None if np.isnan(rise) else float(rise) for rise in rises)
        reasons = {
            name: "no usual value to hold it against"
            for name, rise in (("f0_st", f0_st), ("alpha_db", alpha_db), ("level_db", level_db))
            if rise is None
        }
        if not self._is_level_used:
            reasons["level_db"] = "automatic gain control on this line is suspected"
        return RaisedSpan(
            start_s=float(self._at[start] * STEP_ROWS / STEPS_PER_S),
            end_s=float((self._at[end - 1] + 1) * STEP_ROWS / STEPS_PER_S),
            level_db=level_db,
            alpha_db=alpha_db,
            f0_st=f0_st,
            reasons=reasons,
        )


def _largest_sum(values: FloatRow64) -> tuple[int, int]:
    """The start and end of the part with the largest sum; empty where none is over 0."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return int(np.argmin(sums[: end + 1])), end
