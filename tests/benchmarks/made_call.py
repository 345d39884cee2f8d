"""Owns a made call with known truth: bursts of noise on a soft floor."""

from __future__ import annotations

import numpy as np

from turn_taking.truths import Call, Samples, Truth

RATE_HZ = 8000


def burst(length_s: float, seed: int, peak: float = 0.1) -> Samples:
    """Noise that is as loud throughout."""
    rng = np.random.default_rng(seed)
    return (peak * rng.uniform(-1, 1, round(length_s * RATE_HZ))).astype(np.float32)


def channel(spans_s: list[tuple[float, float]], length_s: float, seed: int) -> Samples:
    """Bursts on noise 70 dB under full scale."""
    samples = burst(length_s, seed, 10 ** (-70 / 20))
    for k, (start_s, end_s) in enumerate(spans_s):
        first = round(start_s * RATE_HZ)
        sound = burst(end_s - start_s, seed + 1 + k)
        samples[first : first + len(sound)] = sound
    return samples


def truth(spans_s: list[tuple[float, float]], length_s: float) -> Truth:
    """The same spans as rows; all are scored."""
    rows = np.zeros(round(length_s * 100), bool)
    for start_s, end_s in spans_s:
        rows[round(start_s * 100) : round(end_s * 100)] = True
    return Truth(rows, np.ones(len(rows), bool))


def made_call(
    first: list[tuple[float, float]], second: list[tuple[float, float]], length_s: float
) -> Call:
    """A call of two channels."""
    return Call(
        (channel(first, length_s, 1), channel(second, length_s, 100)),
        (truth(first, length_s), truth(second, length_s)),
        RATE_HZ,
    )
