"""Owns the material that syllables are fitted to, as rows of bands, periodicity and state.

Made speech with the moments of its vowels, the utterances of Emo-DB, of which the number of
syllables is known and their moments are found by alignment, and sounds without any; as they are
and at other tempi, in rooms, on lines, in noise. Those of Emo-DB, on which the fit is judged, say
who says which sentence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from made_noises import NOISES, coloured
from syllable_alignment import Aligner
from syllable_conditions import degraded
from syllable_parts import ByteRows, Part, in_steps
from syllable_speech import (
    ESPEAK_VARIANTS,
    ESPEAK_VOICES,
    FESTIVAL_VOICES,
    FLITE_VOICES,
    Espeak,
    Moments,
    Sound,
    Spoken,
    by_festival,
    by_flite,
    pseudo_words,
    pulsed_vowel,
    text_of,
)

from callcoach.frames.detector import DetectorStream
from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.spectrum import SpectrumStream
from callcoach.types.frames import N_STATES, FloatRow, StateRows
from callcoach.types.time import Span
from callcoach.voice.syllable_columns import BANDS, N_BANDS
from voicing.emo_db import CHAINS, NOISY, telephone, through
from voicing.pace import stretched

SEED = 5
N_SPOKEN, N_PULSED, N_DRAWN, N_NOISES, AGAIN = 200, 300, 300, 300, 2
EMO_DB_AGAIN = 9
SLOW_SPS, FAST_SPS, TEMPO_LEAST, TEMPO_MOST = 3.0, 9.0, 0.65, 1.9
AROUND_S, VOWEL_ROWS = 0.15, 2.5
ENGLISH_FESTIVAL = FESTIVAL_VOICES[:2]


def rows_of(samples: Sound, rate_hz: int, vowels_s: Moments) -> ByteRows:
    """The rows of a sound whose vowels have their middles at these moments."""
    stream = SpectrumStream(rate_hz)
    parts = (stream.push(samples), stream.finish())
    bands = np.concatenate([part.bands_dbfs for part in parts])[:, BANDS]
    periodicity = np.concatenate([part.periodicity for part in parts])
    shares = _shares(len(bands), vowels_s)
    return in_steps(bands, periodicity, shares, states_of(samples, rate_hz, len(bands)))


def states_of(samples: Sound, rate_hz: int, n_rows: int) -> StateRows:
    """(n_rows, N_STATES) the speech detector's state."""
    way, detector = ModelRateStream(rate_hz), DetectorStream()
    heard = [detector.push_rows(way.push(samples)), detector.push_rows(way.finish())]
    heard.append(detector.finish_rows(n_rows))
    return np.concatenate([rows.states for rows in heard])[:n_rows]


def _shares(n: int, vowels_s: Moments) -> FloatRow:
    """(n,) how much of a vowel each row holds: each is spread over some rows."""
    at = np.arange(n)[:, None] - (vowels_s * 100 - 0.5)
    shapes = np.exp(-((at / VOWEL_ROWS) ** 2) / 2)
    shares: FloatRow = (shapes / np.maximum(shapes.sum(0), 1e-9)).sum(1)
    return shares


def spoken(texts: Path, seed: int) -> Iterator[Spoken]:
    """`N_SPOKEN` utterances by each of flite, espeak-ng and festival, at many rates."""
    rng, espeak = np.random.default_rng([SEED, seed]), Espeak()
    for _ in range(N_SPOKEN):
        stretch = float(np.exp(rng.uniform(np.log(0.6), np.log(1.5))))
        voice = str(rng.choice(FLITE_VOICES, p=[0.3, 0.3, 0.3, 0.1]))
        yield by_flite(voice, text_of(texts, rng), stretch, float(rng.uniform(80, 260)))
        voice = str(rng.choice(ESPEAK_VOICES))
        is_english = voice.startswith("en") or rng.random() < 0.3
        text = text_of(texts, rng) if is_english else pseudo_words(rng)
        rate_wpm, pitch = int(rng.uniform(110, 340)), int(rng.uniform(10, 90))
        yield espeak.say(voice + str(rng.choice(ESPEAK_VARIANTS)), text, rate_wpm, pitch)
        voice = str(rng.choice(FESTIVAL_VOICES))
        text = text_of(texts, rng) if voice in ENGLISH_FESTIVAL else pseudo_words(rng)
        yield by_festival(voice, text, stretch)
    for _ in range(N_PULSED):
        yield pulsed_vowel(rng)


def made(texts: Path, seed: int) -> list[Part]:
    """Made speech in its conditions, and noise in which there are no syllables."""
    rng = np.random.default_rng([SEED, seed, 1])
    every = [each for each in spoken(texts, seed) if len(each.vowels_s) >= 3]
    found = []
    for each in every:
        for _ in range(AGAIN):
            worse = degraded(each, every, rng)
            found.append(Part(rows_of(worse.samples, worse.rate_hz, worse.vowels_s)))
        if each.voice == "pulsed":
            sound = telephone(each.samples, each.rate_hz)
            found.append(Part(rows_of(sound, 8000, each.vowels_s)))
    found += [_drawn(rng) for _ in range(N_DRAWN)]
    for index in range(N_NOISES):
        noise = _noise(4 * 8000, index, rng) * 10 ** (-rng.uniform(14, 50) / 20)
        rate_hz = 8000 if index % 3 else 16_000
        found.append(Part(rows_of(noise.astype(np.float32), rate_hz, np.zeros(0))))
    return found


def _drawn(rng: np.random.Generator) -> Part:
    """A voice of which nothing but the level of all bands rises and falls, once a syllable."""
    per_s = float(np.exp(rng.uniform(np.log(1.2), np.log(8.5))))
    spread = float(rng.choice([0.0, 0.0, 0.25]))
    lengths = 1 / per_s * rng.uniform(1 - spread, 1 + spread, round(6 * per_s) + 1)
    edges_s = np.concatenate([[0.0], np.cumsum(lengths)])
    n = min(600, round(edges_s[-1] * 100))
    within = np.interp((np.arange(n) + 0.5) / 100, edges_s, np.arange(len(edges_s))) % 1
    level = -20 - rng.uniform(6, 25) * (1 + np.cos(2 * np.pi * within)) / 2
    middles = (edges_s[1:] + edges_s[:-1]) / 2
    bands = level[:, None] + rng.uniform(-12, 0, N_BANDS)
    periodicity = np.full(n, rng.uniform(0.8, 1.0))
    shares = _shares(n, middles[middles < n / 100])
    return Part(in_steps(bands, periodicity, shares, np.zeros((n, N_STATES), np.int8)))


def _noise(n: int, index: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    if index % 3 == 0:
        return rng.standard_normal(n)
    if index % 3 == 1:
        return np.array(coloured(n, rng))
    kinds = [kind for kind in NOISES if kind != "music"]
    noise = np.array(NOISES[kinds[index % len(kinds)]](n, rng))
    return noise / noise.std()


@dataclass(frozen=True, eq=False)
class Recording:
    """An utterance of Emo-DB: `n_syllables` said between two moments, the vowels of `sound` where
    the alignment has them. `of`: speaker, sentence."""

    sound: Spoken
    n_syllables: int
    start_s: float
    end_s: float
    of: str


def emo_db(data: Path) -> Iterator[Recording]:
    """The utterances of `data`/syllables."""
    aligner = Aligner()
    with (data / "syllables" / "truth.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            samples, rate_hz = soundfile.read(
                data / "syllables" / f"{line['id']}.wav", dtype="float32"
            )
            start_s, end_s = float(line["start_s"]), float(line["end_s"])
            vowels_s = aligner.vowels_s(samples, rate_hz, start_s, end_s, line["id"][2:5])
            sound = Spoken(line["id"], samples, rate_hz, vowels_s)
            yield Recording(sound, int(line["n_syllables"]), start_s, end_s, line["id"][:5])


def of_emo_db(data: Path) -> list[Part]:
    """Its utterances by the chains that the benchmark judges, and in other conditions."""
    rng, found = np.random.default_rng([SEED, 2]), []
    every = [*emo_db(data)]
    babble = [each.sound for each in every[::10]]
    for each in every:
        span = Span(each.start_s, each.end_s)
        for chain in (*CHAINS, NOISY):
            samples, rate_hz = through(each.sound.samples, each.sound.rate_hz, span, chain)
            found.append(_of_recording(each, samples, rate_hz, 1.0, each.sound.vowels_s))
        found += [_worse(each, babble, rng) for _ in range(EMO_DB_AGAIN)]
    return found


def _worse(each: Recording, babble: Sequence[Spoken], rng: np.random.Generator) -> Part:
    """The recording as slow or fast as chance has it, degraded as made speech is."""
    sound, rate_sps = each.sound, each.n_syllables / (each.end_s - each.start_s)
    wanted_sps = np.exp(rng.uniform(np.log(SLOW_SPS), np.log(FAST_SPS)))
    tempo = float(np.clip(wanted_sps / rate_sps, TEMPO_LEAST, TEMPO_MOST))
    samples = stretched(sound.samples, sound.rate_hz, tempo)
    moments_s = np.concatenate([[1.0], sound.vowels_s / tempo])
    worse = degraded(Spoken(sound.voice, samples, sound.rate_hz, moments_s), babble, rng)
    speed = tempo / float(worse.vowels_s[0])
    return _of_recording(each, worse.samples, worse.rate_hz, speed, worse.vowels_s[1:])


def _of_recording(
    each: Recording, samples: Sound, rate_hz: int, speed: float, vowels_s: Moments
) -> Part:
    """The part of it that is speech, said so many times as fast as in the recording."""
    start_s, end_s = each.start_s / speed, each.end_s / speed
    first_s = max(0.0, start_s - AROUND_S)
    last_s = min(len(samples) / rate_hz, end_s + AROUND_S)
    part = slice(round(first_s * rate_hz), round(last_s * rate_hz))
    rows = rows_of(samples[part], rate_hz, vowels_s - first_s)
    before, after = (max(0, round(s * 100)) for s in (start_s - first_s, last_s - end_s))
    return Part(rows, each.n_syllables, before, after, each.of)
