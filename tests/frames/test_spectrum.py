"""Bands hold the frame's power by frequency; periodicity tells a voice from noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.spectrum import SpectrumRows, SpectrumStream, fast_length
from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, SILENCE_DBFS

Samples = npt.NDArray[np.float32]


def spectrum(samples: Samples, rate_hz: int = 8000) -> SpectrumRows:
    stream = SpectrumStream(rate_hz)
    rows = [stream.push(samples), stream.finish()]
    return SpectrumRows(
        np.concatenate([row.bands_dbfs for row in rows]),
        np.concatenate([row.periodicity for row in rows]),
    )


def inner(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows whose window lies within the sound."""
    return rows[3:-3]


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 44100, 48000])
@pytest.mark.parametrize(("hz", "band"), [(190, 0), (900, 4), (1150, 5), (3000, 9)])
def test_a_full_scale_sine_reads_minus_3_01_in_its_band_alone(
    tone: Callable[..., Samples], rate_hz: int, hz: float, band: int
) -> None:
    bands = inner(spectrum(tone(hz, 1.0, 0.4, rate_hz), rate_hz).bands_dbfs)
    assert bands[:, band] == pytest.approx(np.full(len(bands), -3.01), abs=0.1)
    others = [other for other in range(N_BANDS) if abs(other - band) > 1]
    assert bands[:, others].max() < -45


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_the_bands_of_white_noise_add_up_to_its_level(
    white: Callable[..., Samples], rate_hz: int
) -> None:
    bands = spectrum(white(0.1, 4.0, rate_hz), rate_hz).bands_dbfs
    each = np.mean(10 ** (inner(bands) / 10), axis=0)
    density = 0.01 / (rate_hz / 2)
    widths = np.diff(np.minimum(BAND_EDGES_HZ, rate_hz / 2))
    assert each == pytest.approx(density * widths, rel=0.12)
    assert each.sum() == pytest.approx(density * widths.sum(), rel=0.03)


def test_a_band_that_the_rate_does_not_have_reads_the_floor(white: Callable[..., Samples]) -> None:
    bands = spectrum(white(0.1, 0.5, 4000), 4000).bands_dbfs
    assert (bands[:, :8] > -60).all()
    assert (bands[:, 8:] == SILENCE_DBFS).all()


def test_the_last_band_ends_at_8_khz(tone: Callable[..., Samples]) -> None:
    within = inner(spectrum(tone(7000, 0.5, 0.4, 48000), 48000).bands_dbfs)
    beyond = inner(spectrum(tone(10_000, 0.5, 0.4, 48000), 48000).bands_dbfs)
    assert within[:, -1] == pytest.approx(np.full(len(within), -9.03), abs=0.1)
    assert beyond.max() < -60


def test_bands_and_periodicity_hardly_depend_on_the_rate(
    telephone_vowel: Callable[..., Samples],
) -> None:
    low, high = (spectrum(telephone_vowel(140.0, 1.0, hz), hz) for hz in (8000, 22050))
    level_db = np.median(low.bands_dbfs[:, 1:10] - high.bands_dbfs[:, 1:10], axis=0)
    assert np.abs(level_db).max() < 0.5
    assert np.abs(inner(low.periodicity) - inner(high.periodicity)).max() < 0.03


@pytest.mark.parametrize("f0_hz", [80, 110, 160, 220, 310, 395])
def test_a_voice_without_its_fundamental_is_periodic(
    telephone_vowel: Callable[..., Samples], f0_hz: float
) -> None:
    assert inner(spectrum(telephone_vowel(f0_hz, 0.5)).periodicity).min() > 0.93


def test_white_noise_is_hardly_periodic(white: Callable[..., Samples]) -> None:
    periodicity = spectrum(white(0.1, 10.0)).periodicity
    assert np.median(periodicity) < 0.35
    assert np.quantile(periodicity, 0.99) < 0.55


def test_periodicity_knows_neither_gain_nor_polarity(
    telephone_vowel: Callable[..., Samples], white: Callable[..., Samples]
) -> None:
    samples = telephone_vowel(120.0, 0.5) + white(0.02, 0.5)
    rows = spectrum(samples)
    assert np.array_equal(spectrum(-samples).periodicity, rows.periodicity)
    assert spectrum(samples / 64).periodicity == pytest.approx(rows.periodicity, abs=1e-5)
    assert spectrum(samples / 64).bands_dbfs == pytest.approx(rows.bands_dbfs - 36.12, abs=0.01)


def test_silence_has_no_band_and_no_period() -> None:
    rows = spectrum(np.zeros(800, np.float32))
    assert (rows.bands_dbfs == SILENCE_DBFS).all()
    assert rows.bands_dbfs.shape == (10, N_BANDS)
    assert rows.periodicity.tolist() == [0.0] * 10


def test_one_frame_is_one_row_and_less_is_none(tone: Callable[..., Samples]) -> None:
    sound = tone(1000, 0.5, 0.01)
    assert spectrum(sound).bands_dbfs.shape == (1, N_BANDS)
    assert spectrum(sound[:-1]).bands_dbfs.shape == (0, N_BANDS)


def test_a_click_falls_into_the_rows_around_it() -> None:
    samples = np.zeros(8000, np.float32)
    samples[50 * 80 + 40] = 0.5
    heard = np.flatnonzero(spectrum(samples).bands_dbfs[:, 5] > SILENCE_DBFS)
    assert heard.tolist() == [49, 50, 51]


@pytest.mark.parametrize(
    ("least", "length"), [(1, 2), (7, 8), (13, 16), (453.3, 480), (1024, 1024)]
)
def test_fast_lengths_are_even_and_have_no_large_factor(least: float, length: int) -> None:
    assert fast_length(least) == length
