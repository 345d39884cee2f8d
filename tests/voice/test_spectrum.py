"""The tilt of a spectrum: what effort does to it, whatever the gain, whichever bands are left."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.voice.spectrum import EFFORT_GAINS, N_BANDS, N_LOW, low_and_high, tilt_db

USUAL_DB = np.array([-20.0, -22, -25, -24, -30, -28, -33, -36, -40])


def tilt(rises_db, usual_db=USUAL_DB, hidden=()):
    powers = 10 ** ((USUAL_DB + rises_db) / 10)
    powers[list(hidden)] = 0.0
    return float(tilt_db(powers[None], usual_db)[0])


def upper(db):
    return np.where(np.arange(N_BANDS) >= N_LOW, db, 0.0)


def test_the_usual_has_no_tilt_whatever_the_gain():
    assert tilt(np.zeros(N_BANDS)) == pytest.approx(0.0, abs=1e-9)
    assert tilt(np.full(N_BANDS, -17.0)) == pytest.approx(0.0, abs=1e-9)


def test_what_all_upper_bands_rise_by_is_the_tilt():
    assert tilt(upper(3.0)) == pytest.approx(3.0)
    assert tilt(upper(3.0), hidden=(1, 8)) == pytest.approx(3.0)


def test_six_decibels_of_effort_tilt_by_four():
    assert tilt(6.0 * EFFORT_GAINS) == pytest.approx(4.2, abs=0.3)
    assert tilt(6.0 * EFFORT_GAINS, hidden=(8,)) == pytest.approx(4.2, abs=0.5)


def test_a_band_that_noise_hides_takes_nothing_away():
    """Held against the usual of the same bands, not against that of all."""
    for hidden in range(N_BANDS):
        assert tilt(np.zeros(N_BANDS), hidden=(hidden,)) == pytest.approx(0.0, abs=1e-9)


def test_one_band_counts_as_one():
    """10 dB more in one of five lift their power by 4.5 dB, and tilt by 2.3."""
    flat_db = np.zeros(N_BANDS)
    rise_db = np.where(np.arange(N_BANDS) == 6, 10.0, 0.0)
    powers = 10 ** (rise_db / 10)[None]
    low, high = low_and_high(powers)
    assert 10 * np.log10(high / low * N_LOW / (N_BANDS - N_LOW)) == pytest.approx(4.5, abs=0.1)
    assert tilt_db(powers, flat_db) == pytest.approx(2.3, abs=0.1)


def test_too_few_bands_tell_no_tilt():
    assert np.isnan(tilt(upper(3.0), hidden=(0, 1)))
    assert np.isnan(tilt(upper(3.0), hidden=(4, 5, 6)))
    assert np.isnan(tilt(upper(3.0), usual_db=np.full(N_BANDS, np.nan)))
    assert tilt(upper(3.0), hidden=(0, 4, 5)) == pytest.approx(3.0)
