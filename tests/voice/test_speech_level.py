"""The active speech level that ours is checked against: known for gated noise, and under gain."""

from __future__ import annotations

import numpy as np
import pytest

from voicing.speech_level import active_speech_level_dbov

RATE_HZ = 8000


def gated(on_s, off_s, level_dbov=-20.0, length_s=40):
    """White noise of a level, on and off by turns."""
    at_s = np.arange(length_s * RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(2).standard_normal(len(at_s)) * 10 ** (level_dbov / 20)
    return np.where(at_s % (on_s + off_s) < on_s, noise, 0.0)


def test_the_level_is_that_of_the_bursts():
    """The hangover of 0.2 s counts as active: 4.2 of 8 s."""
    hangover_db = 10 * np.log10(4.2 / 4.0)
    assert active_speech_level_dbov(gated(4, 4), RATE_HZ) == pytest.approx(
        -20 - hangover_db, abs=0.3
    )


def test_gaps_shorter_than_the_hangover_are_active():
    told = active_speech_level_dbov(gated(0.15, 0.15), RATE_HZ)
    assert told == pytest.approx(-20 - 10 * np.log10(2), abs=0.3)


@pytest.mark.parametrize("gain_db", [-12.0, 6.0])
def test_gain_moves_it(gain_db):
    plain = active_speech_level_dbov(gated(2, 2), RATE_HZ)
    moved = active_speech_level_dbov(gated(2, 2) * 10 ** (gain_db / 20), RATE_HZ)
    assert moved - plain == pytest.approx(gain_db, abs=0.05)


def test_ours_is_within_three_tenths_of_a_decibel_of_it(scene, framed):
    sound = gated(4, 4)
    units = [(float(at), float(at) + 4.0) for at in range(0, 40, 8)]
    ours = scene(units).measure(framed(sound.astype(np.float32))).loudness.active_level_dbfs
    assert ours == pytest.approx(active_speech_level_dbov(sound, RATE_HZ), abs=0.3)


def test_silence_has_none():
    with pytest.raises(ValueError, match="is the sound silent"):
        active_speech_level_dbov(np.zeros(RATE_HZ), RATE_HZ)
