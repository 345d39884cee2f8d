"""What the models hear is the recording, at 16 kHz and in its time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.doubling import Doubler
from callcoach.frames.model_rate import ModelRateStream

Samples = npt.NDArray[np.float32]
RATES_HZ = (4000, 8000, 11025, 16000, 22050, 44100, 48000)


def at_model_rate(samples: Samples, rate_hz: int) -> Samples:
    stream = ModelRateStream(rate_hz)
    return np.concatenate([stream.push(samples), stream.finish()])


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("hz", [100, 1000, 1600])
def test_a_tone_is_the_same_tone_at_16_khz(
    tone: Callable[..., Samples], rate_hz: int, hz: float
) -> None:
    result = at_model_rate(tone(hz, 0.5, 0.4, rate_hz), rate_hz)
    assert len(result) == 6400
    error = (result - tone(hz, 0.5, 0.4, 16000))[400:-400]
    assert np.abs(error).max() < 1e-3


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_way_is_the_same_however_the_sound_is_cut(
    white: Callable[..., Samples], rate_hz: int
) -> None:
    samples = white(0.1, 0.5, rate_hz)
    random = np.random.default_rng(rate_hz)
    stream, pieces, at = ModelRateStream(rate_hz), [], 0
    while at < len(samples):
        n = int(random.integers(0, 60))
        pieces.append(stream.push(samples[at : at + n]))
        at += n
    assert np.array_equal(
        np.concatenate([*pieces, stream.finish()]), at_model_rate(samples, rate_hz)
    )


def test_doubling_keeps_every_sample_and_leaves_no_image(tone: Callable[..., Samples]) -> None:
    samples = tone(3300, 0.5, 1.0)
    doubler = Doubler()
    doubled = np.concatenate([doubler.push(samples), doubler.finish()])
    assert np.array_equal(doubled[::2], samples)
    spectrum = np.abs(np.fft.rfft(doubled[1000:-1000] * np.hanning(14000)))
    hz = np.fft.rfftfreq(14000, 1 / 16000)
    image = spectrum[hz > 4100].max() / spectrum.max()
    assert 20 * np.log10(image) < -65


def test_doubling_answers_17_samples_later() -> None:
    doubler = Doubler()
    assert len(doubler.push(np.ones(16, np.float32))) == 0
    assert len(doubler.push(np.ones(1, np.float32))) == 2
    assert len(doubler.push(np.ones(0, np.float32))) == 0
    assert len(doubler.finish()) == 32
