"""Signals and files that the tests of the audio room are made from."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

Sound = npt.NDArray[np.float32]

WAV_KINDS = {
    "u8": (1, 8),
    "s16": (1, 16),
    "s24": (1, 24),
    "s64": (1, 64),
    "f32": (3, 32),
    "f64": (3, 64),
    "alaw": (6, 8),
    "mulaw": (7, 8),
}


SAMPLE_FORMATS = {"libmp3lame": "s16p", "aac": "fltp"}


def _wav_bytes(
    data: bytes,
    kind: str = "s16",
    *,
    rate_hz: int = 8000,
    n_channels: int = 1,
    n_promised: int | None = None,
    before: bytes = b"",
) -> bytes:
    """A WAV file around raw sound data; the header may promise another length."""
    tag, n_bits = WAV_KINDS[kind]
    n_step = n_channels * n_bits // 8
    n_data = len(data) if n_promised is None else n_promised
    form = struct.pack("<HHIIHH", tag, n_channels, rate_hz, rate_hz * n_step, n_step, n_bits)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + before
    body += b"data" + struct.pack("<I", n_data) + data
    return b"RIFF" + struct.pack("<I", min(0xFFFFFFFF, len(body))) + body


def _encode(
    path: Path,
    sound: Sound,
    rate_hz: int,
    codec: str,
    *,
    bit_rate: int = 64_000,
    metadata: dict[str, str] | None = None,
    with_video: bool = False,
) -> Path:
    """Writes (n_channels, n) samples with PyAV; the format is that of the file's ending."""
    layout = "mono" if len(sound) == 1 else "stereo"
    with av.open(str(path), "w") as container:
        container.metadata.update(metadata or {})
        stream: Any = container.add_stream(codec, rate=rate_hz)
        stream.layout = layout
        stream.bit_rate = bit_rate
        if with_video:
            _add_video(container)
        whole = np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)
        packed = np.ascontiguousarray(whole.T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate = rate_hz
        frame.pts = 0
        resampler = av.AudioResampler(
            format=SAMPLE_FORMATS.get(codec, "s16"), layout=layout, rate=rate_hz
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def _add_video(container: Any) -> None:
    stream = container.add_stream("mpeg4", rate=10)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    for index in range(10):
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        picture.pts = index
        container.mux(stream.encode(picture))
    container.mux(stream.encode(None))


def _talk(drawn: str, *, rate_hz: int = 8000, seed: int = 0, pitch_hz: float = 120.0) -> Sound:
    """Speech-like sound: each `#` is half a second of syllables, each `.` half a second of none.

    Harmonics and noise under an envelope of five syllables a second, peaks near -10 dBFS.
    """
    rng = np.random.default_rng(seed)
    n_step = rate_hz // 2
    time_s = np.arange(len(drawn) * n_step) / rate_hz
    glide_hz = pitch_hz * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time_s + seed))
    phase = 2 * np.pi * np.cumsum(glide_hz) / rate_hz
    voice = sum(np.sin(k * phase + k * seed) / k for k in range(1, 8))
    voice = voice + 0.5 * rng.standard_normal(len(time_s))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 5 * time_s + rng.uniform(0, 6))
    spoken = np.repeat([mark == "#" for mark in drawn], n_step)
    return np.asarray(0.15 * voice * syllables * spoken, np.float32)


def _line_noise(level_dbfs: float, n: int, seed: int = 9) -> Sound:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.standard_normal(n) * 10 ** (level_dbfs / 20), np.float32)


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Writes a WAV file into a folder of its own and gives its path."""

    def write(data: bytes, kind: str = "s16", name: str = "call.wav", **header: Any) -> Path:
        path = tmp_path / name
        path.write_bytes(_wav_bytes(data, kind, **header))
        return path

    return write


@pytest.fixture
def encoded(tmp_path: Path) -> Callable[..., Path]:
    """Writes samples by PyAV into a folder of its own and gives the path."""

    def write(name: str, sound: Sound, rate_hz: int, codec: str, **options: Any) -> Path:
        return _encode(tmp_path / name, sound, rate_hz, codec, **options)

    return write


@pytest.fixture
def silent_film(tmp_path: Path) -> Path:
    """A video without sound."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        _add_video(container)
    return path


@pytest.fixture(scope="session")
def talk() -> Callable[..., Sound]:
    """Speech-like sound from a drawing, see `_talk`."""
    return _talk


@pytest.fixture(scope="session")
def line_noise() -> Callable[..., Sound]:
    """White noise of a level in dBFS."""
    return _line_noise
