"""How well the voice is measured: syllables counted in the sound, and the cues of steadiness.

    python benchmarks/voice.py --data FOLDER

FOLDER holds `syllables/truth.csv` (id, speaker, emotion, n_syllables, start_s, end_s, speech_s)
with a WAV file per id. Parameters were chosen on speakers 03 and 08; the lines to believe are
those of the others. Each is printed wide-band and after a telephone (8 kHz, 300-3400 Hz, mu-law).
"""

from __future__ import annotations

import argparse
import csv
import wave
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span
from callcoach.voice.baseline import call_baseline
from callcoach.voice.cues import CUES, cue_sizes, deviations
from callcoach.voice.nuclei import nucleus_rows
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import OwnRows, own_rows
from callcoach.voice.units import Units, units_of

FITTED_ON = ("03", "08")
TELEPHONE_HZ = 8000
CHAINS = ("wide", "telephone")

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """One utterance as measured through one chain."""

    speaker: str
    emotion: str
    n_syllables: int
    speech_s: float
    track: FrameTrack
    rows: OwnRows
    units: Units


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with syllables/")
    folder = parser.parse_args().data / "syllables"
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = list(csv.DictReader(file))
    for chain in CHAINS:
        said = [utterance(folder, line, chain) for line in truth]
        print(f"\n{chain}: {len(said)} utterances")
        print_counts(said)
        print_cues(said)


def utterance(folder: Path, line: dict[str, str], chain: str) -> Said:
    samples, rate_hz = read_wave(folder / f"{line['id']}.wav")
    if chain == "telephone":
        samples, rate_hz = telephone(samples, rate_hz), TELEPHONE_HZ
    voice = Settings().voice
    stream = FrameStream(rate_hz, voice)
    stream.push(samples)
    track = stream.finish()
    rows = rows_of(Span(float(line["start_s"]), float(line["end_s"])), len(track))
    return Said(
        speaker=line["speaker"],
        emotion=line["emotion"],
        n_syllables=int(line["n_syllables"]),
        speech_s=float(line["speech_s"]),
        track=track,
        rows=rows,
        units=units_of(track, rows, f0_rows(track, rows, voice)),
    )


def rows_of(span: Span, n_rows: int) -> OwnRows:
    quality = ChannelQuality(None, None, None, None, None)
    return own_rows(Activity(span.end_s, ((span,),), (), (quality,)), 0, n_rows)


def print_counts(said: list[Said]) -> None:
    """Rate per utterance against truth; slope of estimated on true rate (1: no compression)."""
    print("  syllable nuclei     speakers           n  r of rate  est/true  slope  error of count")
    counters: dict[str, Callable[[Said], int]] = {
        "callcoach": lambda each: len(nucleus_rows(each.track, each.rows)),
        "de Jong & Wempe": de_jong_and_wempe,
    }
    for name, counter in counters.items():
        for label, part in groups(said):
            counted = np.array([counter(each) for each in part], dtype=np.float64)
            true = np.array([each.n_syllables for each in part], dtype=np.float64)
            seconds = np.array([each.speech_s for each in part])
            r = np.corrcoef(counted / seconds, true / seconds)[0, 1]
            slope = np.polyfit(true / seconds, counted / seconds, 1)[0]
            error = np.sqrt(np.mean((counted / true - 1) ** 2))
            print(
                f"  {name:18}  {label:16} {len(part):4}  {r:9.3f}  "
                f"{counted.sum() / true.sum():8.3f}  {slope:5.2f}  {error:13.1%}"
            )


def print_cues(said: list[Said]) -> None:
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
    excess = np.maximum(rises, 0.0) / cue_sizes(Settings().voice)
    f0, alpha = CUES.index("f0"), CUES.index("alpha")
    return [float(np.nanmean(excess)), float(rises[0, f0]), float(rises[0, alpha])]


def de_jong_and_wempe(each: Said) -> int:
    """Praat script Syllable Nuclei (2009) on our rows: peaks of the intensity (64 ms window) over
    its 99th percentile less 25 dB, each followed by a dip of 2 dB before the next, voiced."""
    window = np.hanning(8)[1:-1]
    power = np.convolve(10.0 ** (each.track.level_dbfs / 10.0), window / window.sum(), "same")
    level = 10 * np.log10(np.maximum(power, 1e-12))[each.rows.own]
    is_voiced = (each.track.voicing >= Settings().voice.voicing_least)[each.rows.own]
    inner = level[1:-1]
    tops = np.flatnonzero((inner > level[:-2]) & (inner >= level[2:])) + 1
    tops = tops[level[tops] > np.quantile(level, 0.99) - 25.0]
    return sum(
        bool(is_voiced[top] and level[top] - level[top:following].min() > 2.0)
        for top, following in pairwise(tops)
    )


def groups(said: list[Said]) -> Iterable[tuple[str, list[Said]]]:
    fitted = [each for each in said if each.speaker in FITTED_ON]
    others = [each for each in said if each.speaker not in FITTED_ON]
    yield "fitted on " + " ".join(FITTED_ON), fitted
    yield "others", others
    for speaker in sorted({each.speaker for each in others}):
        yield speaker, [each for each in others if each.speaker == speaker]


def auc(above: Numbers, below: Numbers) -> float:
    """The share of pairs in which the first is larger, ties half."""
    difference = above[:, None] - below[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def read_wave(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return (data / 32768).astype(np.float32), file.getframerate()


def telephone(samples: Samples, rate_hz: int) -> Samples:
    """300-3400 Hz at 8 kHz, coded as mu-law with 8 bits."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    spectrum[(hz < 300) | (hz > 3400)] = 0.0
    sound = np.fft.irfft(spectrum, len(samples))[:: rate_hz // TELEPHONE_HZ]
    coded = np.sign(sound) * np.log1p(255 * np.minimum(np.abs(sound), 1)) / np.log(256)
    coded = np.round(coded * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


if __name__ == "__main__":
    main()
