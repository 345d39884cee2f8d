"""Owns what is done to the speech score's material before it is framed, by name.

Babble is of the three speakers of Emo-DB that calls are made of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from made_noises import NOISES, gusts
from speech_score_sources import RATE_HZ, SPEAKERS, STEP, Spoken, street, utterances

from turn_taking.codecs import gsm, pcm_codec
from turn_taking.degradations import pink, white
from turn_taking.truths import Samples

Made = Callable[[Spoken, np.random.Generator, Path], Samples]


def _with(noise: Samples, spoken: Spoken, snr_db: float) -> Samples:
    gain = np.float32(np.sqrt(spoken.power / 10 ** (snr_db / 10)))
    return np.clip(spoken.samples + noise * gain, -1, 1).astype(np.float32)


def _white(snr_db: float) -> Made:
    return lambda spoken, rng, _: _with(
        white(len(spoken.samples), int(rng.integers(1 << 31))), spoken, snr_db
    )


def _pink(snr_db: float) -> Made:
    return lambda spoken, rng, _: _with(
        pink(len(spoken.samples), RATE_HZ, int(rng.integers(1 << 31))), spoken, snr_db
    )


def _babble(snr_db: float) -> Made:
    def make(spoken: Spoken, rng: np.random.Generator, data: Path) -> Samples:
        others = [each for each in SPEAKERS if not spoken.name.endswith(each)]
        mixed = np.zeros(len(spoken.samples))
        for _ in range(rng.integers(4, 9)):
            voice = utterances(data, str(rng.choice(others)))
            parts = [
                part
                for each in rng.permutation(len(voice))
                for part in (voice[each], np.zeros(round(rng.uniform(0, 0.6) * RATE_HZ)))
            ]
            mixed += np.resize(np.concatenate(parts), len(mixed)) * 10 ** (rng.uniform(-4, 4) / 20)
        return _with((mixed / mixed.std()).astype(np.float32), spoken, snr_db)

    return make


def _room(snr_db: float) -> Made:
    """Pink noise whose level wanders by 5 dB."""

    def make(spoken: Spoken, rng: np.random.Generator, _: Path) -> Samples:
        n = len(spoken.samples)
        knots = np.arange(0, n + RATE_HZ, round(0.3 * RATE_HZ))
        gain_db = np.interp(np.arange(n), knots, rng.normal(0, 5, len(knots)))
        noise = pink(n, RATE_HZ, int(rng.integers(1 << 31))) * 10 ** (gain_db / 20)
        return _with((noise / noise.std()).astype(np.float32), spoken, snr_db)

    return make


def _breaths(spoken: Spoken, rng: np.random.Generator, _: Path) -> Samples:
    """Breaths 26 to 48 dB under the speech, and clicks, where nobody speaks."""
    n = len(spoken.samples)
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    shape = np.clip(hz / 300, 0, 1) / (1 + (hz / 1200) ** 2)
    breath = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * shape, n)
    breath /= breath.std()
    added, at_s = pink(n, RATE_HZ, int(rng.integers(1 << 31))) * 10 ** (-45 / 20), 0.0
    while True:
        at_s += rng.exponential(1.5)
        first, last = round(at_s * RATE_HZ), round((at_s + rng.uniform(0.12, 0.5)) * RATE_HZ)
        if last >= n:
            return _with(added.astype(np.float32), spoken, 0.0)
        if spoken.speech[max(0, first // STEP - 5) : last // STEP + 5].any():
            continue
        level = 10 ** (-rng.uniform(26, 48) / 20)
        added[first:last] += breath[first:last] * np.hanning(last - first) * level
        if rng.random() < 0.3:
            click = slice(first, first + 40)
            added[click] += rng.standard_normal(40) * 10 ** (-rng.uniform(5, 30) / 20)


def _as_is(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return spoken.samples


def _softer(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return spoken.samples * np.float32(0.1)


def _gsm(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return gsm(spoken.samples, RATE_HZ)


def _mu_law(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return pcm_codec(spoken.samples, RATE_HZ, "pcm_mulaw")


def _noisy(kind: str, snr_db: float) -> Made:
    return lambda spoken, rng, _: _with(
        NOISES[kind](len(spoken.samples), rng).astype(np.float32), spoken, snr_db
    )


def _street(snr_db: float) -> Made:
    return lambda spoken, rng, data: _with(
        street(data, len(spoken.samples), rng).astype(np.float32), spoken, snr_db
    )


def _far(snr_db: float) -> Made:
    """Spoken across a room that rings for 0.2 to 0.7 s, in gusts of noise."""

    def make(spoken: Spoken, rng: np.random.Generator, _: Path) -> Samples:
        n, n_room = len(spoken.samples), round(0.8 * RATE_HZ)
        at_s = np.arange(n_room) / RATE_HZ
        room = rng.standard_normal(n_room) * 10 ** (-3 * at_s / rng.uniform(0.2, 0.7))
        room[: round(rng.uniform(0.002, 0.02) * RATE_HZ)] = 0
        room *= 10 ** (-rng.uniform(-2, 8) / 20) / np.sqrt(np.sum(np.square(room)))
        room[0] = 1
        m = n + n_room
        heard = np.fft.irfft(np.fft.rfft(spoken.samples, m) * np.fft.rfft(room, m), m)[:n]
        heard *= np.sqrt(np.mean(np.square(spoken.samples)) / np.mean(np.square(heard)))
        far = replace(spoken, samples=heard.astype(np.float32))
        return _with(gusts(n, rng).astype(np.float32), far, snr_db)

    return make


STEADY: dict[str, Made] = {
    "as it is": _as_is,
    "20 dB softer": _softer,
    "gsm": _gsm,
    **{f"white {snr_db} dB": _white(snr_db) for snr_db in (20, 15, 10, 5)},
    **{f"pink {snr_db} dB": _pink(snr_db) for snr_db in (20, 15, 10, 5)},
    **{f"babble {snr_db} dB": _babble(snr_db) for snr_db in (30, 20, 15, 10, 5)},
    **{f"room {snr_db} dB": _room(snr_db) for snr_db in (40, 30)},
    "breaths": _breaths,
}
"""Noise that is there all the time: what the network for steady noise is fitted to."""

CONDITIONS: dict[str, Made] = {
    **STEADY,
    **{f"gusts {snr_db} dB": _noisy("gusts", snr_db) for snr_db in (20, 10, 0)},
    **{f"bursts {snr_db} dB": _noisy("bursts", snr_db) for snr_db in (20, 10)},
    "clatter 15 dB": _noisy("clatter", 15),
    "traffic 10 dB": _noisy("traffic", 10),
    **{f"mixed {snr_db} dB": _noisy("mixed", snr_db) for snr_db in (15, 5)},
    **{f"street {snr_db} dB": _street(snr_db) for snr_db in (15, 10, 5)},
    **{f"far, {snr_db} dB": _far(snr_db) for snr_db in (25, 12)},
}
LINES: dict[str, Made] = {"as it is": _as_is, "mu-law": _mu_law, "gsm": _gsm}
"""What music comes through."""
