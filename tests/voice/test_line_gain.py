"""A line's own gain: found from its noise, taken back; left alone where the noise does not tell."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.types.time import Span
from callcoach.voice.line_gain import without_line_gain
from callcoach.voice.spectrum import TELEPHONE
from voicing.effort import gain_control_db

N_ROWS = 9600
UNITS = [(at, at + 4) for at in range(0, 96, 6)]
LOUDER = slice(4800, 5200)


def spoken(louder_db=0.0, noise_dbfs=-65.0):
    """(9600,) dBFS of 4 s of syllables around -26 dBFS and 2 s of noise in turn."""
    at = np.arange(N_ROWS)
    level = -26.0 + 5.0 * np.sin(2 * np.pi * at / 25)
    level[LOUDER] += louder_db
    level[at % 600 >= 400] = noise_dbfs
    return level


def before_gain(drawn, level_dbfs, units=UNITS, is_other=None):
    spans = tuple(Span(float(start), float(end)) for start, end in units)
    nowhere = np.zeros(N_ROWS, dtype=np.bool_)
    track = drawn(N_ROWS, level_dbfs=level_dbfs)
    return without_line_gain(track, spans, nowhere if is_other is None else is_other)


def mean_dbfs(level_dbfs, rows):
    return 10 * np.log10(np.mean(10 ** (np.asarray(level_dbfs, np.float64)[rows] / 10)))


@pytest.mark.parametrize("gain_db", [0.0, -15.0])
def test_a_louder_stretch_is_as_much_louder_as_it_was(drawn, gain_db):
    """4:1 leaves 1.9 of the 6 dB (its first second overshoots); taken back they are 6."""
    level = spoken(louder_db=6.0)
    after = level + gain_control_db(level, 4.0)
    usual = slice(3600, 4000)
    assert mean_dbfs(after, LOUDER) - mean_dbfs(after, usual) < 2.5
    track = before_gain(drawn, after + gain_db)
    rise_db = mean_dbfs(track.level_dbfs, LOUDER) - mean_dbfs(track.level_dbfs, usual)
    assert rise_db == pytest.approx(6.0, abs=0.4)


def test_all_but_a_constant_gain_is_taken_back_in_every_band(drawn):
    level = spoken(louder_db=6.0)
    track = before_gain(drawn, level + gain_control_db(level, 4.0))
    left_db = track.level_dbfs - level
    assert np.quantile(left_db, 0.98) - np.quantile(left_db, 0.02) < 0.8
    before = drawn(N_ROWS, level_dbfs=level).bands_dbfs
    off = (track.bands_dbfs - before)[:, TELEPHONE] - left_db[:, None]
    assert np.abs(off).max() < 1e-4


def test_a_steady_line_has_no_gain_to_take_back(drawn):
    assert before_gain(drawn, spoken(louder_db=6.0)) is None


def test_where_the_pauses_do_not_agree_nothing_is_taken_back(drawn):
    level = spoken()
    after = level + gain_control_db(level, 4.0)
    falls = np.resize([0.0, 0.0, -4.0], N_ROWS // 600).repeat(600)  # dB a second
    after += falls * np.maximum(np.arange(N_ROWS) % 600 - 400, 0) / 100
    assert before_gain(drawn, after) is None


def test_too_few_pauses_with_noise_tell_nothing(drawn):
    level = spoken()
    after = level + gain_control_db(level, 4.0)
    assert before_gain(drawn, after, UNITS[:6]) is None
    assert before_gain(drawn, after, UNITS[:7]) is not None
    other = np.arange(N_ROWS) % 600 >= 400
    assert before_gain(drawn, after, is_other=other) is None
    after[other] = -120.0
    assert before_gain(drawn, after) is None


def test_a_raise_that_gain_control_evened_out_is_found_with_its_level(scene, drawn):
    f0_hz, alpha_db = np.full(N_ROWS, 120.0), np.full(N_ROWS, -6.0)
    f0_hz[LOUDER] *= 2 ** (1.8 / 12)
    alpha_db[LOUDER] += 2.2
    level = spoken(louder_db=6.0)
    level += gain_control_db(level, 4.0)
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=alpha_db, level_dbfs=level)
    (span,) = scene(UNITS, agc=True).measure(track).loudness.raised
    assert span.level_db == pytest.approx(6.0, abs=0.5)
    assert span.reasons == {}
    assert 45.8 <= span.start_s <= 48.2  # the unit before ends at 46, the next begins at 54
    assert 51.8 <= span.end_s <= 54.2
