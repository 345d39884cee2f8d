"""Noise is as loud as asked, bleed as late and as soft; codecs move nothing in time."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np
import pytest

from made_call import RATE_HZ, burst, made_call
from turn_taking import codecs, degradations
from turn_taking.truths import Samples

CALL = made_call([(0.5, 2.0)], [(2.5, 3.5)], 5.0)


@pytest.mark.parametrize("snr_db", [20, 10, 5])
@pytest.mark.parametrize("kind", ["white", "pink"])
def test_noise_is_so_far_below_the_channels_own_speech(kind: str, snr_db: float) -> None:
    n_samples = len(CALL.channels[0])
    noise = {
        "white": degradations.white(n_samples, 1),
        "pink": degradations.pink(n_samples, RATE_HZ, 1),
    }[kind]
    for channel in (0, 1):
        noisy = degradations.with_noise(CALL, channel, noise, snr_db)
        added = np.mean(np.square(noisy - CALL.channels[channel], dtype=np.float64))
        measured_db = 10 * np.log10(CALL.speech_power(channel) / added)
        assert measured_db == pytest.approx(snr_db, abs=0.01)


def test_pink_noise_falls_by_3_db_an_octave() -> None:
    power = np.square(np.abs(np.fft.rfft(degradations.pink(2**17, RATE_HZ, 3))))
    hz = np.fft.rfftfreq(2**17, 1 / RATE_HZ)
    octaves = [np.sum(power[(hz >= low) & (hz < 2 * low)]) for low in (125, 250, 500, 1000)]
    assert octaves == pytest.approx([octaves[0]] * 4, rel=0.05)


def test_bleed_is_as_late_and_as_soft_as_asked() -> None:
    bled = degradations.with_bleed(CALL, 0, -20, (0.04, 0.16))
    added = bled - CALL.channels[0]
    source = CALL.channels[1]
    expected = np.zeros_like(source)
    expected[320:] += 0.1 * source[:-320]
    expected[1280:] += 0.1 * 10 ** (-6 / 20) * source[:-1280]
    assert added == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(CALL.channels[0], made_call([(0.5, 2.0)], [], 5.0).channels[0])


CODECS: dict[str, Callable[[Samples], Samples]] = {
    "mu-law": lambda x: codecs.pcm_codec(x, RATE_HZ, "pcm_mulaw"),
    "A-law": lambda x: codecs.pcm_codec(x, RATE_HZ, "pcm_alaw"),
    "GSM": lambda x: codecs.gsm(x, RATE_HZ),
    "Opus": lambda x: codecs.opus(x, RATE_HZ),
}


@pytest.mark.parametrize("name", CODECS)
def test_codecs_keep_length_and_place(name: str) -> None:
    if name == "GSM" and shutil.which("sox") is None:
        pytest.skip("sox is not installed")
    smooth = np.convolve(burst(2.0, 5, 0.5), np.ones(12) / 12, "same").astype(np.float32)
    sound = np.concatenate((np.zeros(4000, np.float32), smooth, np.zeros(3999, np.float32)))
    coded = CODECS[name](sound)
    assert len(coded) == len(sound)
    assert not np.array_equal(coded, sound)
    lags = range(-200, 201)
    fits = [float(np.dot(np.roll(coded, -lag), sound)) for lag in lags]
    assert abs(lags[int(np.argmax(fits))]) <= 1


def test_mu_law_has_its_known_steps() -> None:
    # G.711 decodes the smallest codes to 0 and 8 of 32768 and full scale to 32124.
    coded = codecs.pcm_codec(np.array([0, 8, 9, 32767], np.float32) / 32768, RATE_HZ, "pcm_mulaw")
    assert (coded * 32768).tolist() == [0, 8, 8, 32124]


def test_lost_packets_are_silent_or_repeated() -> None:
    sound = burst(20.0, 7)
    packets = sound.reshape(-1, 160)
    silent = codecs.lossy(sound, RATE_HZ, 0.02, 1, repeats=False).reshape(-1, 160)
    lost = np.flatnonzero(np.any(silent != packets, axis=1))
    assert 5 <= len(lost) <= 40  # 20 of 1000 expected
    assert np.all(silent[lost] == 0)
    repeated = codecs.lossy(sound, RATE_HZ, 0.02, 1, repeats=True).reshape(-1, 160)
    assert np.flatnonzero(np.any(repeated != packets, axis=1)).tolist() == lost.tolist()
    assert all(np.array_equal(repeated[k], repeated[k - 1]) for k in lost)


def test_gain_clips_and_rounds_to_16_bits() -> None:
    louder = degradations.with_gain(np.array([0.01, 0.5, -0.5], np.float32), 20)
    assert louder[0] == pytest.approx(0.1, abs=1 / 32768)
    assert louder[1:].tolist() == [32767 / 32768, -1.0]


def test_the_automatic_gain_lifts_what_is_soft_slowly() -> None:
    soft = burst(12.0, 9, 0.01)
    lifted = degradations.with_agc(soft, RATE_HZ)
    gain_db = 20 * np.log10(np.abs(lifted[::800]) / np.abs(soft[::800]))
    assert gain_db[10] < 12 < gain_db[30] < gain_db[-1] <= 24.01
