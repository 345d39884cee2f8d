"""Pitch in sound that has one, through a telephone and in noise, and in sound that has none."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.types.time import Span
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import own_rows

VOICE = Settings().voice
RATE_HZ = 8000
REST = np.zeros(RATE_HZ // 2)
CONTOURS = {
    "steady": np.zeros_like,
    "rising": lambda t: 10 * (t - 0.5),
    "falling": lambda t: 10 * (0.5 - t),
    "vibrato": lambda t: 0.5 * np.sin(2 * np.pi * 5 * t),
}
"""Semitones over the second that a voice lasts."""

CALL_S = np.arange(20 * RATE_HZ) / RATE_HZ


@pytest.fixture
def f0_in(scene):
    def f0(track):
        rows = own_rows(scene([(0, len(track) / 100)]).activity, 0, len(track))
        return f0_rows(track, rows, VOICE)

    return f0


@pytest.fixture
def voices(train):
    """Sound with voices between 80 and 400 Hz, and the true F0 of its rows."""

    def made(contour):
        time_s = np.arange(RATE_HZ) / RATE_HZ
        moves = 2 ** (contour(time_s) / 12)
        sounds, f0_hz = [], []
        for base_hz in np.geomspace(80 / moves.min(), 400 / moves.max(), 7):
            hz = base_hz * moves
            sounds += [REST, train([5.0] * 5, spread=0.0, dip_db=10, f0_hz=hz), REST]
            f0_hz += [np.zeros(50), hz[40::80], np.zeros(50)]
        return np.concatenate(sounds).astype(np.float32), np.concatenate(f0_hz)

    return made


def line(samples, snr_db):
    """300-3400 Hz with slopes, since a sheer edge rings on as a tone; noise in it; mu-law."""
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    rise, fall = np.clip((hz - 250) / 100, 0, 1), np.clip((3450 - hz) / 100, 0, 1)
    band = np.square(np.sin(np.pi / 2 * rise * fall))
    white = np.random.default_rng(3).standard_normal(len(samples))
    sound, hiss = (np.fft.irfft(np.fft.rfft(each) * band) for each in (samples, white))
    voiced = np.mean(sound**2) * 2  # a voice is there half of the time
    sound += 0 if snr_db is None else hiss * np.sqrt(voiced / 10 ** (snr_db / 10) / np.var(hiss))
    coded = np.round(np.sign(sound) * np.log1p(255 * np.abs(sound)) / np.log(256) * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


@pytest.mark.parametrize("snr_db", [None, 10.0])
@pytest.mark.parametrize("contour", CONTOURS)
def test_pitch_without_its_fundamental_is_right(voices, framed, f0_in, contour, snr_db):
    samples, true_hz = voices(CONTOURS[contour])
    found_hz = f0_in(framed(line(samples, snr_db)))
    both = (found_hz > 0) & (true_hz > 0)
    off_st = 12 * np.log2(found_hz[both] / true_hz[both])
    is_gross = (off_st > 12 * np.log2(1.2)) | (off_st < 12 * np.log2(0.8))
    n_wrong = is_gross.sum() + ((found_hz > 0) != (true_hz > 0)).sum()
    assert both.sum() > 500
    assert is_gross.mean() <= 0.02
    assert n_wrong / len(true_hz) <= 0.05
    assert abs(np.median(off_st)) <= 0.1


def noise(seed=1):
    return 0.05 * np.random.default_rng(seed).standard_normal(len(CALL_S))


def hum(base_hz):
    return sum(0.1 / k * np.sin(2 * np.pi * base_hz * k * CALL_S + k * k) for k in range(1, 30))


def keys():
    """A row of DTMF keys, 100 ms each, and as long between."""
    of_key = np.minimum((CALL_S / 0.2).astype(int), 99)
    low_hz = np.array([697, 770, 852, 941])[of_key % 4]
    high_hz = np.array([1209, 1336, 1477])[of_key % 3]
    tones = np.sin(2 * np.pi * low_hz * CALL_S) + np.sin(2 * np.pi * high_hz * CALL_S)
    return 0.2 * tones * (CALL_S % 0.2 < 0.1)


@pytest.mark.parametrize(
    "sound",
    [
        noise(),
        0.2 * np.sin(2 * np.pi * 440 * CALL_S),
        0.2 * np.sin(2 * np.pi * 440 * CALL_S) + 0.2 * noise(),
        keys(),
        0.2 * np.sin(2 * np.pi * 440 * CALL_S) * (CALL_S % 1 < 0.5),
        hum(50),
        hum(60),
        hum(100),
        hum(120),
        hum(120) + 0.2 * noise(),
    ],
    ids=[
        "noise",
        "tone",
        "tone in noise",
        "keys",
        "beeps",
        "50",
        "60",
        "100",
        "120",
        "120 in noise",
    ],
)
def test_noise_tones_and_hum_have_no_pitch(framed, f0_in, sound):
    assert not f0_in(framed(sound.astype(np.float32))).any()


def test_hum_under_a_voice_takes_nothing_from_it(train, telephone, framed, f0_in):
    voice = np.tile(np.concatenate((train([5.0] * 10, spread=0.0, f0_hz=170.0), REST)), 8)
    alone = f0_in(framed(telephone(voice)))
    hummed = f0_in(framed(telephone(voice + 0.05 * hum(50)[: len(voice)]).astype(np.float32)))
    assert np.median(hummed[hummed > 0]) == pytest.approx(np.median(alone[alone > 0]), rel=5e-3)
    assert np.mean((hummed > 0) != (alone > 0)) < 0.03


def test_the_sample_rate_does_not_change_the_median(train, framed, f0_in):
    medians_hz = []
    for rate_hz in (8000, 16000, 44100):
        time_s = np.arange(4 * rate_hz) / rate_hz
        f0_hz = 150 * 2 ** (2 * np.sin(2 * np.pi * 0.5 * time_s) / 12)
        sound = train([4.0] * 16, spread=0.0, f0_hz=f0_hz, rate_hz=rate_hz)
        found_hz = f0_in(framed(sound, rate_hz))
        medians_hz.append(np.median(found_hz[found_hz > 0]))
    assert 12 * np.log2(max(medians_hz) / min(medians_hz)) <= 0.1
    assert medians_hz[0] == pytest.approx(150, rel=0.01)


@pytest.mark.parametrize(("gain_db", "lost_most"), [(-10, 0.01), (-20, 0.03), (-30, 0.15)])
def test_gain_does_not_change_the_track(train, framed, f0_in, gain_db, lost_most):
    f0_hz = np.linspace(110, 160, 6 * RATE_HZ)
    sound = train([4.0] * 24, f0_hz=f0_hz, spread=0.0, dip_db=10)
    plain = f0_in(framed(sound))
    quiet = f0_in(framed(sound * np.float32(10 ** (gain_db / 20))))
    assert (plain > 0).mean() > 0.9
    assert np.mean((plain > 0) != (quiet > 0)) <= lost_most
    both = (plain > 0) & (quiet > 0)
    assert quiet[both] == pytest.approx(plain[both], rel=5e-3)


def test_the_other_party_does_not_count(scene, framed, train):
    track = framed(train([4.0] * 8, f0_hz=150.0, spread=0.0))
    activity = scene([(0, 2)], [(1.0, 2)]).activity
    f0_hz = f0_rows(track, own_rows(activity, 0, len(track)), VOICE)
    assert f0_hz[10:95].all()
    assert not f0_hz[100:].any()
    assert activity.ipus[1] == (Span(1.0, 2),)
