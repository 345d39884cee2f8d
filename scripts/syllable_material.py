"""Owns the material that syllables are fitted to, as rows of bands and periodicity.

Made speech and noise with the moment of each vowel; recordings of real speech, uncounted, at five
tempi, clean and by telephone; and the utterances of speakers 03 and 08 of Emo-DB, whose
syllables are known, at several tempi and degraded. None of this is of the other speakers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from made_noises import NOISES, coloured
from syllable_conditions import degraded
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

from callcoach.frames.spectrum import SpectrumStream
from callcoach.types.frames import FloatRow
from callcoach.types.time import Span
from callcoach.voice.syllable_columns import BANDS
from voicing.emo_db import CHAINS, FITTED_ON, NOISY, read_wave, telephone, through
from voicing.pace import TEMPI, stretched

SEED = 5
N_SPOKEN, N_PULSED, N_NOISES, AGAIN = 450, 300, 80, 2
N_WORSE, WORSE_TEMPI = 12, (0.75, 0.85, 1.0, 1.0, 1.15, 1.3, 1.4)
CLIP_S, CLIP_RATE_HZ = 3, 16_000
CLIP_TEMPI = (0.72, 0.86, 1.16, 1.38)
CLIP_LEAST_DBFS, CLIP_UNDER_DB, CLIP_SHARE = -45.0, 30.0, 0.4
ENGLISH_FESTIVAL = FESTIVAL_VOICES[:2]


@dataclass(frozen=True, eq=False)
class Rows:
    """bands (n, 9) dBFS, periodicity (n,), and the moments of vowels in seconds."""

    bands: FloatRow
    periodicity: FloatRow
    vowels_s: Moments


@dataclass(frozen=True, eq=False)
class Counted:
    """One utterance with its number of syllables: as it is at several tempi, and degraded."""

    sentence: str
    n_syllables: int
    as_is: tuple[Rows, ...]
    degraded: tuple[Rows, ...]


def rows_of(samples: Sound, rate_hz: int, vowels_s: Moments | None = None) -> Rows:
    """The rows of a recording."""
    stream = SpectrumStream(rate_hz)
    parts = (stream.push(samples), stream.finish())
    bands = np.concatenate([part.bands_dbfs for part in parts])[:, BANDS]
    periodicity = np.concatenate([part.periodicity for part in parts])
    return Rows(bands, periodicity, np.zeros(0) if vowels_s is None else vowels_s)


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


def made(texts: Path, seed: int) -> list[Rows]:
    """Made speech in its conditions, and noise in which there are no syllables."""
    rng = np.random.default_rng([SEED, seed, 1])
    every = [each for each in spoken(texts, seed) if len(each.vowels_s) >= 3]
    found = []
    for each in every:
        for _ in range(AGAIN):
            worse = degraded(each, every, rng)
            found.append(rows_of(worse.samples, worse.rate_hz, worse.vowels_s))
    for index in range(N_NOISES):
        noise = _noise(4 * 8000, index, rng) * 10 ** (-rng.uniform(20, 50) / 20)
        found.append(rows_of(noise.astype(np.float32), 8000 if index % 3 else 16_000))
    return found


def _noise(n: int, index: int, rng: np.random.Generator) -> np.ndarray:
    if index % 4 == 0:
        return rng.standard_normal(n)
    if index % 4 == 1:
        return np.array(coloured(n, rng))
    kinds = [kind for kind in NOISES if kind != "music"]
    noise = np.array(NOISES[kinds[index % len(kinds)]](n, rng))
    return noise / noise.std()


def uncounted(data: Path) -> list[tuple[Rows, ...]]:
    """Clips of 3 s of real speech, each as several recordings of the same syllables."""
    rng = np.random.default_rng(SEED)
    return [
        tuple(_versions(clip, rng))
        for path in sorted(
            (*data.glob("meetings/*.wav"), *data.glob("activity/*.wav"), *data.glob("calls/*.wav"))
        )
        for clip in _clips(path)
    ]


def _clips(path: Path) -> Iterator[Sound]:
    samples, rate_hz = soundfile.read(path, always_2d=True, dtype="float32")
    for channel in samples.T:
        sound = soxr.resample(channel, rate_hz, CLIP_RATE_HZ)
        n_clip = CLIP_S * CLIP_RATE_HZ
        for first in range(0, len(sound) - n_clip, n_clip):
            clip = sound[first : first + n_clip]
            rows = clip.reshape(-1, CLIP_RATE_HZ // 100)
            level = 10 * np.log10(np.mean(np.square(rows), axis=1) + 1e-10)
            is_loud = level > level.max() - CLIP_UNDER_DB
            if level.max() >= CLIP_LEAST_DBFS and is_loud.mean() >= CLIP_SHARE:
                yield clip


def _versions(clip: Sound, rng: np.random.Generator) -> Iterator[Rows]:
    for tempo in (1.0, *CLIP_TEMPI):
        sound = clip if tempo == 1.0 else stretched(clip, CLIP_RATE_HZ, tempo)
        yield rows_of(sound, CLIP_RATE_HZ)
        if rng.random() < 0.5:
            gain = np.sqrt(np.mean(np.square(sound))) * 10 ** (-rng.uniform(8, 30) / 20)
            noisy = sound + rng.standard_normal(len(sound)) * gain
            yield rows_of(telephone(noisy.astype(np.float32), CLIP_RATE_HZ), 8000)


def counted(data: Path) -> list[Counted]:
    """The utterances of speakers 03 and 08."""
    folder, rng = data / "syllables", np.random.default_rng(SEED)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["speaker"] in FITTED_ON]
    every = []
    for line in lines:
        samples, rate_hz = read_wave(folder / f"{line['id']}.wav")
        edges_s = np.array([float(line["start_s"]), float(line["end_s"])])
        every.append(Spoken(line["id"], samples, rate_hz, edges_s))
    return [
        Counted(
            line["id"][2:5],
            int(line["n_syllables"]),
            tuple(_chains(said)),
            tuple(_worse(said, every, rng) for _ in range(N_WORSE)),
        )
        for line, said in zip(lines, every, strict=True)
    ]


def _worse(said: Spoken, every: list[Spoken], rng: np.random.Generator) -> Rows:
    """The utterance at a random tempo, degraded as made speech is."""
    tempo = float(rng.choice(WORSE_TEMPI))
    if tempo != 1.0:
        samples = stretched(said.samples, said.rate_hz, tempo)
        said = Spoken(said.voice, samples, said.rate_hz, said.vowels_s / tempo)
    worse = degraded(said, every, rng)
    return _part(worse.samples, worse.rate_hz, Span(*worse.vowels_s))


def _chains(said: Spoken) -> Iterator[Rows]:
    span = Span(*said.vowels_s)
    for chain in (*CHAINS, NOISY):
        yield _part(*through(said.samples, said.rate_hz, span, chain), span)
    for tempo in TEMPI:
        at_tempo = Span(span.start_s / tempo, span.end_s / tempo)
        sound = stretched(said.samples, said.rate_hz, tempo)
        for chain in CHAINS:
            yield _part(*through(sound, said.rate_hz, at_tempo, chain), at_tempo)


def _part(samples: Sound, rate_hz: int, span: Span) -> Rows:
    rows = rows_of(samples, rate_hz)
    part = slice(round(span.start_s * 100), round(span.end_s * 100))
    return Rows(rows.bands[part], rows.periodicity[part], np.zeros(0))
