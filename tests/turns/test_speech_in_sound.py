"""Speech activity on made sound: boundaries, what is no speech, what changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.turns.judge import judge_activities
from callcoach.turns.score import speech_score
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans, total_s

RATE_HZ = 8000
Spoken = Callable[..., np.ndarray]
Framed = Callable[[np.ndarray], FrameTrack]

SPEECH = tuple(
    Span(at_s, at_s + length_s)
    for at_s, length_s in [(1.0, 2.5), (4.3, 0.3), (5.6, 1.2), (7.4, 0.2), (8.4, 4.0), (13.2, 0.5)]
)
END_S = 15.0


def units_in(track: FrameTrack) -> Spans:
    (units,) = judge_activity([track], Settings()).ipus
    return units


def near(found: Spans, true: Spans) -> list[Span]:
    """For each true span the found one that overlaps it most."""
    return [max(found, key=lambda each: each.overlap_s(span)) for span in true]


@pytest.fixture(scope="module")
def clean(spoken: Spoken) -> np.ndarray:
    return spoken(SPEECH, END_S, noise_dbfs=-50, coded=False)


@pytest.mark.parametrize("noise_dbfs", [-62, -50, -40, -33])
def test_boundaries_stand_where_speech_starts_and_ends(
    spoken: Spoken, framed: Framed, noise_dbfs: float
) -> None:
    found = units_in(framed(spoken(SPEECH, END_S, noise_dbfs=noise_dbfs)))
    assert len(found) == len(SPEECH)
    onsets_s = np.array([f.start_s - t.start_s for f, t in zip(found, SPEECH, strict=True)])
    ends_s = np.array([f.end_s - t.end_s for f, t in zip(found, SPEECH, strict=True)])
    assert np.median(np.abs(onsets_s)) <= 0.02
    assert np.median(np.abs(ends_s)) <= 0.03
    assert abs(onsets_s.mean()) <= 0.03
    assert abs(ends_s.mean()) <= 0.03


def test_gain_and_polarity_change_nothing(clean: np.ndarray, framed: Framed) -> None:
    plain = units_in(framed(clean))
    for factor in (-1.0, 0.25, 2.0):
        other = units_in(framed((clean * np.float32(factor)).astype(np.float32)))
        # The trained detector hears soft and loud sound a little differently.
        for a, b in zip(plain, other, strict=True):
            assert a.start_s == pytest.approx(b.start_s, abs=0.05)
            assert a.end_s == pytest.approx(b.end_s, abs=0.05)
    assert units_in(framed(-clean)) == plain


def test_hum_and_an_offset_change_next_to_nothing(clean: np.ndarray, framed: Framed) -> None:
    at_s = np.arange(len(clean)) / RATE_HZ
    hum = 0.02 * np.sin(2 * np.pi * 50 * at_s) + 0.01 * np.sin(2 * np.pi * 150 * at_s)
    plain = units_in(framed(clean))
    for disturbed in (clean + hum, clean + 0.05):
        found = units_in(framed(disturbed.astype(np.float32)))
        assert len(found) == len(plain)
        for a, b in zip(plain, found, strict=True):
            assert a.start_s == pytest.approx(b.start_s, abs=0.05)
            assert a.end_s == pytest.approx(b.end_s, abs=0.05)


def test_pauses_of_digital_silence_are_pauses(clean: np.ndarray, framed: Framed) -> None:
    muted = np.zeros_like(clean)
    for span in SPEECH:
        rows = slice(round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ))
        muted[rows] = clean[rows]
    found = units_in(framed(muted))
    assert len(found) == len(SPEECH)
    assert total_s(found) == pytest.approx(total_s(SPEECH), abs=0.15)


def tone(length_s: float, *parts_hz: float) -> np.ndarray:
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return 0.1 * sum(np.sin(2 * np.pi * f_hz * time_s) for f_hz in parts_hz)


def gap(length_s: float) -> np.ndarray:
    return np.zeros(round(length_s * RATE_HZ))


def beeps() -> np.ndarray:
    return np.concatenate([tone(0.4, 1000), gap(1), tone(0.4, 1400), gap(0.5)])


def ring() -> np.ndarray:
    return np.concatenate([tone(2, 440, 480), gap(4)] * 2)


def key_tones() -> np.ndarray:
    pairs = [(697, 1209), (770, 1336), (852, 1477), (941, 1336)] * 2
    return np.concatenate([part for pair in pairs for part in (tone(0.15, *pair), gap(0.25))])


def clicks() -> np.ndarray:
    click = np.random.default_rng(1).normal(0, 0.4, 120) * np.exp(-np.arange(120) / 25)
    return np.concatenate([part for _ in range(6) for part in (gap(0.7), click)])


def breaths() -> np.ndarray:
    breath = np.random.default_rng(2).normal(0, 0.02, 4000) * np.hanning(4000)
    return np.concatenate([part for _ in range(4) for part in (gap(1), breath)])


def bursts() -> np.ndarray:
    burst = np.random.default_rng(3).normal(0, 0.1, 4800)
    return np.concatenate([part for _ in range(4) for part in (gap(0.8), burst)])


def comfort_noise() -> np.ndarray:
    return np.random.default_rng(4).normal(0, 10 ** (-45 / 20), 6 * RATE_HZ)


def melody() -> np.ndarray:
    random = np.random.default_rng(5)
    notes = []
    for _ in range(24):
        f_hz = 220 * 2 ** (random.integers(0, 12) / 12)
        length_s = random.choice([0.2, 0.4])
        note = sum(tone(length_s, k * f_hz) / k for k in (1, 2, 3, 4)) * np.exp(
            -np.arange(round(length_s * RATE_HZ)) / 3000
        )
        notes.append(note)
    return np.concatenate(notes)


@pytest.mark.parametrize(
    "sound",
    [ring, beeps, key_tones, clicks, breaths, bursts, comfort_noise, melody],
    ids=lambda f: f.__name__,
)
def test_what_is_no_speech_is_not_taken_for_it(
    clean: np.ndarray, framed: Framed, sound: Callable[[], np.ndarray]
) -> None:
    made = np.concatenate((gap(0.5), sound())).astype(np.float32)
    noise = np.random.default_rng(9).normal(0, 10 ** (-50 / 20), len(made)).astype(np.float32)
    found = units_in(framed(np.concatenate((clean, made + noise, clean))))
    inside = Span(END_S, END_S + len(made) / RATE_HZ)
    assert sum(inside.overlap_s(unit) for unit in found) == 0
    assert len([unit for unit in found if unit.start_s < END_S]) == len(SPEECH)


def test_gusts_of_noise_between_the_words_are_not_speech(clean: np.ndarray, framed: Framed) -> None:
    random = np.random.default_rng(11)
    knots_s = np.arange(0, END_S + 0.5, 0.25)
    level_db = np.interp(
        np.arange(len(clean)) / RATE_HZ, knots_s, random.normal(-42, 6, len(knots_s))
    )
    gusts = random.normal(0, 1, len(clean)) * 10 ** (level_db / 20)
    found = units_in(framed((clean + gusts).astype(np.float32)))
    assert len(found) == len(SPEECH)
    for unit, true in zip(found, SPEECH, strict=True):
        assert unit.start_s == pytest.approx(true.start_s, abs=0.25)
        assert unit.end_s == pytest.approx(true.end_s, abs=0.25)


@pytest.mark.parametrize(
    ("sound", "is_hold"), [(ring, True), (melody, True), (key_tones, False), (beeps, False)]
)
def test_music_and_ringing_are_holds_and_key_tones_are_not(
    clean: np.ndarray, framed: Framed, sound: Callable[[], np.ndarray], is_hold: bool
) -> None:
    made = sound().astype(np.float32)
    activity = judge_activity(
        [framed(np.concatenate((clean, gap(2), made, gap(2), clean)))], Settings()
    )
    if not is_hold:
        assert activity.holds == ()
        return
    (hold,) = activity.holds
    assert hold.start_s == pytest.approx(END_S + 2, abs=0.3)
    lasting_s = len(np.trim_zeros(made, "b")) / RATE_HZ
    assert hold.duration_s == pytest.approx(lasting_s, abs=0.5)


def test_a_higher_level_leaves_less_speech_and_a_lower_one_more(
    spoken: Spoken, framed: Framed
) -> None:
    track = framed(spoken(SPEECH, END_S, noise_dbfs=-38))
    activities = judge_activities([track], Settings())
    lower, higher = activities.variants
    assert total_s(higher.ipus[0]) <= total_s(activities.as_is.ipus[0]) <= total_s(lower.ipus[0])
    assert total_s(higher.ipus[0]) < total_s(lower.ipus[0])
    scores = [speech_score(track, level_offset_db=offset_db) for offset_db in (-3, 0, 3)]
    assert (scores[0] >= scores[1]).all()
    assert (scores[1] >= scores[2]).all()


def test_quality_says_how_good_the_channel_is(spoken: Spoken, framed: Framed) -> None:
    track = framed(spoken(SPEECH, END_S, noise_dbfs=-50, coded=False))
    (quality,) = judge_activity([track], Settings()).quality
    assert quality.noise_floor_dbfs == pytest.approx(-50.5, abs=1)
    assert quality.snr_db == pytest.approx(29, abs=3)
    assert quality.clipping_ratio == 0
    assert quality.bleed_db is None
    assert quality.reasons["bleed_db"] == "there is no other channel"
    assert quality.agc_suspected is None
    assert quality.reasons["agc_suspected"]
    clipped = replace(track, clipped=np.full(len(track), 8, np.uint16))
    assert judge_activity([clipped], Settings()).quality[0].clipping_ratio == pytest.approx(0.1)


class TestLimits:
    def test_digital_silence_has_no_speech_and_no_floor(self, framed: Framed) -> None:
        activity = judge_activity([framed(np.zeros(3 * RATE_HZ))] * 2, Settings())
        assert activity.duration_s == 3.0
        assert activity.ipus == ((), ())
        quality = activity.quality[0]
        assert (quality.noise_floor_dbfs, quality.snr_db) == (None, None)
        assert set(quality.reasons) >= {"noise_floor_dbfs", "snr_db", "bleed_db"}

    @pytest.mark.parametrize("n_samples", [0, 1, 80, 800])
    def test_next_to_nothing_has_no_speech(self, framed: Framed, n_samples: int) -> None:
        track = framed(np.full(n_samples, 0.1))
        activity = judge_activity([track, track], Settings())
        assert activity.duration_s == n_samples // 80 / 100
        assert activity.ipus == ((), ())

    def test_channels_of_unequal_length_are_judged_to_the_longer(
        self, clean: np.ndarray, framed: Framed
    ) -> None:
        activity = judge_activity([framed(clean), framed(clean[: 4 * RATE_HZ])], Settings())
        assert activity.duration_s == END_S
        assert len(activity.ipus[0]) == len(SPEECH)
        assert len(activity.ipus[1]) == 1
