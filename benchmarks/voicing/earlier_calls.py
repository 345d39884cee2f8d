"""What a usual from earlier calls is worth, and what of it a change of line moves."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.settings import Settings
from callcoach.types.measures import Baseline
from callcoach.types.time import Span
from callcoach.voice.baseline import call_baseline, calm_baseline
from callcoach.voice.pitch import semitones
from callcoach.voice.steadiness import steadiness
from callcoach.voice.units import Units
from turn_taking.codecs import amr, gsm, opus
from voicing.emo_db import Said, read_wave, said_of, telephone, through
from voicing.steadiness import joined_units

Samples = npt.NDArray[np.float32]

SEED = 20250401
N_EARLIER = 3
DRAWS = 20
NEUTRAL_LEAST = 6
VOICE = replace(Settings().voice, steadiness_least_s=3.0)
"""Calls of some ten sentences are shorter than calls of people."""

TELEPHONE = "telephone"


def _dull(samples: Samples) -> Samples:
    """A headset whose microphone hangs low: 3 dB an octave less above 1 kHz."""
    hz = np.fft.rfftfreq(len(samples), 1 / 8000)
    gain = np.minimum(1.0, (np.maximum(hz, 1.0) / 1000.0) ** -0.5)
    return np.fft.irfft(np.fft.rfft(samples.astype(np.float64)) * gain, len(samples)).astype("f4")


LINES: Mapping[str, Callable[[Samples], Samples]] = {
    TELEPHONE: lambda samples: samples,
    "gsm": lambda samples: gsm(samples, 8000),
    "amr 12.2": amr,
    "opus 12 kbit": lambda samples: opus(samples, 8000),
    "dull microphone": _dull,
}


def print_baselines(data: Path) -> None:
    """How far lines move the usual of one voice; what earlier calls make of a raised one."""
    _print_lines(data)
    _print_calls(data)


def _print_lines(data: Path) -> None:
    print("\nneutral sentences of one voice by other lines: the usual there less that by telephone")
    print(f"  {'line':18}" + "".join(f"{'speaker ' + each:>20}" for each in _speakers(data)))
    for line in (*LINES, "telephone 15 dB", "wide"):
        cells = []
        for speaker in _speakers(data):
            here = call_baseline(_joined(_of(data, line, speaker, "N")))
            there = call_baseline(_joined(_of(data, TELEPHONE, speaker, "N")))
            cells.append(f"{_st(here, there):+8.2f} st {_db(here, there):+5.1f} dB")
        print(f"  {line:18}" + "".join(f"{cell:>20}" for cell in cells))


def _print_calls(data: Path) -> None:
    print("\na later call against its own usual, and against that of three earlier neutral calls:")
    print(f"steadiness, mean of {DRAWS} draws of sentences (pitch carried; pitch and spectrum)")
    print("  speaker  later line       call      own    pitch   both    spread of earlier pitch")
    for speaker in _speakers(data):
        n_neutral = len(_of(data, TELEPHONE, speaker, "N"))
        if n_neutral < NEUTRAL_LEAST:
            print(f"  {speaker:8} only {n_neutral} neutral sentences")
            continue
        for line in (TELEPHONE, "gsm", "dull microphone"):
            for name, share in (("neutral", 0.0), ("half raised", 0.5), ("all raised", 1.0)):
                drawn = [_drawn(data, speaker, line, share, seed) for seed in range(DRAWS)]
                own, pitch, both, spread = np.nanmean(np.array(drawn, dtype=float), axis=0)
                scores = f"{own:7.0f} {pitch:8.0f} {both:6.0f}"
                print(f"  {speaker:8} {line:16} {name:11}{scores}      {spread:6.2f} st")


def _drawn(data: Path, speaker: str, line: str, share: float, seed: int) -> Sequence[float | None]:
    """Scores of one later call: own usual, pitch carried, pitch and spectrum carried; and the
    spread of the earlier calls' pitch."""
    rng = np.random.default_rng((SEED, seed))
    neutral, raised = _of(data, line, speaker, "N"), _of(data, line, speaker, "W")
    order = rng.permutation(len(neutral))
    n_earlier = len(order) * 2 // 3
    before = _of(data, TELEPHONE, speaker, "N")
    groups = np.array_split(order[:n_earlier], N_EARLIER)
    usuals = [calm_baseline(_joined([before[i] for i in group]), False) for group in groups]
    f0_hz = float(np.median([each.f0_hz for each in usuals]))
    alpha_db = float(np.median([each.alpha_db for each in usuals]))
    rest = [neutral[i] for i in order[n_earlier:]]
    n_raised = round(share * len(rest))
    later = [raised[i] for i in rng.permutation(len(raised))[:n_raised]] + rest[n_raised:]
    units = _joined([later[i] for i in rng.permutation(len(later))])
    own = calm_baseline(units, is_level_used=False)
    pitch = replace(own, f0_hz=f0_hz)
    spread = semitones(np.array([each.f0_hz for each in usuals]), f0_hz).std()
    scores = [_score(units, each) for each in (own, pitch, replace(pitch, alpha_db=alpha_db))]
    return [*scores, float(spread)]


def _score(units: Units, baseline: Baseline) -> float | None:
    return steadiness(units, baseline, False, VOICE).score


def _st(here: Baseline, there: Baseline) -> float:
    return float(semitones(np.array([here.f0_hz]), there.f0_hz)[0])


def _db(here: Baseline, there: Baseline) -> float:
    return float(np.subtract(here.alpha_db, there.alpha_db))


def _joined(said: Sequence[Said]) -> Units:
    return joined_units([each.units for each in said])


def _speakers(data: Path) -> list[str]:
    return sorted({each.speaker for each in _utterances(data, TELEPHONE)})


def _of(data: Path, line: str, speaker: str, emotion: str) -> list[Said]:
    said = _utterances(data, line)
    return [each for each in said if each.speaker == speaker and each.emotion == emotion]


@cache
def _utterances(data: Path, line: str) -> tuple[Said, ...]:
    """Neutral and angry sentences by a line."""
    folder = data / "syllables"
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["emotion"] in "NW"]
    return tuple(_utterance(folder, row, line) for row in rows)


def _utterance(folder: Path, row: dict[str, str], line: str) -> Said:
    samples, rate_hz = read_wave(folder / f"{row['id']}.wav")
    span = Span(float(row["start_s"]), float(row["end_s"]))
    if line not in LINES:
        return said_of(row, *through(samples, rate_hz, span, line), span)
    return said_of(row, LINES[line](telephone(samples, rate_hz)), 8000, span)
