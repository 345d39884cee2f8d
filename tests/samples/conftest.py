"""What the sample calls are read with."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "audio_samples"


@dataclass(frozen=True, slots=True)
class WaveFile:
    """A mu-law WAV file: what its header says, and (channels, n) float64 samples."""

    format_tag: int
    n_channels: int
    rate_hz: int
    bits: int
    samples: npt.NDArray[np.float64]


def _read(path: Path) -> WaveFile:
    """Reads the chunks by hand, because Python's own reader knows no mu-law."""
    content = path.read_bytes()
    assert content[:4] == b"RIFF"
    assert content[8:12] == b"WAVE"
    assert struct.unpack("<I", content[4:8])[0] == len(content) - 8
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at < len(content):
        name, length = struct.unpack("<4sI", content[at : at + 8])
        chunks[name] = content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    tag, n_channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
    codes = np.frombuffer(chunks[b"data"], dtype=np.uint8)
    samples = _linear(codes).reshape(-1, n_channels).T
    return WaveFile(tag, n_channels, rate_hz, bits, samples)


def _linear(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Mu-law codes as samples of -1..1 (ITU-T G.711)."""
    bits = (~codes).astype(np.int64)
    sign = np.where(bits & 0x80, -1.0, 1.0)
    magnitude = (((bits & 0x0F) << 3) + 0x84 << ((bits >> 4) & 7)) - 0x84
    return sign * magnitude / 32768


@pytest.fixture(scope="session")
def wave_of() -> Callable[[str], WaveFile]:
    """Reads a WAV file of the folder, once."""
    return cache(lambda name: _read(FOLDER / name))


@pytest.fixture(scope="session")
def plain_of() -> Callable[[str], dict[str, Any]]:
    """Reads a JSON file of the folder, once."""
    return cache(lambda name: json.loads((FOLDER / name).read_text(encoding="utf-8")))


@pytest.fixture
def folder() -> Path:
    """The sample calls."""
    return FOLDER


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test import the scripts that make the samples."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
