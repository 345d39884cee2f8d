"""The network sees a sound without its gain, and finds the pitch that its harmonics share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames import comb
from callcoach.frames.comb import CombTracker
from callcoach.frames.model_rate import ModelRateStream

Samples = npt.NDArray[np.float32]
RATE_HZ = 16_000
TRACKER = CombTracker(55, 600)


def tones(f0_hz: float, numbers: range, duration_s: float = 1.0) -> Samples:
    """Harmonics of those numbers, of one loudness."""
    at_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    every = [np.sin(2 * np.pi * k * f0_hz * at_s + k * k) for k in numbers]
    return (0.3 * np.sum(every, axis=0) / len(numbers)).astype(np.float32)


def found(samples: Samples) -> tuple[float, float]:
    """Median pitch and voicing away from the edges."""
    hops = TRACKER.track(samples)
    inside = slice(6, -6)
    return float(np.median(hops.f0_hz[inside])), float(np.median(hops.voicing[inside]))


def test_each_band_is_a_mean_of_the_bins_about_its_middle() -> None:
    bands = comb.bands_of(257, 15.625)
    assert bands.shape == (257, 110)
    assert bands.sum(axis=0) == pytest.approx(np.ones(110), abs=1e-6)
    middles_hz = (np.arange(257) * 15.625) @ bands
    assert middles_hz == pytest.approx(55 * 2 ** (np.arange(110) / 18), rel=0.02)


def test_columns_are_tenfolds_under_the_loudest_within_three_hops() -> None:
    magnitudes = np.full((9, 110), 1e-6, np.float32)
    magnitudes[4, 7] = 1.0
    magnitudes[4, 8] = 0.1
    columns = comb.columns_of(magnitudes)
    assert columns.shape == (1, 1, 110, 9)
    assert columns[0, 0, 7:9, 4] == pytest.approx([1, 0], abs=1e-5)
    assert columns[0, 0, 7, 1:4] == pytest.approx([-1.5] * 3)  # 50 dB under a loud hop and less
    assert columns[0, 0, :, 0] == pytest.approx(np.ones(110))  # the loud one is four hops on


@pytest.mark.parametrize("f0_hz", [62.0, 90.0, 131.0, 200.0, 317.0, 450.0, 580.0])
def test_harmonics_are_heard_at_the_pitch_they_share(f0_hz: float) -> None:
    heard_hz, voicing = found(tones(f0_hz, range(1, int(3800 / f0_hz) + 1)))
    assert heard_hz == pytest.approx(f0_hz, rel=0.01)  # a sixth of a semitone
    assert voicing > 0.9


@pytest.mark.parametrize("f0_hz", [90.0, 131.0, 200.0])
def test_a_telephone_that_takes_the_lowest_harmonics_does_not_move_it(f0_hz: float) -> None:
    numbers = range(int(300 / f0_hz) + 1, int(3400 / f0_hz) + 1)
    assert found(tones(f0_hz, numbers))[0] == pytest.approx(f0_hz, rel=0.01)


def test_a_gain_changes_nothing_down_to_silence(telephone_vowel: Callable[..., Samples]) -> None:
    stream = ModelRateStream(8000)
    samples = np.concatenate([stream.push(telephone_vowel(140.0, 1.0)), stream.finish()])
    samples = samples / np.abs(samples).max()
    loud, soft = TRACKER.track(samples), TRACKER.track(samples * np.float32(1e-3))
    assert soft.f0_hz == pytest.approx(loud.f0_hz, rel=1e-3)
    assert soft.voicing == pytest.approx(loud.voicing, abs=1e-2)
    assert not TRACKER.track(samples * np.float32(0.9e-4)).voicing.any()


def test_noise_is_unvoiced(white: Callable[..., Samples]) -> None:
    assert (TRACKER.track(white(0.05, 10.0)).voicing >= 0.5).mean() < 0.01


def test_a_pitch_out_of_the_range_asked_for_is_not_given() -> None:
    samples = tones(300.0, range(1, 12))
    assert CombTracker(55, 200).track(samples).f0_hz.max() < 205
    assert CombTracker(320, 600).track(samples).f0_hz.min() > 310
    assert float(np.median(TRACKER.track(samples).f0_hz)) == pytest.approx(300, rel=0.01)
