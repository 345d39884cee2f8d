"""Short calls that tests share: parts of the sample calls, whose truth is known."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE_HZ = 8000
SAMPLES = Path(__file__).parents[1] / "audio_samples"
Samples = npt.NDArray[np.int16]


def sample_part(name: str, start_s: float, end_s: float) -> tuple[Samples, Samples]:
    """Both channels of a stretch of a sample call: (n,) int16 each."""
    data = (SAMPLES / f"{name}.wav").read_bytes()
    body = np.frombuffer(data[data.index(b"data") + 8 :], np.uint8).reshape(-1, 2)
    part = body[int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
    return _linear(part[:, 0]), _linear(part[:, 1])


def truth_of(name: str) -> dict[str, Any]:
    """The truth of a sample call."""
    plain: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    return plain


def write_wav(path: Path, *channels: Samples, rate_hz: int = RATE_HZ) -> Path:
    """A 16-bit WAV of the channels."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.stack(channels, axis=1).tobytes())
    return path


def _linear(codes: npt.NDArray[np.uint8]) -> Samples:
    """Mu-law bytes as 16-bit samples, by ITU-T G.711."""
    flipped = ~codes.astype(np.int32) & 0xFF
    magnitude = (((flipped & 0x0F) << 3) + 0x84) << ((flipped >> 4) & 0x07)
    return np.where(flipped & 0x80, 0x84 - magnitude, magnitude - 0x84).astype(np.int16)
