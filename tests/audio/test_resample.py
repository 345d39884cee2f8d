"""The resampler gives the same samples for every cut, as many as stated, and no delay."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach.audio import StreamResampler
from callcoach.audio.resample import SteeredResampler

PAIRS = [
    (8000, 16_000),
    (8001, 16_000),
    (11_025, 16_000),
    (16_000, 16_000),
    (44_100, 16_000),
    (48_000, 8000),
    (16_000, 8000),
    (384_000, 16_000),
]
SOUND = np.random.default_rng(4).standard_normal(20_000).astype(np.float32)


def _pushed(sound: np.ndarray, rate_in_hz: int, rate_out_hz: int, cuts: list[int]) -> np.ndarray:
    resampler = StreamResampler(rate_in_hz, rate_out_hz)
    out, start = [], 0
    for n in cuts:
        out.append(resampler.push(sound[start : start + n]))
        start += n
    out.append(resampler.push(sound[start:]))
    return np.concatenate([*out, resampler.finish()])


@pytest.mark.parametrize(("rate_in_hz", "rate_out_hz"), PAIRS)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(cuts=st.lists(st.integers(0, 900) | st.just(0) | st.just(1), max_size=40))
def test_every_cut_gives_the_same_bits(rate_in_hz: int, rate_out_hz: int, cuts: list[int]) -> None:
    whole = _pushed(SOUND, rate_in_hz, rate_out_hz, [])
    assert np.array_equal(_pushed(SOUND, rate_in_hz, rate_out_hz, cuts), whole)


def test_pushes_of_one_sample_give_the_same_bits() -> None:
    sound = SOUND[:3000]
    assert np.array_equal(
        _pushed(sound, 11_025, 16_000, [1] * 3000), _pushed(sound, 11_025, 16_000, [])
    )


@pytest.mark.parametrize(("rate_in_hz", "rate_out_hz"), PAIRS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 100, 9999, 20_000])
def test_the_length_is_that_stated(rate_in_hz: int, rate_out_hz: int, n: int) -> None:
    n_out = len(_pushed(SOUND[:n], rate_in_hz, rate_out_hz, [n // 2]))
    assert n_out == StreamResampler(rate_in_hz, rate_out_hz).n_samples_out(n)
    assert n_out == pytest.approx(n * rate_out_hz / rate_in_hz, abs=0.5)


def test_equal_rates_change_nothing() -> None:
    assert np.array_equal(_pushed(SOUND, 8000, 8000, [7, 0, 900]), SOUND)


@pytest.mark.parametrize(("rate_in_hz", "rate_out_hz"), PAIRS)
def test_it_agrees_with_resampling_the_whole(rate_in_hz: int, rate_out_hz: int) -> None:
    whole = soxr.resample(SOUND, rate_in_hz, rate_out_hz)
    ours = _pushed(SOUND, rate_in_hz, rate_out_hz, [1000] * 15)
    n = min(len(whole), len(ours))
    assert n >= len(whole) - 1
    np.testing.assert_allclose(ours[:n], whole[:n], atol=1e-6)


@pytest.mark.parametrize(("rate_in_hz", "rate_out_hz"), PAIRS)
def test_a_tone_comes_out_in_place_and_in_level(rate_in_hz: int, rate_out_hz: int) -> None:
    def tone(rate_hz: int, n: int) -> np.ndarray:
        return np.sin(2 * np.pi * 440 * np.arange(n) / rate_hz + 0.3)

    ours = _pushed(tone(rate_in_hz, rate_in_hz).astype(np.float32), rate_in_hz, rate_out_hz, [])
    inner = slice(rate_out_hz // 10, -rate_out_hz // 10)
    np.testing.assert_allclose(ours[inner], tone(rate_out_hz, len(ours))[inner], atol=1e-4)


def test_nothing_is_pushed_after_the_end() -> None:
    resampler = StreamResampler(8000, 16_000)
    assert len(resampler.finish()) == 0
    with pytest.raises(AssertionError, match="push after finish"):
        resampler.push(SOUND)
    with pytest.raises(AssertionError, match="finish twice"):
        resampler.finish()


def _steered(sound: np.ndarray, ratio: float, cut: int, rates_hz: tuple[int, int]) -> np.ndarray:
    resampler = SteeredResampler(*rates_hz, 1)
    resampler.steer(ratio)
    pieces = [sound[at : at + cut, np.newaxis] for at in range(0, len(sound), cut)]
    return np.concatenate([resampler.push(piece) for piece in pieces])[:, 0]


class TestSteered:
    @pytest.mark.parametrize("ratio", [0.995, 1.0, 1.0002, 1.005])
    def test_a_sample_out_stands_for_its_place_in_the_input(self, ratio: float) -> None:
        n = np.arange(32_000)
        tone = np.sin(2 * np.pi * 1000 * n / 16_000).astype(np.float32)
        ours = _steered(tone, ratio, 320, (16_000, 16_000))
        # Late by at most 1.7 samples; the same tone else, to -80 dB.
        wave = np.exp(2j * np.pi * 1000 * np.arange(len(ours)) * ratio / 16_000)[2000:-2000]
        part = 2 * np.mean(ours[2000:-2000] * wave.conj())
        late = -(np.angle(part) + np.pi / 2) / (2 * np.pi * 1000 / 16_000)
        assert 0 <= late <= 1.7
        assert abs(part) == pytest.approx(1.0, abs=0.001)
        assert np.abs(ours[2000:-2000] - (part * wave).real).max() < 1e-4

    def test_position_says_what_is_held_back_however_it_is_steered(self) -> None:
        random = np.random.default_rng(6)
        resampler = SteeredResampler(48_000, 16_000, 2)
        held = []
        for n in range(1, 2000):
            resampler.steer(3 * (1 + random.uniform(-0.005, 0.005)))
            resampler.push(np.zeros((960, 2), np.float32))
            held.append(n * 960 - resampler.position)
        assert max(held) - min(held) < 8
        assert np.mean(held) == pytest.approx(600, abs=5)  # 12.5 ms

    def test_every_cut_gives_the_same_bits(self) -> None:
        whole = _steered(SOUND, 1.001, len(SOUND), (16_000, 16_000))
        assert np.array_equal(_steered(SOUND, 1.001, 77, (16_000, 16_000)), whole)

    def test_it_is_steered_by_one_in_a_hundred_at_most(self) -> None:
        ours = _steered(SOUND, 2.0, 320, (16_000, 16_000))
        assert len(SOUND) - len(ours) / 1.0 == pytest.approx(240 + len(SOUND) * 0.0099, abs=10)
