"""Owns raised voice: stretches in which several cues at once stand over the own usual."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.settings import VoiceSettings
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Baseline, RaisedSpan
from callcoach.voice.baseline import call_baseline
from callcoach.voice.beside import rise_beside
from callcoach.voice.line_noise import LineNoise, over_noise
from callcoach.voice.pitch import FloatRow64, semitones
from callcoach.voice.rows import BoolRow, IndexRow, OwnRows, runs
from callcoach.voice.spectrum import N_BANDS, low_and_high, tilt_db
from callcoach.voice.spread import middle_and_spread
from callcoach.voice.steps import STEP_ROWS, STEPS_A_S, Steps, steps_of
from callcoach.voice.surroundings import line_shift, no_shift
from callcoach.voice.units import Units

VOICED_SHARE_LEAST = 0.25
"""Share of a window's own rows with a pitch, below which it is not judged. Chosen by us."""

EFFORT = (3.0, 4.0, 6.0)
"""What 6 dB more effort brings, in the order of `CUES`: half a semitone a decibel (Gramming et al.
1988), 0.4 to 0.7 dB of the spectrum (Sundberg & Nordenberg 2006), the level itself."""

EVENED_DB = 2.0
"""The same of the level where the line evens it out: gain control of 4:1 leaves 1.6 to 1.8 dB of
the 6. There the level is no cue of its own, but one that stays behind speaks against. Chosen by us
on the voices of `FITTED_ON` in `benchmarks/voicing/spoken_calls.py`, as what follows."""

MEAN_LEAST = 0.575
OTHERS_LEAST = 0.4
SPREADS = 2.0
"""The mean of the cues that makes a raised voice, and of spectrum and level alone: each in
`EFFORT`, or in the third times its own spread over the call where that is more (the robust standard
deviation of windows), and at most 1 either way. Pitch rises by itself in lively speech, and a line
moves level and spectrum: then the others stay behind, or the spread is wide. Chosen by us, November
2026; the second after spans in loud noise on another voice, where it costs those voices nothing."""

LENGTHS = (0.5, 1.0, 1.5)
SCALE_LEAST = 0.8
"""Windows looked at, in `raised_window_s`. What is asked of a stretch goes with 1 / root of its
length, as the spread of a mean does, down to the second. Chosen by us on the same voices."""

FAR = 3.0
"""A step's cue beyond this many of its sizes counts no more. Chosen by us."""

EDGE_STEPS = 2
DENSE_STEPS = 1
EDGE_SHARE = 0.5
"""Where a stretch starts and ends: cues are looked at over 0.5 s and must stand over half their
sizes; so must those over 0.3 s in `raised_share` of it. Chosen by us."""


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
    two of three cues stand over the usual: mean pitch by `raised_f0_st`, with it the tilt of the
    spectrum (`tilt_db`) by `raised_alpha_db` or the level by `raised_level_db`, and the cues
    together by `MEAN_LEAST`; more in a shorter window, less in a longer one (`LENGTHS`). Pitch must
    be one, since a line moves level and spectrum together and never the pitch. What `line_shift`
    lays to the line is taken off spectrum and level first. Where the level is not trusted, pitch
    and spectrum must both hold; so loud noise, which has neither, is never raised voice. Within
    such windows a span is the stretch that stands out most, of at least `raised_least_s`: the same
    holds over it as well, and around `raised_share` of its steps the cues have half their sizes
    in the mean. And the same must hold if no cue counts for more than it stands over the own speech
    right beside it (`rise_beside`): what a line does is there as well.

    The usual is the baseline; for pitch, which is a mean here and a median there, plus what the
    median of the call's windows lies over the call's own baseline. That of each band is its median
    over the windows, moved by as much as the alpha ratio of the call lies over the baseline's; that
    of a level not trusted is its median over the windows.
    """
    steps = steps_of(track, rows, f0_hz, line_shift(units, baseline), noise, baseline)
    pause_steps = settings.pause_cap_s * STEPS_A_S
    breaks = np.flatnonzero(np.diff(steps.at) - 1 > pause_steps) + 1
    every = np.arange(len(steps.at))
    parts = [
        _Judged(steps, part, baseline, is_level_used, settings) for part in np.split(every, breaks)
    ]
    usual_bands_db = _medians(np.concatenate([each.bands_db(*each.windows(1.0)) for each in parts]))
    for judged in parts:
        judged.usual_bands_db = usual_bands_db
    line = no_shift(len(rows.units))
    as_heard = _Judged(
        steps_of(track, rows, f0_hz, line, noise, baseline),
        every,
        baseline,
        is_level_used,
        settings,
    )
    as_heard.usual_bands_db = _medians(as_heard.bands_db(*as_heard.windows(1.0)))
    rises = np.concatenate([judged.rises(*judged.windows(1.0)) for judged in parts])
    offsets = _medians(rises) - _own_rises(baseline, call_baseline(units))
    if is_level_used:
        offsets[2] = 0.0
    spreads = np.array([middle_and_spread(cue)[1] for cue in rises.T])
    full = np.fmax(as_heard.effort, SPREADS * spreads)
    spans: list[RaisedSpan] = []
    for judged in parts:
        judged.offsets, judged.full = offsets, full
        for first, last in judged.candidates():
            spans += [
                judged.span(*each)
                for each in _stretches(judged, first, last, settings)
                if judged.is_raised_beside(*each, as_heard)
            ]
    return tuple(spans)


def _medians(values: FloatRow64) -> FloatRow64:
    """(c,) median of the known of each column of values (k, c), 0 where none is."""
    return np.array([middle_and_spread(column)[0] for column in values.T])


def _own_rises(baseline: Baseline, own: Baseline) -> FloatRow64:
    """(3,) how far pitch and spectrum of the call's own baseline lie over the baseline held to."""
    rises = np.zeros(3)
    if baseline.f0_hz is not None and own.f0_hz is not None:
        rises[0] = semitones(np.array([own.f0_hz]), baseline.f0_hz)[0]
    if baseline.alpha_db is not None and own.alpha_db is not None:
        rises[1] = own.alpha_db - baseline.alpha_db
    return rises


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


class _Judged:
    """Some of the own steps, none after a long pause, against the baseline."""

    def __init__(
        self,
        steps: Steps,
        part: npt.NDArray[np.intp],
        baseline: Baseline,
        is_level_used: bool,
        settings: VoiceSettings,
    ) -> None:
        self.usual_bands_db = np.zeros(N_BANDS)
        self.offsets = np.zeros(3)
        self.effort = np.array((*EFFORT[:2], EFFORT[2] if is_level_used else EVENED_DB))
        self.full = self.effort
        self._at = steps.at[part]
        self._first = int(part[0]) if len(part) else 0
        self._sizes = raised_sizes(settings)
        if not is_level_used:
            self._sizes[2] = np.inf
        self._n_window = round(settings.raised_window_s * STEPS_A_S)
        self._is_level_used = is_level_used
        self._baseline = baseline
        usual = baseline.f0_hz, baseline.alpha_db, baseline.level_dbfs
        self._n_cues = sum(each is not None for each in usual)
        table = steps.table(part)
        self._sums = np.concatenate((np.zeros((1, table.shape[1])), np.cumsum(table, axis=0)))

    def rises(self, starts: IndexRow, ends: IndexRow) -> FloatRow64:
        """(k, 3) rises of stretches of steps over the baseline, NaN where a cue is missing."""
        sums = self._sums[ends] - self._sums[starts]
        n_clear, n_voiced, _, near_st = sums[:, :4].T
        power = over_noise(sums[:, 4], sums[:, 5])
        usual = self._baseline
        rises = np.full((len(starts), 3), np.nan)
        voiced = (n_voiced > 0) & (n_voiced >= VOICED_SHARE_LEAST * n_clear)
        if usual.f0_hz is not None:
            rises[voiced, 0] = near_st[voiced] / n_voiced[voiced]
        if usual.alpha_db is not None:
            rises[voiced, 1] = self._spectrum_db(sums[voiced], usual.alpha_db)
        sounds = voiced & (power > 0)
        if usual.level_dbfs is not None:
            level_dbfs = 10 * np.log10(power[sounds] / n_clear[sounds])
            rises[sounds, 2] = level_dbfs - usual.level_dbfs
        return rises - self.offsets

    def bands_db(self, starts: IndexRow, ends: IndexRow) -> FloatRow64:
        """(k, 9) level of the voice in each band over its voiced rows, NaN where noise hides it."""
        sums = self._sums[ends] - self._sums[starts]
        bands = self._bands(sums) / np.maximum(sums[:, 1:2], 1.0)
        return 10 * np.log10(np.where(bands > 0, bands, np.nan))

    def _spectrum_db(self, sums: FloatRow64, alpha_db: float) -> FloatRow64:
        """(k,) the tilt of the bands in which the noise there would not hide the usual voice: of
        one that it hides only a rise is ever heard. Where any is hidden, no more than the alpha
        ratio rose by, to which such a band adds nothing."""
        bands = self._bands(sums)
        usual = 10 ** (self.usual_bands_db / 10) * sums[:, 1:2]
        heard = np.where(usual >= sums[:, 6 + N_BANDS :], bands, 0.0)
        tilt = tilt_db(heard, self.usual_bands_db)
        low, high = low_and_high(bands)
        known = (heard == 0.0).any(axis=1) & (low > 0) & (high > 0)
        ratio = 10 * np.log10(np.where(known, high, 1.0) / np.where(known, low, 1.0))
        return np.where(known, np.minimum(tilt, ratio - alpha_db), tilt)

    @staticmethod
    def _bands(sums: FloatRow64) -> FloatRow64:
        return over_noise(sums[:, 6 : 6 + N_BANDS], sums[:, 6 + N_BANDS :])

    def are_raised(self, starts: IndexRow, ends: IndexRow) -> BoolRow:
        """(k,) whether pitch, another cue and the cues together stand over the usual in each."""
        return self._suffice(self.rises(starts, ends), ends - starts, self.full)

    def is_raised_beside(self, start: int, end: int, as_heard: _Judged) -> bool:
        """Whether that is so if no cue counts for more than it stands over the speech beside.

        `as_heard`: all own steps, nothing taken off for the line.
        """
        first, last = self._first + start, self._first + end
        beside = rise_beside(as_heard.rises, first, last, len(as_heard._at))
        rises = self.rises(np.array([start]), np.array([end]))
        capped = np.where(np.isnan(rises), np.nan, np.fmin(rises, beside))
        return bool(self._suffice(capped, np.array([end - start]), self.effort)[0])

    def _suffice(self, rises: FloatRow64, n_steps: IndexRow, full: FloatRow64) -> BoolRow:
        """(k,) whether rises (k, 3) over so many steps each make a raised voice; `full`: what of
        each cue counts in full."""
        length = np.maximum(n_steps, 1) / self._n_window
        scale = np.maximum(length**-0.5, SCALE_LEAST)[:, None]  # (k, 1)
        rises = rises / scale
        known = ~np.isnan(rises)
        are_over = np.where(known, rises, -np.inf) >= self._sizes
        shares = np.where(known, np.clip(rises / full, -1.0, 1.0), 0.0)
        is_enough = shares.sum(axis=1) >= MEAN_LEAST * self._n_cues
        is_enough &= shares[:, 1:].sum(axis=1) >= OTHERS_LEAST * (self._n_cues - 1)
        are_raised: BoolRow = are_over[:, 0] & are_over[:, 1:].any(axis=1) & is_enough
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
        """Whether the cues stand over their sizes in a stretch, and not by a few loud moments:
        a share of its steps have half of the cues' sizes in the mean."""
        is_dense = np.mean(self._means(start, end, DENSE_STEPS) >= EDGE_SHARE) >= share - 1e-9
        return bool(is_dense and self.are_raised(np.array([start]), np.array([end]))[0])

    def _means(self, first: int, last: int, n_around: int) -> FloatRow64:
        """The mean cue around each step, in sizes; at the line where none is known."""
        at = np.arange(first, last)
        around = np.maximum(at - n_around, 0), np.minimum(at + n_around + 1, len(self._at))
        rises = self.rises(*around) / self._sizes
        known = ~np.isnan(rises) & np.isfinite(self._sizes)
        n_known = known.sum(axis=1)
        sums = np.where(known, np.clip(rises, -FAR, FAR), 0.0).sum(axis=1)
        means: FloatRow64 = np.where(n_known > 0, sums / np.maximum(n_known, 1), EDGE_SHARE)
        return means

    def span(self, start: int, end: int) -> RaisedSpan:
        """The stretch with its times and mean rises: all of the pitch, and the alpha ratio."""
        rises = self.rises(np.array([start]), np.array([end]))[0]
        sums = self._sums[end] - self._sums[start]
        if not np.isnan(rises[0]):
            rises[0] = sums[2] / sums[1] - self.offsets[0]
        rises[1] = np.nan
        if not self._is_level_used:
            rises[2] = np.nan
        low, high = (float(power[0]) for power in low_and_high(self._bands(sums[None])))
        if low > 0 and high > 0 and self._baseline.alpha_db is not None:
            rises[1] = 10 * np.log10(high / low) - self._baseline.alpha_db
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
