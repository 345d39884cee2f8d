"""Owns noises that come and go, and music, made by rule for the speech score to refuse.

All are of mean power 1 at `RATE_HZ`, and drawn anew from the generator given. None of the pieces
that `benchmarks/accuracy.py` plays is in here, nor any of its sounds of a line.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000
Sound = npt.NDArray[np.float64]
Noise = Callable[[int, np.random.Generator], Sound]


def gusts(n: int, rng: np.random.Generator) -> Sound:
    """Coloured noise whose level wanders at 0.2 to 10 Hz, by 3 to 10 dB; each 5 s another."""
    return _pieces(n, rng, lambda m: coloured(m, rng) * _gain(_wandering_db(m, rng)))


def bursts(n: int, rng: np.random.Generator) -> Sound:
    """Bursts of coloured noise of 0.03 to 1.2 s over a floor 10 to 30 dB lower."""

    def piece(m: int) -> Sound:
        level = np.full(m, 10 ** (-rng.uniform(10, 30) / 20))
        for at in _moments(m, rng, rng.uniform(0.3, 1.5)):
            length = round(rng.uniform(0.03, 1.2) * RATE_HZ)
            rise = round(length * rng.choice([0.05, 0.2, 0.5]))
            shape = np.interp(np.arange(length), [0, rise, length], [0, 1, 0])
            part = slice(at, min(m, at + length))
            level[part] += shape[: part.stop - at] * 10 ** (-rng.uniform(0, 12) / 20)
        return coloured(m, rng) * level

    return _pieces(n, rng, piece)


def clatter(n: int, rng: np.random.Generator) -> Sound:
    """Knocks, keys and dishes: resonances that ring for 5 to 150 ms, alone and in rows."""

    def piece(m: int) -> Sound:
        sound = coloured(m, rng) * 10 ** (-rng.uniform(15, 35) / 20)
        for at in _moments(m, rng, rng.uniform(0.2, 1.2)):
            knock = _knock(rng) * 10 ** (-rng.uniform(0, 12) / 20)
            gap = round(rng.uniform(0.08, 0.4) * RATE_HZ)
            for each in range(at, at + gap * int(rng.integers(1, 8)), gap):
                part = slice(each, min(m, each + len(knock)))
                sound[part] += knock[: max(0, part.stop - each)] * rng.uniform(0.4, 1)
        return sound

    return _pieces(n, rng, piece)


def traffic(n: int, rng: np.random.Generator) -> Sound:
    """Cars that pass over 1 to 5 s, engines that hum and sway, now and then a horn or siren."""

    def piece(m: int) -> Sound:
        sound = coloured(m, rng) * 10 ** (-rng.uniform(10, 25) / 20)
        at_s = np.arange(m) / RATE_HZ
        for at in _moments(m, rng, 2.0):
            near = np.exp(-(((at_s - at / RATE_HZ) / rng.uniform(0.3, 1.5)) ** 2))
            sound += coloured(m, rng) * near * 10 ** (-rng.uniform(0, 10) / 20)
            if rng.random() < 0.6:
                sway = (
                    1 + 0.15 * (near - 0.5) + 0.03 * np.sin(2 * np.pi * rng.uniform(0.2, 3) * at_s)
                )
                engine = _harmonic(rng.uniform(40, 180) * sway, 30, rng.uniform(0.3, 1.2))
                sound += engine * near * 10 ** (-rng.uniform(0, 15) / 20)
            if rng.random() < 0.3:
                sweep = 2 ** (0.5 * np.sin(2 * np.pi * rng.uniform(0, 2) * at_s))
                horn = _harmonic(rng.uniform(250, 900) * sweep, 6, rng.uniform(0.5, 1.5))
                sound += horn * near * 10 ** (-rng.uniform(0, 15) / 20)
        return sound

    return _pieces(n, rng, piece)


def mixed(n: int, rng: np.random.Generator) -> Sound:
    """Two of the noises above at a time, one up to 10 dB under the other."""
    first, second = rng.choice(4, 2, replace=False)
    kinds: tuple[Noise, ...] = (gusts, bursts, clatter, traffic)
    return of_power_1(
        kinds[first](n, rng) + kinds[second](n, rng) * 10 ** (-rng.uniform(0, 10) / 20)
    )


def music(n: int, rng: np.random.Generator) -> Sound:
    """Melodies, chords and drums of made instruments, bowed, blown, plucked and sung."""
    sound = np.zeros(n)
    at = 0
    while at < n:
        piece = _tune(rng)
        part = slice(at, min(n, at + len(piece)))
        sound[part] += piece[: part.stop - at]
        at += len(piece)
    return of_power_1(sound)


def coloured(n: int, rng: np.random.Generator) -> Sound:
    """Steady noise of a random slope and band, of power 1."""
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    low_hz, high_hz = rng.choice([80, 200, 500, 1000]), rng.choice([800, 1500, 3000, 4000])
    shape = np.maximum(hz, 50) ** (-rng.uniform(0, 1.2))
    shape /= (1 + (low_hz / np.maximum(hz, 1)) ** 4) * (1 + (hz / max(high_hz, 1.5 * low_hz)) ** 4)
    return of_power_1(np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * shape, n))


def _pieces(n: int, rng: np.random.Generator, piece: Callable[[int], Sound]) -> Sound:
    """Pieces of 3 to 8 s, each of power 1 and up to 6 dB louder or softer, in a row."""
    made: list[Sound] = []
    left = n
    while left > 0:
        m = min(left, round(rng.uniform(3, 8) * RATE_HZ))
        m = left if left - m < RATE_HZ else m
        made.append(of_power_1(piece(m)) * 10 ** (rng.uniform(-6, 6) / 20))
        left -= m
    return of_power_1(np.concatenate(made))


def _moments(n: int, rng: np.random.Generator, mean_s: float) -> list[int]:
    at_s = np.cumsum(rng.exponential(mean_s, 1 + round(2 * n / RATE_HZ / mean_s)))
    return [round(at * RATE_HZ) for at in at_s if at * RATE_HZ < n]


def _wandering_db(n: int, rng: np.random.Generator) -> Sound:
    step = RATE_HZ / 10 ** rng.uniform(np.log10(0.4), np.log10(20))
    knots = np.arange(0, n + step, step)
    return np.interp(np.arange(n), knots, rng.normal(0, rng.uniform(3, 10), len(knots)))


def _knock(rng: np.random.Generator) -> Sound:
    at_s = np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
    sound = rng.standard_normal(len(at_s)) * np.exp(-at_s / rng.uniform(0.001, 0.02))
    for _ in range(rng.integers(1, 6)):
        ring = np.sin(2 * np.pi * rng.uniform(150, 3500) * at_s + rng.uniform(0, 6))
        sound += ring * np.exp(-at_s / 10 ** rng.uniform(-2.3, -0.8)) * rng.uniform(0.3, 2)
    return sound / np.abs(sound).max()


def _harmonic(hz: float | Sound, n_parts: int, slope: float, n: int = 0) -> Sound:
    """A complex tone of power 1 whose fundamental moves as `hz` says."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(hz, n) if n else hz) / RATE_HZ
    top_hz = float(np.max(hz))
    parts = [k for k in range(1, n_parts + 1) if k * top_hz < 3900] or [1]
    return of_power_1(sum(np.sin(k * phase + k * k) * k**-slope for k in parts))


def _tune(rng: np.random.Generator) -> Sound:
    """Four bars of 4/4 in a random key."""
    beat_s = 60 / rng.uniform(60, 140)
    n = round(16 * beat_s * RATE_HZ)
    sound, scale = (
        np.zeros(n + 2 * RATE_HZ),
        rng.choice([(0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)]),
    )
    key_hz = 110 * 2 ** (rng.integers(0, 12) / 12)
    lead, pad = _instrument(rng), _instrument(rng)
    has = rng.random(3) < (0.9, 0.7, 0.5)

    def add(
        voice: Callable[[float, float], Sound], step: int, beat: float, beats: float, gain: float
    ) -> None:
        hz = key_hz * 2 ** (step // 7 + scale[step % 7] / 12)
        note = voice(hz, beats * beat_s) * gain
        at = round(beat * beat_s * RATE_HZ)
        part = slice(at, min(len(sound), at + len(note)))
        sound[part] += note[: part.stop - at]

    for bar in range(4):
        root = int(rng.integers(0, 6))
        if has[1]:
            for step in (0, 2, 4):
                add(pad, root + step + 7, 4 * bar, 4, 0.4)
        beat, step = 0.0, root + 14
        while has[0] and beat < 4:
            beats = float(rng.choice([0.5, 1, 1, 1.5, 2]))
            if rng.random() < 0.85:
                add(lead, step, 4 * bar + beat, beats * 0.95, 1.0)
            step = int(np.clip(step + rng.integers(-3, 4), 7, 24))
            beat += beats
        for k in range(8 if has[2] else 0):
            hit, at = _knock(rng) * 1.5, round((4 * bar + k / 2) * beat_s * RATE_HZ)
            sound[at : at + len(hit)] += hit[: len(sound) - at]
    return sound[:n] + 1e-4


def _instrument(rng: np.random.Generator) -> Callable[[float, float], Sound]:
    """A timbre with its own attack, decay, vibrato, slides, width and, if sung, vowel."""
    slope, attack_s = rng.uniform(0.3, 2), 10 ** rng.uniform(-2.3, -0.7)
    decay_s = rng.choice([0.15, 0.4, 1.0, 1e3, 1e3])
    cents, vibrato_hz = rng.choice([0, 0, 15, 40]), rng.uniform(4, 7)
    slide_st, n_voices = rng.choice([0, 0, 1, 3]), int(rng.choice([1, 1, 3]))
    vowel_hz = rng.choice([(700, 1200), (400, 2000), (300, 900), (0, 0)])

    def play(hz: float, length_s: float) -> Sound:
        at_s = np.arange(round((length_s + 0.1) * RATE_HZ)) / RATE_HZ
        sound = np.zeros(len(at_s))
        for _ in range(n_voices):
            bend = cents / 100 * np.sin(2 * np.pi * vibrato_hz * at_s + rng.uniform(0, 6))
            bend = bend + rng.normal(0, 0.06) * (n_voices > 1) - slide_st * np.exp(-at_s / 0.05)
            sound += _harmonic(hz * 2 ** (bend / 12), 30, slope)
        if vowel_hz[0]:
            spectrum, f = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
            sound = np.fft.irfft(
                spectrum * sum(1 / (1 + ((f - each) / 120) ** 2) for each in vowel_hz), len(sound)
            )
            sound /= sound.std() + 1e-9
        shape = np.clip(at_s / attack_s, 0, 1) * np.exp(-at_s / decay_s)
        return sound * shape * np.clip((length_s + 0.1 - at_s) / 0.1, 0, 1)

    return play


def _gain(level_db: Sound) -> Sound:
    return 10 ** (level_db / 20)


def of_power_1(sound: npt.NDArray[np.floating]) -> Sound:
    """The sound with a mean square of 1."""
    return sound / np.sqrt(np.mean(np.square(sound)) + 1e-20)


NOISES: dict[str, Noise] = {
    "gusts": gusts,
    "bursts": bursts,
    "clatter": clatter,
    "traffic": traffic,
    "mixed": mixed,
    "music": music,
}
