"""The rows are the same to the last bit however the audio was cut into pushes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.detector import DetectorStream
from callcoach.frames.level import LevelStream
from callcoach.frames.spectrum import SpectrumStream
from callcoach.frames.stream import FrameStream
from callcoach.frames.tones import TonalityStream
from callcoach.settings import VoiceSettings
from callcoach.types.frames import FrameTrack

Samples = npt.NDArray[np.float32]
RATES_HZ = (4000, 8000, 11025, 16000, 22050, 44100, 48000)
COLUMNS = [item.name for item in fields(FrameTrack) if item.name != "sample_rate_hz"]
EMPTY: Samples = np.zeros(0, np.float32)


def random_cuts(samples: Samples, longest: int, seed: int) -> Iterator[Samples]:
    """The samples in pieces of 0 to `longest`, the first of them of 0 and of 1 sample."""
    random = np.random.default_rng(seed)
    at, sizes = 0, [0, 1, 0, 1, 1]
    while at < len(samples):
        n = sizes.pop() if sizes else int(random.integers(0, longest))
        yield samples[at : at + n]
        at += n


def track(samples: Samples, rate_hz: int, longest: int | None = None, seed: int = 0) -> FrameTrack:
    stream = FrameStream(rate_hz, VoiceSettings())
    for piece in [samples] if longest is None else random_cuts(samples, longest, seed):
        stream.push(piece)
    return stream.finish()


def assert_same(first: FrameTrack, second: FrameTrack) -> None:
    for name in COLUMNS:
        assert np.array_equal(getattr(first, name), getattr(second, name)), name


@pytest.mark.parametrize("longest", [40, 900, 9_000, 60_000])
def test_a_channel_is_the_same_however_it_is_cut(
    chatter: Callable[..., Samples], longest: int
) -> None:
    samples = chatter(12.3)
    whole = track(samples, 8000)
    assert_same(whole, track(samples, 8000, longest, seed=longest))
    assert (whole.voicing >= 0.5).sum() > 200


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_channel_is_the_same_however_it_is_cut_at_every_rate(
    chatter: Callable[..., Samples], rate_hz: int
) -> None:
    samples = chatter(4.123, rate_hz)
    whole = track(samples, rate_hz)
    assert_same(whole, track(samples, rate_hz, rate_hz // 3, seed=rate_hz))
    assert len(whole) == len(samples) * 100 // rate_hz


def test_a_long_push_is_the_same_as_short_ones(chatter: Callable[..., Samples]) -> None:
    samples = np.tile(chatter(11.0), 4)
    assert_same(track(samples, 8000), track(samples, 8000, longest=80_000))


def level(samples: Iterator[Samples]) -> dict[str, Any]:
    stream = LevelStream(11025)
    rows = [stream.push(piece) for piece in samples]
    return {
        "level": np.concatenate([row.level_dbfs for row in rows]),
        "clipped": np.concatenate([row.clipped for row in rows]),
    }


def spectrum(samples: Iterator[Samples]) -> dict[str, Any]:
    stream = SpectrumStream(11025)
    rows = [*(stream.push(piece) for piece in samples), stream.finish()]
    return {
        "bands": np.concatenate([row.bands_dbfs for row in rows]),
        "periodicity": np.concatenate([row.periodicity for row in rows]),
    }


def tonality(samples: Iterator[Samples]) -> dict[str, Any]:
    stream = TonalityStream(11025)
    return {"tonality": np.concatenate([*(stream.push(p) for p in samples), stream.finish()])}


def detector(samples: Iterator[Samples]) -> dict[str, Any]:
    stream = DetectorStream()
    return {"score": np.concatenate([*(stream.push(p) for p in samples), stream.finish(400)])}


@pytest.mark.parametrize("part", [level, spectrum, tonality, detector])
@pytest.mark.parametrize("longest", [3, 300, 30_000])
def test_each_part_is_the_same_however_it_is_cut(
    chatter: Callable[..., Samples], part: Callable[[Iterator[Samples]], Any], longest: int
) -> None:
    samples = chatter(4.0, 11025)[: 4000 if longest == 3 else None]
    whole, pieces = part(iter([samples])), part(random_cuts(samples, longest, seed=longest))
    for name, rows in whole.items():
        assert len(rows) > 30
        assert np.array_equal(rows, pieces[name]), name


def test_rows_final_so_far_never_change_and_come_in_time(chatter: Callable[..., Samples]) -> None:
    samples = chatter(6.0)
    whole = track(samples, 8000)
    stream = FrameStream(8000, VoiceSettings())
    for at in range(0, len(samples), 400):
        stream.push(samples[at : at + 400])
        n_heard = (at + 400) // 80
        timely, final = stream.so_far(pitch_may_lag=True), stream.so_far()
        assert n_heard - 10 <= len(timely) <= n_heard
        assert n_heard - 200 <= len(final) <= n_heard
        for name in COLUMNS:
            assert np.array_equal(getattr(final, name), getattr(whole, name)[: len(final)]), name
            if name not in ("f0_hz", "voicing"):
                same = getattr(timely, name) == getattr(whole, name)[: len(timely)]
                assert same.all(), name
        assert not timely.f0_hz[len(final) :].any()
    assert (final.voicing >= 0.5).sum() > 50


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_speech_columns_lag_a_tenth_of_a_second_at_every_rate(
    chatter: Callable[..., Samples], rate_hz: int
) -> None:
    samples = chatter(2.5, rate_hz)
    stream = FrameStream(rate_hz, VoiceSettings())
    step = rate_hz // 50
    for at in range(0, len(samples) - step, step):
        stream.push(samples[at : at + step])
        n_heard = (at + step) * 100 // rate_hz
        assert len(stream.so_far(pitch_may_lag=True)) >= n_heard - 10
        assert len(stream.so_far()) >= n_heard - 200
