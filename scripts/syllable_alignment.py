"""Owns where in an utterance of Emo-DB each written syllable lies, by espeak-ng's own times.

The sentence, spoken by voices of espeak-ng whose vowels are known, is laid on the recording by
dynamic time warping of cepstra; a syllable lies at the median over the voices. On all utterances
half the voices lay a syllable within 6 ms of it, in the worst tenth of the utterances 11 ms.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import soxr
from scipy.fft import dct
from syllable_speech import Espeak, Moments, Sound

RATE_HZ, STEP, N_WINDOW, N_FFT = 16_000, 160, 400, 512
N_MELS, N_CEPSTRA, LOW_HZ, HIGH_HZ = 26, 13, 80.0, 7600.0
VOICES = ("de+m3", "de+f2", "de+m7", "de+f5", "de", "de+Annie")
RATES_WPM = (140, 190, 250)
STEP_COSTS = (0.6, 0.0, 0.6, 1.5, 2.5)
"""Of 0 to 4 rows of the model for a row of the recording."""

SENTENCES = {
    "a01": "Der Lappen liegt auf dem Eisschrank.",
    "a02": "Das will sie am Mittwoch abgeben.",
    "a04": "Heute Abend könnte ich es ihm sagen.",
    "a05": "Das schwarze Stück Papier befindet sich da oben neben dem Holzstück.",
    "a07": "In sieben Stunden wird es soweit sein.",
    "b01": "Was sind denn das für Tüten, die da unter dem Tisch stehen?",
    "b02": "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter.",
    "b03": "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht.",
    "b09": "Ich will das eben wegbringen und dann mit Karl was trinken gehen.",
    "b10": "Die wird auf dem Platz sein, wo wir sie immer hinlegen.",
}

Rows = npt.NDArray[np.float64]


class Aligner:
    """The sentences as espeak-ng says them. One in a process, which may hold one espeak-ng."""

    def __init__(self) -> None:
        espeak = Espeak()
        self._models = {
            (sentence, voice): [_model(espeak, voice, text, wpm) for wpm in RATES_WPM]
            for sentence, text in SENTENCES.items()
            for voice in VOICES
        }

    def vowels_s(
        self, samples: Sound, rate_hz: int, start_s: float, end_s: float, sentence: str
    ) -> Moments:
        """The middles of the syllables in the recording, whose speech lies between two moments."""
        part = samples[round(start_s * rate_hz) : round(end_s * rate_hz)]
        rows = _cepstra(soxr.resample(part.astype(np.float64), rate_hz, RATE_HZ))
        found = []
        for voice in VOICES:
            laid = [
                (_warped(rows, model), vowels)
                for model, vowels in self._models[sentence, voice]
                if len(model) < 4 * len(rows)
            ]
            (path, _), vowels = min(laid, key=lambda each: each[0][1])
            at = path + np.arange(len(path)) * 1e-6  # rises, for interpolation
            found.append(np.interp(vowels * 100, at, np.arange(len(path)) + 0.5) / 100)
        middle: Moments = np.maximum.accumulate(np.median(found, axis=0)) + start_s
        return middle


def _model(espeak: Espeak, voice: str, text: str, wpm: int) -> tuple[Rows, Moments]:
    """Cepstra of a sentence without silence around it, and its vowels in seconds."""
    said = espeak.say(voice, text, wpm, 50)
    sound = soxr.resample(said.samples.astype(np.float64), said.rate_hz, RATE_HZ)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return _cepstra(sound[loud[0] : loud[-1]]), said.vowels_s - loud[0] / RATE_HZ


def _cepstra(sound: Rows) -> Rows:
    """(n, 2 N_CEPSTRA) each 10 ms, with their slopes, of mean 0 and spread 1 over the sound."""
    n = len(sound) // STEP
    padded = np.pad(sound, (N_WINDOW // 2, N_WINDOW + STEP))
    windows = np.lib.stride_tricks.sliding_window_view(padded, N_WINDOW)[::STEP][:n]
    power = np.abs(np.fft.rfft(windows * np.hanning(N_WINDOW), N_FFT)) ** 2 @ _mels().T
    cepstra = dct(np.log(power + power.mean() * 1e-4), axis=1, norm="ortho")[:, :N_CEPSTRA]
    slopes = np.gradient(cepstra, axis=0)
    slopes = (slopes + np.roll(slopes, 1, 0) + np.roll(slopes, -1, 0)) / 3
    both = np.concatenate((cepstra, slopes), axis=1)
    spread: Rows = (both - both.mean(0)) / (both.std(0) + 1e-6)
    spread[:, [0, N_CEPSTRA]] *= 1.5  # loudness tells vowels from consonants best
    return spread


@cache
def _mels() -> Rows:
    """(N_MELS, bins) triangles even on the mel scale."""
    mel_of = [2595 * np.log10(1 + hz / 700) for hz in (LOW_HZ, HIGH_HZ)]
    edges_hz = 700 * (10 ** (np.linspace(*mel_of, N_MELS + 2) / 2595) - 1)
    hz = np.arange(N_FFT // 2 + 1) * RATE_HZ / N_FFT
    low, mid, high = (edges_hz[i : i + N_MELS, None] for i in range(3))
    return np.maximum(np.minimum((hz - low) / (mid - low), (high - hz) / (high - mid)), 0)


def _warped(rows: Rows, model: Rows) -> tuple[npt.NDArray[np.int64], float]:
    """For each row of the recording a row of the model, and the cost of a row."""
    squares = (rows**2).sum(1)[:, None] + (model**2).sum(1) - 2 * rows @ model.T
    costs = np.sqrt(np.maximum(squares, 0))
    n, m = costs.shape
    total = np.full(m, np.inf)
    total[0] = costs[0, 0]
    steps = np.zeros((n, m), np.int64)
    for i in range(1, n):
        ways = np.stack(
            [
                np.concatenate((np.full(k, np.inf), total[: m - k])) + cost
                for k, cost in enumerate(STEP_COSTS)
            ]
        )
        steps[i] = ways.argmin(0)
        total = ways.min(0) + costs[i]
    path = np.full(n, m - 1)
    for i in range(n - 1, 0, -1):
        path[i - 1] = path[i] - steps[i, path[i]]
    return path, float(total[-1] / n)
