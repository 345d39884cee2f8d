"""How a change of rate is read: recordings at other tempi, and a step of rate in made speech."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import RateSpan, RateWindow
from callcoach.types.time import Span, Spans
from callcoach.voice.local_rate import fast_spans, rate_windows
from callcoach.voice.nuclei import expected_syllables, rows_by_sum
from callcoach.voice.phonation import phonation_rows
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, own_rows, row_slice
from voicing.emo_db import (
    CHAINS,
    FITTED_ON,
    Said,
    Samples,
    read_wave,
    said_of,
    through,
    utterances,
)
from voicing.syllable_folds import network_for
from voicing.syllables import counters

TEMPI = (0.8, 0.9, 1.1, 1.25)
STEP_AT_S, STEP_END_S = 60.0, 90.0
RATES_SPS = (4.0, 6.0)
SIZE_WITHIN = 0.1
ORDER = 5
OTHER_ORDERS = (0, 1, 2, 3, 4, 6, 7, 8)


def print_pace(data: Path) -> None:
    """Slopes by tempo, and the step."""
    if shutil.which("sox") is None:
        print("tempo: not measured; apt-get install sox")
        return
    print(
        "\nThe same recordings of speakers not fitted to, at 0.8 to 1.25 times their tempo by sox:"
    )
    print("slope of the log of the rate read on the log of the tempo; required 0.85")
    ways = counters()
    for chain in CHAINS:
        plain = [each for each in utterances(data, chain) if each.speaker not in FITTED_ON]
        faster = {tempo: [at_tempo(each, data, tempo, chain) for each in plain] for tempo in TEMPI}
        for name, counter in ways.items():
            usual = np.array([counter(each) for each in plain])
            x, y = [], []
            for tempo, said in faster.items():
                read = np.array([counter(each) for each in said]) * tempo / usual
                x += [np.log(tempo)] * len(read)
                y += np.log(np.maximum(read, 0.05)).tolist()
            print(f"  {chain:10} {name:16} slope {np.polyfit(x, y, 1)[0]:5.2f}")
    print_steps(data)


def at_tempo(each: Said, data: Path, tempo: float, chain: str) -> Said:
    """The utterance at another tempo, then through the chain."""
    wide, rate_hz = read_wave(data / "syllables" / f"{each.id}.wav")
    samples = stretched(wide, rate_hz, tempo)
    span = Span(each.span.start_s / tempo, each.span.end_s / tempo)
    line = {
        "id": each.id,
        "speaker": each.speaker,
        "emotion": each.emotion,
        "n_syllables": str(each.n_syllables),
        "speech_s": str(each.speech_s / tempo),
    }
    return said_of(line, *through(samples, rate_hz, span, chain), span)


def stretched(samples: Samples, rate_hz: int, tempo: float) -> Samples:
    """At another tempo and the same pitch, by sox (WSOLA, for speech)."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.wav", Path(folder) / "after.wav"
        with wave.open(str(before), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        subprocess.run(["sox", "-D", before, after, "tempo", "-s", str(tempo)], check=True)
        return read_wave(after)[0]


def print_steps(data: Path) -> None:
    """Utterances of one speaker, each brought to 4 syllables a second, from 60 s on to 6."""
    print("\nA step from 4 to 6 syllables a second at 60 s, of one speaker's utterances by tempo:")
    print(
        "mean rate of the windows after it over that before, over phonation as a review finds it;"
    )
    print(
        "made: of the written syllables in the same rows. Required: read within 10 %, found within"
    )
    print(f"10 s; in brackets: the utterances in {len(OTHER_ORDERS)} other orders")
    print("  speaker  fast from         made  read")
    said = utterances(data, "wide")
    for speaker in sorted({each.speaker for each in said}):
        own = [each for each in said if each.speaker == speaker]
        step = step_read(step_of(own, ORDER))
        others = [step_read(step_of(own, order)).error for order in OTHER_ORDERS]
        starts = ", ".join(f"{span.start_s:.0f} s" for span in step.fast) or "not found"
        n_within = sum(abs(each) <= SIZE_WITHIN for each in others)
        mark = "  (fitted on)" if speaker in FITTED_ON else ""
        print(
            f"  {speaker:7}  {starts:16}  {step.made:.2f}  {step.read:.2f}, {step.error:+.1%} "
            f"({min(others):+.1%} to {max(others):+.1%}; {n_within} within 10 %){mark}"
        )


@dataclass(frozen=True)
class Stepped:
    """One recording of a speaker whose rate steps at 60 s, each utterance as a unit, with the
    sentence and the written syllables of each."""

    said: Said
    sentences: Sequence[str]
    n_syllables: Sequence[int]


@dataclass(frozen=True)
class Step:
    """Fast spans, and by how much the rate rose: as made and as read."""

    fast: Sequence[RateSpan]
    made: float
    read: float

    @property
    def error(self) -> float:
        return self.read / self.made - 1


def step_read(stepped: Stepped) -> Step:
    """The step as a review has it."""
    said, voice = stepped.said, Settings().voice
    is_phonation = phonation_of(said.track)
    at_s = rows_by_sum(_expected(said, stepped.sentences) * is_phonation) / STEPS_PER_S
    written = written_rows(said.rows.units, stepped.n_syllables, is_phonation)
    windows = rate_windows(at_s, is_phonation, voice)
    made = rate_windows(rows_by_sum(written) / STEPS_PER_S, is_phonation, voice)
    return Step(fast_spans(windows, at_s, is_phonation, voice), rise_of(made), rise_of(windows))


def rise_of(windows: Sequence[RateWindow]) -> float:
    """Mean rate of the windows after the step over that of those before it."""
    before = [window.rate_sps for window in windows if window.end_s <= STEP_AT_S]
    after = [window.rate_sps for window in windows if window.start_s >= STEP_AT_S]
    return float(np.mean(after) / np.mean(before))


def written_rows(units: Spans, n_syllables: Sequence[int], is_phonation: BoolRow) -> FloatRow64:
    """(n,) the written syllables of each unit, even over its rows of phonation."""
    written = np.zeros(len(is_phonation))
    for unit, n in zip(units, n_syllables, strict=True):
        rows = row_slice(unit, len(written))
        written[rows] = is_phonation[rows] * n / max(1, is_phonation[rows].sum())
    return written


def phonation_of(track: FrameTrack) -> BoolRow:
    """Rows of phonation as a review finds them: pauses inside utterances, a third of some sad
    ones, and those that a slower tempo makes of short gaps, are none."""
    activity = judge_activity([track], Settings())
    return phonation_rows(track, own_rows(activity, 0, len(track)), Settings().voice)


def _expected(said: Said, sentences: Sequence[str]) -> FloatRow64:
    """Syllables expected in each row, each unit's by the network that has not seen its sentence."""
    networks = {sentence: network_for(said.speaker, sentence) for sentence in sentences}
    by_sentence = {
        sentence: expected_syllables(said.track, said.rows, network)
        for sentence, network in networks.items()
    }
    expected = np.zeros(len(said.track))
    for unit, sentence in zip(said.rows.units, sentences, strict=True):
        rows = row_slice(unit, len(said.track))
        expected[rows] = by_sentence[sentence][rows]
    return expected


def step_of(own: Sequence[Said], seed: int) -> Stepped:
    """A step made of one speaker's utterances; `seed`: of their order."""
    order = np.random.default_rng(seed).permutation(len(own))
    rate_hz, at_s, k = own[0].rate_hz, 0.0, 0
    pieces: list[Samples] = []
    units: list[Span] = []
    chosen: list[Said] = []
    while at_s < STEP_END_S:
        each = own[order[k % len(order)]]
        wanted_sps = RATES_SPS[0] if at_s < STEP_AT_S else RATES_SPS[1]
        part = slice(*(round(s * rate_hz) for s in (each.span.start_s, each.span.end_s)))
        tempo = wanted_sps * each.speech_s / each.n_syllables
        piece = stretched(each.samples[part], rate_hz, tempo)
        gap = np.full(rate_hz // 4, 1e-5, np.float32)
        units.append(Span(at_s, at_s + len(piece) / rate_hz))
        chosen.append(each)
        pieces += [piece, gap]
        at_s += (len(piece) + len(gap)) / rate_hz
        k += 1
    line = {"id": "step", "speaker": own[0].speaker, "emotion": "", "n_syllables": "0"}
    line["speech_s"] = str(sum(unit.duration_s for unit in units))
    said = said_of(line, np.concatenate(pieces), rate_hz, *units)
    return Stepped(said, [each.sentence for each in chosen], [each.n_syllables for each in chosen])
