"""Owns one spoken line: a sentence through flite and a telephone line, with its exact times."""

from __future__ import annotations

import math
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sample_dialogues import VOICES, Line

Samples = npt.NDArray[np.float64]

RATE_HZ = 8000
LEAD_S = 0.01
TAIL_S = 0.02
CUT_FADE_S = 0.03
SYNTHESISER_RATE_HZ = 16000

ACTIVE_DBFS = {"agent": -27.0, "customer": -22.0}
"""Level over the speech of a line at `gain_db` 0: the far end comes in louder, as it often does."""

MEAN_F0_HZ = {"agent": 170.0}
"""Flite's own mean F0 of the voices that follow a change of it; rms does not."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A word or phoneme; seconds from the start of its line, to the millisecond."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as it sounds on the telephone, and its times from the synthesiser.

    `samples`: (n,) float64 at `RATE_HZ`, 1.0 is full scale, from `LEAD_S` before the first
    phoneme. Pauses are not among the `phonemes`.
    """

    samples: Samples
    words: tuple[Timed, ...]
    phonemes: tuple[Timed, ...]
    is_cut: bool = False

    @property
    def duration_s(self) -> float:
        """Seconds from the start of the first phoneme to the end of the last."""
        return self.phonemes[-1].end_s

    @property
    def text(self) -> str:
        """The words as heard; a word broken off ends in a dash."""
        return " ".join(word.text for word in self.words)

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Stretches without a pause of the synthesiser."""
        spans: list[tuple[float, float]] = []
        for phoneme in self.phonemes:
            if spans and phoneme.start_s - spans[-1][1] < 0.0005:
                spans[-1] = (spans[-1][0], phoneme.end_s)
            else:
                spans.append((phoneme.start_s, phoneme.end_s))
        return tuple(spans)


def speak(line: Line) -> Spoken:
    """The line in its party's voice, band-limited, at its level."""
    with tempfile.TemporaryDirectory() as folder:
        wave_path = Path(folder) / "line.wav"
        options = ["--setf", f"duration_stretch={line.stretch}"]
        if line.pitch != 1.0:
            mean_hz = MEAN_F0_HZ[line.party] * line.pitch
            options += ["--setf", f"int_f0_target_mean={mean_hz:.1f}"]
        printed = _flite(line.party, [*options, "-psdur"], line.text, wave_path)
        wide = wave_path.read_bytes()
    lead_s, phonemes = _phonemes(printed)
    tilt = ["treble", f"{line.tilt_db:+.1f}", "1200"] if line.tilt_db else []
    narrow = _telephone(wide, tilt)
    first = round((lead_s - LEAD_S) * RATE_HZ)
    last = round((lead_s + phonemes[-1].end_s + TAIL_S) * RATE_HZ)
    spoken = Spoken(_faded(narrow[first:last]), _words(line, phonemes), phonemes)
    gain = 10 ** ((ACTIVE_DBFS[line.party] + line.gain_db - _active_dbfs(spoken)) / 20)
    return replace(spoken, samples=spoken.samples * gain)


def broken_off(spoken: Spoken, at_s: float) -> Spoken:
    """The line up to `at_s` after its start, faded out over `CUT_FADE_S`, its times likewise."""
    at_s = round(at_s, 3)
    samples = spoken.samples[: round((LEAD_S + at_s) * RATE_HZ)].copy()
    n_fade = round(CUT_FADE_S * RATE_HZ)
    samples[-n_fade:] *= np.linspace(1.0, 0.0, n_fade)
    phonemes = tuple(
        replace(each, end_s=min(each.end_s, at_s))
        for each in spoken.phonemes
        if each.start_s < at_s
    )
    words = tuple(_word_until(each, at_s) for each in spoken.words if each.start_s < at_s)
    return Spoken(samples, words, phonemes, is_cut=True)


def _word_until(word: Timed, at_s: float) -> Timed:
    """The word as a transcriber would write it: as many of its letters as were heard, a dash."""
    if word.end_s <= at_s:
        return word
    heard = (at_s - word.start_s) / (word.end_s - word.start_s)
    letters = word.text.rstrip(".,?")
    return Timed(word.start_s, at_s, letters[: math.ceil(heard * len(letters))] + "-")


def _flite(party: str, options: Sequence[str], text: str, wave_path: Path | None) -> str:
    command = ["flite", "-voice", VOICES[party], *options, "-t", text]
    command += ["-o", str(wave_path) if wave_path else "none"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _telephone(wave: bytes, effects: Sequence[str]) -> Samples:
    """Sound of any rate as 8 kHz, 300 to 3400 Hz; (n,) float64."""
    command = [
        "sox",
        "-D",
        "-V1",
        "-t",
        "wav",
        "-",
        "-t",
        "raw",
        "-e",
        "floating-point",
        "-b",
        "32",
    ]
    command += ["-", "gain", "-12", *effects, "rate", str(RATE_HZ), "sinc", "300-3400"]
    raw = subprocess.run(command, check=True, capture_output=True, input=wave).stdout
    return np.frombuffer(raw, dtype="<f4").astype(np.float64)


def _phonemes(printed: str) -> tuple[float, tuple[Timed, ...]]:
    """From flite's `name:end` pairs: seconds of silence before the first phoneme, and all."""
    pairs = [pair.rsplit(":", 1) for pair in printed.split()]
    ends_s = [float(end) for _, end in pairs]
    lead_s = ends_s[0]
    found = [
        Timed(round(ends_s[i - 1] - lead_s, 3), round(ends_s[i] - lead_s, 3), pairs[i][0])
        for i in range(1, len(pairs))
        if pairs[i][0] != "pau"
    ]
    return lead_s, tuple(found)


def _words(line: Line, phonemes: Sequence[Timed]) -> tuple[Timed, ...]:
    """Times of the words: the phonemes of each word said alone, laid over those of the line."""
    tokens = line.text.split()
    plain = [token.strip(".,?").lower() for token in tokens]
    printed = _flite(line.party, ["-ps"], ", ".join(plain) + ",", None)
    groups = [group.split() for group in printed.split("pau") if group.split()]
    if len(groups) != len(tokens):
        raise ValueError(f"{line.key}: flite says {len(groups)} words of {len(tokens)}")
    owners = _owners(groups, [phoneme.text for phoneme in phonemes])
    words: list[Timed] = []
    for i, token in enumerate(tokens):
        own = [p for p, owner in zip(phonemes, owners, strict=True) if owner == i]
        if not own:
            raise ValueError(f"{line.key}: no phoneme of {token!r} was found")
        words.append(Timed(own[0].start_s, own[-1].end_s, token))
    return tuple(words)


def _owners(groups: Sequence[Sequence[str]], heard: Sequence[str]) -> list[int]:
    """For each phoneme heard, the index of its word: the alignment of least edits."""
    alone = [(phoneme, i) for i, group in enumerate(groups) for phoneme in group]
    n, m = len(alone), len(heard)
    cost = [[i + j if i == 0 or j == 0 else 0 for j in range(m + 1)] for i in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            swap = cost[i - 1][j - 1] + (alone[i - 1][0] != heard[j - 1])
            cost[i][j] = min(swap, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
    owners = [0] * m
    i, j = n, m
    while j > 0:
        if i > 0 and cost[i][j] == cost[i - 1][j - 1] + (alone[i - 1][0] != heard[j - 1]):
            i, j = i - 1, j - 1
            owners[j] = alone[i][1]
        elif i > 0 and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
            owners[j] = alone[max(i - 1, 0)][1]
    return owners


def _faded(samples: Samples) -> Samples:
    """The samples with their lead faded in and their tail faded out, so that no edge clicks."""
    n_in, n_out = round(LEAD_S * RATE_HZ), round(TAIL_S * RATE_HZ)
    faded = samples.copy()
    faded[:n_in] *= np.linspace(0.0, 1.0, n_in)
    faded[-n_out:] *= np.linspace(1.0, 0.0, n_out)
    return faded


def _active_dbfs(spoken: Spoken) -> float:
    powers = [
        float(x * x)
        for start_s, end_s in spoken.spans
        for x in spoken.samples[
            round((LEAD_S + start_s) * RATE_HZ) : round((LEAD_S + end_s) * RATE_HZ)
        ]
    ]
    return 10 * math.log10(math.fsum(powers) / len(powers))
