"""How well raised voice is found, what is taken for it, and what gain does to the level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from callcoach.settings import Settings
from callcoach.turns.gain_control import gain_control_suspected
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import FrameTrack
from callcoach.types.measures import RaisedSpan
from callcoach.types.time import Span
from callcoach.voice.baseline import call_baseline
from callcoach.voice.cues import deviations
from callcoach.voice.line_noise import line_noise
from callcoach.voice.measure import raised_voice
from callcoach.voice.pitch import f0_rows
from callcoach.voice.raised import raised_sizes
from callcoach.voice.rows import OwnRows, own_rows
from callcoach.voice.spectrum import power_of
from callcoach.voice.units import Units, units_of
from turn_taking.truths import call_of
from voicing.effort import Floats, gain_control_db
from voicing.speech_level import active_speech_level_dbov
from voicing.spoken_calls import FITTED_ON, KINDS, NOISES, Trial, Voice, gained, trials, voices

AGC_RATIO = 4.0
FOUND_SHARE = 0.5
DRIFT_MINUTES = 60.0
N_DRIFTING = 4
LEVEL_ALONE_DB = 6.0
PERIODS_S = ((150.0, 400.0), (50.0, 150.0))
OF_THE_VOICE = raised_sizes(Settings().voice)
"""Semitones, dB of the spectrum, dB of the level: a span found in drift or noise is the voice's own
where, in the same call without them, two of the three stand so far over the usual there. Voices of
real calls rise by themselves."""
Judge = Callable[[FrameTrack, OwnRows, Units, bool], Sequence[RaisedSpan]]


def print_loudness(data: Path) -> None:
    """Raised voice, noise, drift, gain control, gain, and the level against ITU-T P.56."""
    spoken = voices(data)
    for title, agc in (("as it is", None), ("through gain control of 4:1", AGC_RATIO)):
        print(f"\nraised voice, 6 s of effort in a call, {title}: calls in which it is found")
        print("  required: +10 dB always, +6 dB 90 % and more; false: spans elsewhere in them")
        names = [*KINDS]
        print(
            "  voice    " + "".join(f"{name:>20}" for name in names) + "     false  level alone, +6"
        )
        for voice in spoken:
            _print_found(voice, names, agc)
    _print_noise(spoken)
    _print_drift(spoken)
    _print_gain_control(spoken)
    _print_gain(spoken)
    _print_level(data)


def _print_found(voice: Voice, names: Sequence[str], agc: float | None) -> None:
    cells, n_false = [], 0
    for name in names:
        found = n = 0
        for trial in trials(voice, name):
            spans = _spans(_through(trial, agc), ours)
            found += _is_found(spans, trial.stretch)
            n_false += _n_elsewhere(spans, trial.stretch)
            n += 1
        cells.append(f"{found:>14} of {n:2}")
    alone = [
        _is_found(_spans(_through(trial, agc), level_alone), trial.stretch)
        for trial in trials(voice, "+6 dB")
    ]
    mark = "  (fitted on)" if voice.name in FITTED_ON else ""
    row = "   ".join(cells)
    print(f"  {voice.name:8} {row}  {n_false:8}  {sum(alone):9} of {len(alone):2}{mark}")


def _print_noise(spoken: Sequence[Voice]) -> None:
    print("\n10 dB more noise for 6 s (voice 15, then 5 dB over it), and noise 5 dB over the voice")
    print(
        "  required: never a span in the noise; elsewhere: in the even noise, 15 dB under the voice"
    )
    print("  in brackets: of those, where the voice itself is not raised without the noise")
    for name in [name for name in NOISES if name != "noise"]:
        for label, part in _parts(spoken):
            inside, elsewhere = _Count(), _Count()
            alone = n = 0
            for voice in part:
                pairs = zip(
                    trials(voice, name, "noise"), trials(voice.itself, name, "noise"), strict=True
                )
                for trial, itself in pairs:
                    for span in _spans(trial, ours):
                        where = elsewhere if _n_elsewhere([span], trial.stretch) else inside
                        where.add(span, itself)
                    spans = _spans(trial, level_alone)
                    alone += len(spans) - _n_elsewhere(spans, trial.stretch)
                    n += 1
            print(
                f"  {name:20}, {label:9} {n:4} calls  spans {inside}, elsewhere {elsewhere}; "
                f"level alone {alone}"
            )


def _print_drift(spoken: Sequence[Voice]) -> None:
    print(
        "\ndrift of gain (+-6 dB), of noise (voice 15 dB over it and far more, by turns) and of the"
    )
    print("line's band (+-3 dB over 1 kHz, by steps), no effort; required: 0 spans in 60 minutes")
    print("  in brackets: of those, where the voice itself is not raised without drift and noise")
    for periods_s in PERIODS_S:
        for label, part in _parts(spoken):
            every = list(_drifting(part))
            count, n_alone, minutes, at = _Count(), 0, 0.0, 0
            while minutes < DRIFT_MINUTES:
                trial, itself = every[at % len(every)]
                moved = _drifted(trial, periods_s, seed=at)
                for span in _spans(moved, ours):
                    count.add(span, itself)
                n_alone += len(_spans(moved, level_alone))
                minutes += len(moved.track) / 6000
                at += 1
            period = f"there and back in {periods_s[0]:.0f} to {periods_s[1]:.0f} s"
            print(f"  {period}, {label:9} {minutes:3.0f} min  spans {count}; level alone {n_alone}")


@dataclass
class _Count:
    """Spans, and those of them that are not the voice's own."""

    n: int = 0
    n_false: int = 0

    def add(self, span: RaisedSpan, itself: Trial) -> None:
        self.n += 1
        self.n_false += not _is_of_the_voice(span, itself)

    def __str__(self) -> str:
        return f"{self.n} ({self.n_false})"


def _is_of_the_voice(span: RaisedSpan, itself: Trial) -> bool:
    """Whether two cues are up over the span in the same call without drift and noise."""
    start, end = round(100 * span.start_s), round(100 * span.end_s)
    cut = [(max(first, start), min(last, end)) for first, last in itself.units]
    pieces = tuple((first, last) for first, last in cut if last > first)
    _, units = _measured(replace(itself, units=pieces))
    usual = call_baseline(_measured(itself)[1])
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, usual, is_level_used=True)
    known = ~np.isnan(rises)
    weights = np.where(known, units.clear_s[:, None], 0.0)
    means = (np.where(known, rises, 0.0) * weights).sum(axis=0) / np.maximum(weights.sum(0), 1e-9)
    return int((means >= OF_THE_VOICE).sum()) >= 2


def _parts(spoken: Sequence[Voice]) -> Iterator[tuple[str, list[Voice]]]:
    for label, is_fitted in (("fitted on", True), ("others", False)):
        yield label, [voice for voice in spoken if (voice.name in FITTED_ON) is is_fitted]


def _drifting(part: Sequence[Voice]) -> Iterator[tuple[Trial, Trial]]:
    """Calls in which the noise comes or goes, each with the same call without any."""
    for kind, usual in (("plain", "noise"), ("noise", "plain")):
        for voice in part:
            pairs = zip(trials(voice, kind, usual), trials(voice.itself, kind, usual), strict=True)
            yield from islice(pairs, N_DRIFTING)


def _drifted(trial: Trial, periods_s: tuple[float, float], seed: int) -> Trial:
    rng = np.random.default_rng(seed)
    n = len(trial.track)
    at = np.arange(n) / n
    turns = np.arange(n) / 100 / rng.uniform(*periods_s) + rng.uniform()
    gain_db = 6.0 * np.sin(2 * np.pi * turns)
    edges = np.sort(rng.uniform(0, 1, 3))
    tilt_db = rng.choice([-3.0, 0.0, 3.0], 4)[np.searchsorted(edges, at)]
    track = gained(trial.track, gain_db)
    bands = track.bands_dbfs.copy()
    bands[:, 5:10] += tilt_db[:, None].astype(np.float32)
    return replace(trial, track=replace(track, bands_dbfs=bands))


def _print_gain_control(spoken: Sequence[Voice]) -> None:
    print("\ngain control suspected, calls of those in which it can be told")
    print("  voice     none   2:1   4:1   10:1   cannot be told")
    for voice in spoken:
        kept = list(trials(voice, "plain"))[:6]
        answers = []
        for ratio in (1.0, 2.0, 4.0, 10.0):
            told = [_suspected(_through(trial, ratio)) for trial in kept]
            answers.append([each for each in told if each is not None])
        cells = "  ".join(f"{sum(each):2}/{len(each):2}" for each in answers)
        print(f"  {voice.name:8} {cells}   {len(kept) - len(answers[0]):2} of {len(kept)}")


def _print_gain(spoken: Sequence[Voice]) -> None:
    print("\nlevel and spectrum of units under gains of -30 to +10 dB; required 0.01 dB, 0.05 dB")
    worst_level = worst_alpha = 0.0
    for voice in spoken:
        trial = Trial(voice.tracks["plain"], voice.units, (0, 0))
        _, plain = _measured(trial)
        for gain_db in (-30.0, -7.3, 10.0):
            moved = replace(trial, track=gained(trial.track, np.full(len(trial.track), gain_db)))
            _, units = _measured(moved)
            worst_level = max(
                worst_level, float(np.nanmax(np.abs(units.level_dbfs - plain.level_dbfs - gain_db)))
            )
            worst_alpha = max(
                worst_alpha, float(np.nanmax(np.abs(units.alpha_db - plain.alpha_db)))
            )
    print(f"  largest error: level {worst_level:.4f} dB, spectrum {worst_alpha:.4f} dB")


def _print_level(data: Path) -> None:
    print("\nactive level against the active speech level of ITU-T P.56 on the samples, dB")
    print("  (units of the truth; P.56 bridges gaps of 0.2 s and counts them)")
    call = call_of(data)
    for channel, (samples, truth) in enumerate(zip(call.channels, call.truths, strict=True)):
        step = call.rate_hz // 100
        rows = samples[: call.n_rows * step].reshape(-1, step).astype(np.float64)
        level = 10 * np.log10(np.mean(rows[truth.speech[: len(rows)]] ** 2))
        told = active_speech_level_dbov(samples, call.rate_hz)
        print(
            f"  call {channel}: ours {level:.2f}, P.56 {told:.2f}, difference {level - told:+.2f}"
        )


def ours(
    track: FrameTrack, rows: OwnRows, units: Units, is_level_used: bool
) -> Sequence[RaisedSpan]:
    """Raised voice as a review has it."""
    voice = Settings().voice
    return raised_voice(
        track,
        rows,
        f0_rows(track, rows, voice),
        units,
        line_noise(track, rows),
        call_baseline(units),
        is_other=None if is_level_used else np.zeros(len(track), dtype=np.bool_),
        settings=voice,
    )


def level_alone(
    track: FrameTrack, rows: OwnRows, units: Units, is_level_used: bool
) -> Sequence[RaisedSpan]:
    """A baseline: 6 dB over the call's median for 2 s, whatever the rest does."""
    del is_level_used
    usual = call_baseline(units).level_dbfs
    own = np.flatnonzero(rows.clear)
    power = np.concatenate(([0.0], np.cumsum(power_of(track.level_dbfs)[own])))
    mean_dbfs = 10 * np.log10(np.maximum((power[200:] - power[:-200]) / 200, 1e-12))
    hits = np.flatnonzero(mean_dbfs >= (usual or 0.0) + LEVEL_ALONE_DB)
    spans = []
    for run in np.split(hits, np.flatnonzero(np.diff(hits) > 1) + 1):
        if len(run):
            start, end = own[run[0]], own[min(run[-1] + 199, len(own) - 1)] + 1
            spans.append(RaisedSpan(start / 100, end / 100, None, None, None))
    return spans


def _through(trial: Trial, agc: float | None) -> Trial:
    if agc is None or agc == 1.0:
        return trial
    gain_db: Floats = gain_control_db(trial.track.level_dbfs, agc)
    return replace(trial, track=gained(trial.track, gain_db))


def _suspected(trial: Trial) -> bool | None:
    nobody = np.zeros(len(trial.track), dtype=np.bool_)
    return gain_control_suspected(trial.track.level_dbfs, _spans_of(trial), nobody)


def _spans_of(trial: Trial) -> tuple[Span, ...]:
    return tuple(Span(start / 100, end / 100) for start, end in trial.units)


def _measured(trial: Trial) -> tuple[OwnRows, Units]:
    quality = ChannelQuality(None, None, None, None, None)
    n = len(trial.track)
    rows = own_rows(Activity(n / 100, (_spans_of(trial),), (), (quality,)), 0, n)
    voice = Settings().voice
    return rows, units_of(
        trial.track, rows, f0_rows(trial.track, rows, voice), line_noise(trial.track, rows)
    )


def _spans(trial: Trial, judge: Judge) -> Sequence[RaisedSpan]:
    """What a judge says; the level is trusted unless the line seems to set its gain."""
    rows, units = _measured(trial)
    return judge(trial.track, rows, units, _suspected(trial) is not True)


def _is_found(spans: Sequence[RaisedSpan], stretch: tuple[int, int]) -> bool:
    """Half of the stretch is covered, or a span starts within 1 s of it (MEASURES: episodes)."""
    start_s, end_s = stretch[0] / 100, stretch[1] / 100
    covered_s = sum(_common_s(span, start_s, end_s) for span in spans)
    is_near = any(abs(span.start_s - start_s) <= 1.0 and span.end_s > start_s for span in spans)
    return covered_s >= FOUND_SHARE * (end_s - start_s) or is_near


def _n_elsewhere(spans: Sequence[RaisedSpan], stretch: tuple[int, int]) -> int:
    """Spans of which less than half lies in the stretch, 1 s more on either side."""
    start_s, end_s = stretch[0] / 100 - 1.0, stretch[1] / 100 + 1.0
    return sum(
        _common_s(span, start_s, end_s) < 0.5 * (span.end_s - span.start_s) for span in spans
    )


def _common_s(span: RaisedSpan, start_s: float, end_s: float) -> float:
    return max(0.0, min(end_s, span.end_s) - max(start_s, span.start_s))
