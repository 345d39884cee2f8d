"""How well the cues of steadiness part two ways of speaking of one speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span
from callcoach.voice.baseline import call_baseline, calm_baseline
from callcoach.voice.cues import CUES, cue_sizes, deviations
from callcoach.voice.line_noise import line_noise
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import own_rows
from callcoach.voice.steadiness import steadiness
from callcoach.voice.units import Units, units_of
from voicing.effort import lifted
from voicing.emo_db import CHAINS, FITTED_ON, TELEPHONE_HZ, Said, telephone, utterances

Numbers = npt.NDArray[np.float64]


SEED = 20250401
N_UNITS = (20, 80, 320)
MADE_HZ = (95.0, 210.0)


def print_steadiness(data: Path) -> None:
    """Cues and pseudo-calls wide-band and by telephone; two made voices; the interval's width."""
    for chain in CHAINS:
        print(f"\n{chain}")
        print_cues(utterances(data, chain))
        print_calls(utterances(data, chain))
    print_voices()
    print_widths()


def print_calls(said: Sequence[Said]) -> None:
    """A call a speaker of neutral and loud utterances in seeded order, the usual that of all."""
    print("  one call a speaker, both ways in seeded order, against the usual of that call")
    print("  speaker   units   AUC of the unit's deviation (required 0.95)   pitch alone   score")
    for speaker in sorted({each.speaker for each in said}):
        call = [each for each in said if each.speaker == speaker and each.emotion in "NW"]
        order = np.random.default_rng(SEED).permutation(len(call))
        units = joined_units([call[i].units for i in order])
        is_loud = np.array([call[i].emotion == "W" for i in order])
        usual = calm_baseline(units, is_level_used=False)
        rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, usual, False)
        d = np.nanmean(np.maximum(rises, 0.0) / cue_sizes(), axis=1)
        pitch = rises[:, CUES.index("f0")]
        score = steadiness(units, usual, False, Settings().voice).score
        told = "none" if score is None else f"{score:.0f}"
        mark = "(fitted on)" if speaker in FITTED_ON else ""
        print(
            f"  {speaker:7} {len(call):6} {auc(d[is_loud], d[~is_loud]):24.3f} "
            f"{auc(pitch[is_loud], pitch[~is_loud]):32.3f} {told:>7}  {mark}"
        )


def print_voices() -> None:
    """The same rises, made in the sound of a low and of a high voice, through the telephone."""
    print("\nthe same behaviour in two made voices (required: within each other's interval)")
    for hz in MADE_HZ:
        print(f"  {hz:.0f} Hz: {told_of(made_call(hz))}")


def print_widths() -> None:
    """The width of the interval over the number of units: 1 / root n."""
    print("\nwidth of the interval times root n (required: the same)")
    rng = np.random.default_rng(SEED)
    for n in N_UNITS:
        widths = []
        for _ in range(20):
            f0_hz = 120 * 2 ** (rng.normal(0, 1.5, n) / 12)
            ones = np.full(n, 2.0)
            at_s = 3.0 * np.arange(n)
            alpha, level = rng.normal(-6, 1.5, n), rng.normal(-25, 3, n)
            units = Units(at_s, at_s + 2, ones, ones, level, alpha, f0_hz)
            steady = steadiness(units, calm_baseline(units, True), True, Settings().voice)
            widths.append((steady.high or 0.0) - (steady.low or 0.0))
        width = float(np.mean(widths))
        print(f"  {n:4} units: width {width:5.2f}, times root n {width * n**0.5:5.1f}")


def told_of(track: FrameTrack) -> str:
    """Score and interval of a track that is one voice, a unit of 2 s each 2.5 s."""
    n = len(track)
    spans = tuple(Span(at, at + 2.0) for at in np.arange(0.0, n / 100 - 2.0, 2.5).tolist())
    quality = ChannelQuality(None, None, None, None, False)
    rows = own_rows(Activity(n / 100, (spans,), (), (quality,)), 0, n)
    voice = Settings().voice
    units = units_of(track, rows, f0_rows(track, rows, voice), line_noise(track, rows))
    steady = steadiness(units, calm_baseline(units, True), True, voice)
    return f"{steady.score:.1f} ({steady.low:.1f}-{steady.high:.1f})"


def made_call(f0_hz: float) -> FrameTrack:
    """60 units of a vowel whose effort rises and falls by seed, the same for every pitch."""
    rng = np.random.default_rng(SEED)
    parts = []
    for _ in range(60):
        effort_db = float(np.maximum(rng.normal(0.0, 4.0), -6.0))
        parts += [vowel(f0_hz * 2 ** (0.5 * effort_db / 12), effort_db), np.zeros(4000)]
    sound = np.concatenate(parts)
    sound += 10 ** (-65 / 20) * rng.standard_normal(len(sound))
    stream = FrameStream(TELEPHONE_HZ, Settings().voice)
    stream.push(telephone(sound.astype(np.float32), TELEPHONE_HZ))
    return stream.finish()


def vowel(f0_hz: float, effort_db: float) -> Numbers:
    """2 s of pulses through three formants, said with so much effort."""
    at = np.arange(2 * TELEPHONE_HZ)
    glide = f0_hz * 2 ** (0.5 * np.sin(2 * np.pi * 1.5 * at / TELEPHONE_HZ) / 12)
    phase = 2 * np.pi * np.cumsum(glide) / TELEPHONE_HZ
    voice = np.zeros(len(at))
    for k in range(1, int(3800 / f0_hz)):
        gain = sum(1 / (1 + ((k * f0_hz - hz) / 120) ** 2) for hz in (500.0, 1500.0, 2500.0))
        voice += (gain + 0.05) / k**0.5 * np.sin(k * phase)
    syllables = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * at / TELEPHONE_HZ)
    made = syllables * voice
    return lifted(0.05 * made / np.sqrt(np.mean(made**2)), TELEPHONE_HZ, effort_db)


def joined_units(parts: Sequence[Units]) -> Units:
    """Units of several utterances as those of one call, one after the other."""
    arrays = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in Units.__dataclass_fields__
    ]
    units = Units(*arrays)
    at_s = np.cumsum(units.end_s - units.start_s)
    return replace(units, start_s=at_s - (units.end_s - units.start_s), end_s=at_s)


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
    baseline = call_baseline(joined_units([other.units for other in usual]))
    units = each.units
    rises = deviations(units.f0_hz, units.alpha_db, units.level_dbfs, baseline, is_level_used=False)
    excess = np.maximum(rises, 0.0) / cue_sizes()
    f0, alpha = CUES.index("f0"), CUES.index("alpha")
    return [float(np.nanmean(excess)), float(rises[0, f0]), float(rises[0, alpha])]


def auc(above: Numbers, below: Numbers) -> float:
    """The share of pairs in which the first is larger, ties half."""
    difference = above[:, None] - below[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())
