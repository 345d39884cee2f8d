"""The copy for the page: small, in time, sides apart, and seekable without being read through."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest

from callcoach.audio import SoundCopy, StreamResampler

Sound = Any

# Of the Matroska specification (RFC 9559).
CUES_ID = b"\x1c\x53\xbb\x6b"
SEEK_HEAD_ID = b"\x11\x4d\x9b\x74"


def _copy(sound: Sound, rate_hz: int, bit_rate: int = 24_000, cuts: tuple[int, ...] = ()) -> bytes:
    copy = SoundCopy(rate_hz, len(sound), bit_rate)
    start = 0
    for n in cuts:
        copy.push(sound[:, start : start + n])
        start += n
    copy.push(sound[:, start:])
    return copy.finish()


def _decoded(data: bytes) -> tuple[Sound, float]:
    """The samples as the decoder gives them, at 48 kHz, and the duration that the file states."""
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        assert container.duration is not None
        return np.concatenate(frames, axis=1), container.duration / 1e6


def _level_db(samples: Sound) -> float:
    return float(10 * np.log10(np.mean(samples.astype(float) ** 2) + 1e-12))


@pytest.mark.parametrize("rate_hz", [4000, 8000, 11_025, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("n_channels", [1, 2])
def test_the_copy_is_in_time_and_of_the_length(
    talk: Callable[..., Sound], rate_hz: int, n_channels: int
) -> None:
    sound = np.stack([talk(".##..#....", rate_hz=rate_hz)] * n_channels)
    found, stated_s = _decoded(_copy(sound, rate_hz))
    assert len(found) == n_channels
    assert found.shape[1] / 48_000 == pytest.approx(5.0, abs=0.07)
    assert stated_s == pytest.approx(5.0, abs=0.07)
    resampler = StreamResampler(rate_hz, 48_000)
    original = np.concatenate((resampler.push(sound[0]), resampler.finish()))
    assert _lag_s(original, found[0]) == pytest.approx(0.0, abs=0.005)


def _lag_s(original: Sound, found: Sound) -> float:
    """By how much the second envelope comes after the first, at 48 kHz, in steps of 1 ms."""
    n = min(len(original), len(found)) // 48 * 48
    first, second = (np.abs(side[:n]).reshape(-1, 48).mean(axis=1) for side in (original, found))
    product = np.correlate(second - second.mean(), first - first.mean(), "full")
    return (int(product.argmax()) - (len(first) - 1)) / 1000


def test_left_stays_left_and_a_silent_side_silent(talk: Callable[..., Sound]) -> None:
    speech = talk("##########")
    for side in (0, 1):
        sound = np.zeros((2, len(speech)), np.float32)
        sound[side] = speech
        found, _ = _decoded(_copy(sound, 8000))
        assert _level_db(found[side]) > -25
        assert _level_db(found[1 - side]) < _level_db(found[side]) - 45


def test_a_listeners_side_stays_30_db_under_the_speaker(
    talk: Callable[..., Sound], line_noise: Callable[..., Sound]
) -> None:
    turns = "######....######....######....######....", "......####......####......####......####"
    sound = np.stack([talk(turns[0]), talk(turns[1], seed=2, pitch_hz=200.0)])
    sound += np.stack([line_noise(-65, sound.shape[1], seed) for seed in (1, 2)])
    found, _ = _decoded(_copy(sound, 8000))
    n = 24_000  # half a second, as drawn
    for index in range(len(turns[0])):
        part = slice(index * n + 4800, (index + 1) * n - 4800)
        speaker = 0 if turns[0][index] == "#" else 1
        assert _level_db(found[1 - speaker, part]) < _level_db(found[speaker, part]) - 30


def test_the_size_follows_the_bit_rate(talk: Callable[..., Sound]) -> None:
    sound = np.stack([talk("#." * 40), talk(".#" * 40, seed=2)])
    for bit_rate in (16_000, 24_000, 48_000):
        bits = 8 * len(_copy(sound, 8000, bit_rate))
        assert bits / 40 == pytest.approx(bit_rate, rel=0.2)


def test_a_browser_finds_an_index_and_type(talk: Callable[..., Sound]) -> None:
    data = _copy(talk("#" * 60)[None], 8000)
    assert data[:4] == b"\x1a\x45\xdf\xa3"
    assert SEEK_HEAD_ID in data[:200]
    assert CUES_ID in data
    assert SoundCopy.mime == "audio/webm; codecs=opus"


def test_a_jump_lands_where_it_should() -> None:
    """Each second has a tone of its own; after a seek the tone says which second is heard."""
    time_s = np.arange(8000) / 8000
    tones = [0.3 * np.sin(2 * np.pi * (300 + 50 * k) * time_s) for k in range(40)]
    data = _copy(np.concatenate(tones).astype(np.float32)[None], 8000)
    with av.open(io.BytesIO(data)) as container:
        for k in (31, 7, 22):
            container.seek(round((k + 0.2) * 1e6))
            frame = next(frame for frame in container.decode(audio=0) if frame.time >= k + 0.3)
            assert frame.time < k + 0.4
            spectrum = np.abs(np.fft.rfft(frame.to_ndarray()[0], 48_000))
            assert int(spectrum.argmax()) == pytest.approx(300 + 50 * k, abs=15)


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_every_cut_gives_the_same_bytes(talk: Callable[..., Sound], rate_hz: int) -> None:
    sound = np.stack([talk("##.#", rate_hz=rate_hz), talk(".#.#", rate_hz=rate_hz, seed=2)])
    assert _copy(sound, rate_hz, cuts=(1, 0, 777, 5000)) == _copy(sound, rate_hz)


def test_samples_beyond_full_scale_do_not_wrap_around() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(16_000) / 8000).astype(np.float32)
    over, within = (_decoded(_copy(gain * tone[None], 8000, 64_000))[0][0] for gain in (1.5, 0.5))
    assert np.corrcoef(over, within)[0, 1] > 0.95


@pytest.mark.parametrize("n", [1, 10])
def test_almost_nothing_can_be_copied(n: int) -> None:
    assert _copy(np.zeros((2, n), np.float32), 11_025)[:4] == b"\x1a\x45\xdf\xa3"
