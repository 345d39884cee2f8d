"""Made calls that tests share: two buzzing parties at known times."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000
Samples = npt.NDArray[np.int16]


def voice(seconds: float, f0_hz: float, on: tuple[tuple[float, float], ...]) -> Samples:
    """A buzz with speech-like harmonics within the spans `on`, and faint noise: (n,) int16."""
    rng = np.random.default_rng(int(f0_hz))
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tone = np.zeros(len(time_s))
    for k in range(1, 16):
        tone += np.sin(2 * np.pi * k * f0_hz * time_s + k) / k
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4.5 * time_s)
    is_on = np.zeros(len(time_s))
    for start_s, end_s in on:
        is_on[(time_s >= start_s) & (time_s < end_s)] = 1.0
    noise = 6.0 * rng.standard_normal(len(time_s))
    return (2500.0 * tone * syllables * is_on + noise).astype(np.int16)


def write_wav(path: Path, *channels: Samples, rate_hz: int = RATE_HZ) -> Path:
    """A 16-bit WAV of the channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.stack(channels, axis=1).tobytes())
    return path


AGENT_ON = ((0.5, 3.0), (9.0, 13.0), (18.0, 20.0))
CUSTOMER_ON = ((4.0, 10.5), (13.6, 17.5))
DURATION_S = 21.0
