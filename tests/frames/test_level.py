"""Level is the mean square of the frame's own samples; samples at full scale are counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.level import LevelStream
from callcoach.types.frames import SILENCE_DBFS

Samples = npt.NDArray[np.float32]


def level(samples: Samples, rate_hz: int = 8000) -> npt.NDArray[np.float32]:
    return LevelStream(rate_hz).push(samples).level_dbfs


@pytest.mark.parametrize("rate_hz", [8000, 16000, 44100])
def test_a_full_scale_sine_reads_minus_3_01(tone: Callable[..., Samples], rate_hz: int) -> None:
    rows = level(tone(1000, 1.0, 0.5, rate_hz), rate_hz)
    assert rows == pytest.approx(np.full(50, -3.0103), abs=0.02)


def test_a_square_wave_at_full_scale_reads_zero() -> None:
    assert level(np.tile(np.float32([1, -1]), 400)).tolist() == [0.0] * 10


def test_doubling_the_amplitude_adds_6_02_db_and_polarity_none(
    white: Callable[..., Samples],
) -> None:
    noise = white(0.1, 0.3)
    assert level(2 * noise) - level(noise) == pytest.approx(np.full(30, 6.0206), abs=1e-4)
    assert np.array_equal(level(-noise), level(noise))


def test_silence_and_what_is_fainter_than_the_floor_read_the_floor() -> None:
    assert level(np.zeros(160, np.float32)).tolist() == [SILENCE_DBFS] * 2
    assert level(np.full(80, 1e-9, np.float32)).tolist() == [SILENCE_DBFS]
    assert level(np.full(80, 1e-5, np.float32))[0] == pytest.approx(-100, abs=1e-3)


@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 44100])
def test_row_i_starts_at_sample_i_times_a_hundredth_of_the_rate(rate_hz: int) -> None:
    for row in (0, 1, 2, 3, 7, 33):
        first = row * rate_hz // 100
        click = np.zeros(rate_hz // 2, np.float32)
        click[first] = 1
        assert np.flatnonzero(level(click, rate_hz) > SILENCE_DBFS).tolist() == [row]
        if row:
            before = np.roll(click, -1)
            assert np.flatnonzero(level(before, rate_hz) > SILENCE_DBFS).tolist() == [row - 1]


def test_a_partial_frame_is_no_row() -> None:
    assert len(level(np.ones(79, np.float32))) == 0
    assert len(level(np.ones(80, np.float32))) == 1
    assert len(level(np.ones(159, np.float32))) == 1
    assert len(level(np.zeros(0, np.float32))) == 0


def test_samples_at_either_end_of_16_bits_count_as_clipped() -> None:
    samples = np.zeros(240, np.float32)
    samples[[0, 5]] = 32767 / 32768
    samples[80:83] = -1.0
    samples[160:] = 32766 / 32768
    assert LevelStream(8000).push(samples).clipped.tolist() == [2, 3, 0]
