"""Tonality tells the tones of a telephone network from speech and noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.tones import TonalityStream

Samples = npt.NDArray[np.float32]

TONES_HZ = {
    "dial": (350, 440),
    "ring": (440, 480),
    "busy": (480, 620),
    "european": (425,),
    "key 5": (770, 1336),
    "key D": (941, 1633),
}


def tonality(samples: Samples, rate_hz: int = 8000) -> npt.NDArray[np.float32]:
    stream = TonalityStream(rate_hz)
    return np.concatenate([stream.push(samples), stream.finish()])


@pytest.mark.parametrize("name", TONES_HZ)
@pytest.mark.parametrize("rate_hz", [8000, 11025, 48000])
def test_network_tones_are_tonal(
    tone: Callable[..., Samples], white: Callable[..., Samples], name: str, rate_hz: int
) -> None:
    samples = tone(TONES_HZ[name], 0.1, 1.0, rate_hz) + white(0.005, 1.0, rate_hz)
    assert tonality(samples, rate_hz)[8:-8].min() > 0.97


def test_a_key_pressed_for_a_tenth_of_a_second_is_tonal_while_it_lasts(
    tone: Callable[..., Samples], white: Callable[..., Samples]
) -> None:
    samples = white(0.003, 1.0)
    samples[4000:4800] += tone(TONES_HZ["key 5"], 0.2, 0.1)
    rows = tonality(samples)
    assert rows[52:59].min() > 0.9
    assert rows[:42].max() < 0.3
    assert rows[68:].max() < 0.3


def test_noise_and_speech_are_not_tonal(
    white: Callable[..., Samples], telephone_vowel: Callable[..., Samples]
) -> None:
    assert tonality(white(0.1, 4.0)).max() < 0.2
    assert np.median(tonality(telephone_vowel(110.0, 1.0))) < 0.85


def test_hum_below_the_band_does_not_count(
    white: Callable[..., Samples], tone: Callable[..., Samples]
) -> None:
    noise = white(0.01, 2.0)
    assert np.median(tonality(noise + tone(50, 0.1, 2.0))) < 0.2


def test_tonality_knows_neither_gain_nor_polarity(
    tone: Callable[..., Samples], white: Callable[..., Samples]
) -> None:
    samples = tone((440, 480), 0.02, 0.5) + white(0.01, 0.5)
    assert np.array_equal(tonality(-samples), tonality(samples))
    assert tonality(samples / 32) == pytest.approx(tonality(samples), abs=1e-5)


def test_silence_is_not_tonal_and_rows_are_counted_as_frames(tone: Callable[..., Samples]) -> None:
    assert tonality(np.zeros(880, np.float32)).tolist() == [0.0] * 11
    assert [len(tonality(tone(425, 0.1, 0.5)[:n])) for n in (0, 1, 79, 80, 400, 4000)] == [
        0, 0, 0, 1, 5, 50,
    ]  # fmt: skip
