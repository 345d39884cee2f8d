"""What a file holds is what comes out: sample for sample, in blocks, whatever the format."""

from __future__ import annotations

import hashlib
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio import CallAudio

Wav = Callable[..., Path]


def _all(audio: CallAudio, block_s: float = 10.0) -> Any:
    return np.concatenate(list(audio.blocks(block_s)), axis=1)


def _mu_law(code: int) -> int:
    """G.711 mu-law: one byte to a 16-bit sample."""
    code = ~code & 0xFF
    size = ((((code & 15) << 3) + 0x84) << (code >> 4 & 7)) - 0x84
    return -size if code & 0x80 else size


def _a_law(code: int) -> int:
    """G.711 A-law: one byte to a 16-bit sample."""
    code ^= 0x55
    segment = code >> 4 & 7
    size = ((code & 15) << 4) + 8
    if segment:
        size = (size + 0x100) << (segment - 1)
    return size if code & 0x80 else -size


def test_every_16_bit_value_is_k_over_32768(wav: Wav) -> None:
    values = np.arange(-32768, 32768, dtype="<i2")
    sound = _all(CallAudio.open(wav(values.tobytes())))
    assert sound.dtype == np.float32
    assert np.array_equal(sound[0].astype(np.float64), values / 32768)


@pytest.mark.parametrize(("kind", "expand"), [("mulaw", _mu_law), ("alaw", _a_law)])
def test_telephone_codes_are_their_16_bit_expansion(
    wav: Wav, kind: str, expand: Callable[[int], int]
) -> None:
    sound = _all(CallAudio.open(wav(bytes(range(256)), kind)))
    assert (sound[0] * 32768).tolist() == [expand(code) for code in range(256)]


def test_other_sample_kinds_keep_their_value(wav: Wav) -> None:
    assert _all(CallAudio.open(wav(bytes([0, 128, 192]), "u8")))[0].tolist() == [-1.0, 0.0, 0.5]
    whole = [-(2**23), 2**22, 1]
    raw = b"".join(value.to_bytes(3, "little", signed=True) for value in whole)
    assert _all(CallAudio.open(wav(raw, "s24")))[0].tolist() == [-1.0, 0.5, 2**-23]
    exact = np.array([-1.0, 0.25, 2**-20])
    for kind, dtype in (("f32", "<f4"), ("f64", "<f8")):
        path = wav(exact.astype(dtype).tobytes(), kind)
        assert _all(CallAudio.open(path))[0].tolist() == exact.tolist()


def test_left_is_channel_0(wav: Wav) -> None:
    pairs = np.array([[100, -200], [300, -400]], "<i2")
    sound = _all(CallAudio.open(wav(pairs.tobytes(), n_channels=2)))
    assert (sound * 32768).tolist() == [[100, 300], [-200, -400]]


@pytest.mark.parametrize("block_s", [0.0001, 0.013, 1.0, 60.0])
def test_blocks_are_even_and_join_to_the_same_sound(wav: Wav, block_s: float) -> None:
    values = np.random.default_rng(1).integers(-9999, 9999, 30_011).astype("<i2")
    audio = CallAudio.open(wav(values.tobytes(), rate_hz=11_025))
    blocks = list(audio.blocks(block_s))
    n_block = max(1, round(block_s * 11_025))
    assert all(block.shape == (1, n_block) for block in blocks[:-1])
    assert 1 <= blocks[-1].shape[1] <= n_block
    assert np.array_equal(np.concatenate(blocks, axis=1)[0] * 32768, values)


def test_each_pass_starts_anew(wav: Wav) -> None:
    audio = CallAudio.open(wav(np.arange(20_000, dtype="<i2").tobytes()))
    first = audio.blocks(1.0)
    next(first)
    first.close()
    assert np.array_equal(_all(audio), _all(audio))
    assert list(first) == []


def test_one_sample_is_read(wav: Wav) -> None:
    passing = CallAudio.open(wav(b"\x00\x40")).blocks()
    assert [block.tolist() for block in passing] == [[[0.5]]]
    assert passing.notes.n_samples == 1
    assert passing.notes.notices == ()


def test_a_long_call_is_never_held_whole(wav: Wav) -> None:
    path = wav(bytes(8000 * 2 * 600), rate_hz=8000, n_channels=1)  # as float32: 19 MB
    audio = CallAudio.open(path)
    tracemalloc.start()
    n_samples = sum(block.shape[1] for block in audio.blocks(1.0))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_samples == 8000 * 600
    assert peak_bytes < 1_500_000


def test_what_is_known_before_decoding(wav: Wav) -> None:
    path = wav(bytes(2 * 2 * 44_100), rate_hz=44_100, n_channels=2)
    audio = CallAudio.open(str(path))
    assert (audio.sample_rate_hz, audio.n_channels, audio.duration_hint_s) == (44_100, 2, 1.0)
    assert audio.content_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert audio.path == path
    assert audio.recorded_at is None


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [
        ("call.mp3", "libmp3lame", 8000),
        ("call.opus", "libopus", 48_000),
        ("call.webm", "libopus", 48_000),
        ("call.flac", "flac", 8000),
        ("call.m4a", "aac", 16_000),
    ],
)
def test_compressed_calls_keep_time_sides_and_level(
    encoded: Wav, talk: Any, name: str, codec: str, rate_hz: int
) -> None:
    left = talk("..##..##..", rate_hz=rate_hz)
    right = talk("######....", rate_hz=rate_hz, seed=1)
    path = encoded(name, np.stack([left, right]), rate_hz, codec)
    audio = CallAudio.open(path)
    passing = audio.blocks()
    sound = np.concatenate(list(passing), axis=1)
    assert (audio.sample_rate_hz, audio.n_channels) == (rate_hz, 2)
    assert passing.notes.duration_s == pytest.approx(5.0, abs=0.2)
    assert passing.notes.notices == ()
    for side, original in enumerate((left, right)):
        likeness = np.corrcoef(sound[side, : len(original)], original)[0, 1]
        assert likeness > 0.85  # a shift by 1 ms would spoil it


def test_gsm_telephone_wav_is_read(tmp_path: Path) -> None:
    """GSM 06.10 in WAV: 320 samples in each block of 65 bytes. No encoder comes with PyAV."""
    blocks = np.random.default_rng(2).integers(0, 256, 65 * 50, np.uint8).tobytes()
    form = struct.pack("<HHIIHHHH", 0x31, 1, 8000, 1625, 65, 0, 2, 320)
    fact = b"fact" + struct.pack("<II", 4, 320 * 50)
    body = b"WAVEfmt " + struct.pack("<I", 20) + form + fact
    body += b"data" + struct.pack("<I", len(blocks)) + blocks
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    passing = CallAudio.open(path).blocks()
    sound = np.concatenate(list(passing), axis=1)
    assert sound.shape == (1, 16_000)
    assert 0.01 < np.abs(sound).max() <= 1.0
    assert passing.notes.notices == ()


def test_sound_of_a_video_is_read(encoded: Wav, talk: Any) -> None:
    sound = talk("##..")[None]
    path = encoded("film.mp4", sound, 8000, "aac", with_video=True)
    audio = CallAudio.open(path)
    assert audio.n_channels == 1
    assert np.concatenate(list(audio.blocks()), axis=1).shape[1] == pytest.approx(16_000, abs=2100)


@pytest.mark.parametrize(
    ("tags", "recorded_at"),
    [
        ({"creation_time": "2024-05-06T07:08:09Z"}, "2024-05-06T07:08:09+00:00"),
        ({"creation_time": "yesterday"}, None),
        ({}, None),
    ],
)
def test_the_time_of_recording_is_kept_where_it_is_whole(
    encoded: Wav, tags: dict[str, str], recorded_at: str | None
) -> None:
    silence = np.zeros((1, 8000), np.float32)
    path = encoded("call.m4a", silence, 8000, "aac", metadata=tags)
    assert CallAudio.open(path).recorded_at == recorded_at


@pytest.mark.parametrize(
    ("date", "recorded_at"), [("2024-05-06", "2024-05-06T00:00:00"), ("2024", None)]
)
def test_the_date_of_a_wav_is_kept_where_it_is_whole(
    encoded: Wav, date: str, recorded_at: str | None
) -> None:
    silence = np.zeros((1, 8000), np.float32)
    path = encoded("call.wav", silence, 8000, "pcm_s16le", metadata={"date": date})
    assert CallAudio.open(path).recorded_at == recorded_at
