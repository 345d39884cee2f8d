"""How a change of rate is read: recordings at other tempi, and a step of rate in made speech."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from callcoach.settings import Settings
from callcoach.types.time import Span
from callcoach.voice.local_rate import fast_spans, rate_windows
from callcoach.voice.nuclei import expected_syllables, rows_by_sum
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import row_slice, rows_in
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
    print(
        "\nA step from 4 to 6 syllables a second at 60 s, made of one speaker's utterances by tempo"
    )
    print("  speaker  fast from (60 s, within 10 s)  size read (1.50, within 10 %)")
    voice = Settings().voice
    for speaker in sorted({each.speaker for each in utterances(data, "wide")} - {*FITTED_ON}):
        own = [each for each in utterances(data, "wide") if each.speaker == speaker]
        said, sentences = step_of(own)
        is_speech = rows_in(said.rows.units, len(said.track))
        at_s = rows_by_sum(_expected(said, sentences)) / 100
        windows = rate_windows(at_s, is_speech, voice)
        spans = fast_spans(windows, at_s, is_speech, voice)
        before = [w.rate_sps for w in windows if w.end_s <= STEP_AT_S]
        after = [w.rate_sps for w in windows if w.start_s >= STEP_AT_S]
        ratio = float(np.mean(after) / np.mean(before))
        starts = ", ".join(f"{span.start_s:.0f} s" for span in spans) or "not found"
        print(f"  {speaker:7}  {starts:28}  {ratio:.2f} ({ratio / 1.5 - 1:+.1%})")


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


def step_of(own: Sequence[Said]) -> tuple[Said, list[str]]:
    """One recording of a speaker whose rate steps at 60 s, each utterance as a unit; the sentence
    of each."""
    order = np.random.default_rng(5).permutation(len(own))
    rate_hz, at_s, k = own[0].rate_hz, 0.0, 0
    pieces: list[Samples] = []
    units: list[Span] = []
    sentences: list[str] = []
    while at_s < STEP_END_S:
        each = own[order[k % len(order)]]
        wanted_sps = RATES_SPS[0] if at_s < STEP_AT_S else RATES_SPS[1]
        part = slice(*(round(s * rate_hz) for s in (each.span.start_s, each.span.end_s)))
        tempo = wanted_sps * each.speech_s / each.n_syllables
        piece = stretched(each.samples[part], rate_hz, tempo)
        gap = np.full(rate_hz // 4, 1e-5, np.float32)
        units.append(Span(at_s, at_s + len(piece) / rate_hz))
        sentences.append(each.sentence)
        pieces += [piece, gap]
        at_s += (len(piece) + len(gap)) / rate_hz
        k += 1
    line = {"id": "step", "speaker": own[0].speaker, "emotion": "", "n_syllables": "0"}
    line["speech_s"] = str(sum(unit.duration_s for unit in units))
    return said_of(line, np.concatenate(pieces), rate_hz, *units), sentences
