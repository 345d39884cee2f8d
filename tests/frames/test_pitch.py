"""Pitch is right through a telephone, from each tracker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.errors import SettingsError
from callcoach.frames import hops
from callcoach.frames.comb import CombTracker
from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.pitch import PitchTracker
from callcoach.frames.stream import FrameStream
from callcoach.frames.swift import SwiftTracker
from callcoach.frames.trackers import pitch_tracker
from callcoach.frames.yin import YinTracker
from callcoach.settings import VoiceSettings

Samples = npt.NDArray[np.float32]
F0S_HZ = np.geomspace(80, 400, 9)
NAMES = ("harmonic-comb", "swift-f0", "librosa-yin")
EACH = (CombTracker(55, 600), SwiftTracker(55, 600), YinTracker(55, 600))


def at_16_khz(samples: Samples) -> Samples:
    stream = ModelRateStream(8000)
    return np.concatenate([stream.push(samples), stream.finish()])


def gross_error(
    telephone_vowel: Callable[..., Samples], f0s_hz: npt.NDArray[np.float64], name: str
) -> float:
    """Share of voiced rows over 20 % off, of a second of each pitch between pauses."""
    n_wrong = n_voiced = 0
    for f0_hz in f0s_hz:
        stream = FrameStream(8000, VoiceSettings(pitch_tracker=name))
        stream.push(np.pad(telephone_vowel(f0_hz, 1.0), 2000))
        track = stream.finish()
        inside = slice(28, 122)
        is_voiced = track.voicing[inside] >= 0.5
        assert is_voiced.mean() > 0.9
        is_wrong = np.abs(track.f0_hz[inside] / f0_hz - 1) > 0.2
        n_wrong += int((is_wrong & is_voiced).sum())
        n_voiced += int(is_voiced.sum())
    return n_wrong / n_voiced


@pytest.mark.parametrize(("name", "most"), [*zip(NAMES, (0.005, 0.02, 0.05), strict=True)])
def test_a_missing_fundamental_is_found(
    telephone_vowel: Callable[..., Samples], name: str, most: float
) -> None:
    assert gross_error(telephone_vowel, F0S_HZ, name) <= most


@pytest.mark.parametrize("name", NAMES)
def test_a_rise_of_three_semitones_is_measured(
    telephone_vowel: Callable[..., Samples], name: str
) -> None:
    low, high = 120.0, 120.0 * 2 ** (3 / 12)
    stream = FrameStream(8000, VoiceSettings(pitch_tracker=name))
    stream.push(telephone_vowel(low, 1.0))
    stream.push(telephone_vowel(high, 1.0))
    f0_hz = stream.finish().f0_hz
    rise_st = 12 * np.log2(np.median(f0_hz[120:180]) / np.median(f0_hz[20:80]))
    assert rise_st == pytest.approx(3, abs=0.3)


def test_our_session_gives_what_the_package_gives_at_its_own_hop(
    chatter: Callable[..., Samples], monkeypatch: pytest.MonkeyPatch
) -> None:
    from swift_f0 import SwiftF0

    monkeypatch.setattr(hops, "N_HOP", 256)

    samples = at_16_khz(chatter(5.0))
    theirs = SwiftF0(threads=1).detect(samples, 16000, fmin=55, fmax=600)
    ours = SwiftTracker(55, 600).track(samples)
    # Not to the last bit: our spectra come from another transform.
    assert ours.voicing == pytest.approx(theirs.confidence, abs=1e-3)
    is_voiced = ours.voicing >= 0.5
    assert is_voiced.sum() > 50
    assert ours.f0_hz[is_voiced] == pytest.approx(theirs.pitch_hz[is_voiced], rel=1e-5)


@pytest.mark.parametrize("tracker", EACH)
def test_some_hops_alone_are_as_among_all(
    chatter: Callable[..., Samples], tracker: PitchTracker
) -> None:
    samples = at_16_khz(chatter(3.0))
    whole = tracker.track(samples)
    part = tracker.track(samples, slice(50, 120))
    assert len(part.voicing) == 70
    # SwiftF0 looks at seven hops on either side.
    inside = slice(7, 63)
    assert part.voicing[inside] == pytest.approx(whole.voicing[50:120][inside], abs=1e-5)
    is_voiced = whole.voicing[50:120] >= 0.5
    is_voiced[:7] = is_voiced[63:] = False
    assert is_voiced.sum() > 10
    assert part.f0_hz[is_voiced] == pytest.approx(whole.f0_hz[50:120][is_voiced], rel=1e-5)
    assert len(tracker.track(samples, slice(500, 510)).voicing) == 0


def test_pitch_stays_within_the_settings(telephone_vowel: Callable[..., Samples]) -> None:
    samples = at_16_khz(telephone_vowel(250.0, 1.0))
    for name in NAMES:
        voice = VoiceSettings(pitch_tracker=name, pitch_floor_hz=70.0, pitch_ceiling_hz=180.0)
        f0_hz = pitch_tracker(voice).track(samples).f0_hz
        assert f0_hz.min() > 65
        assert f0_hz.max() < 190


@pytest.mark.parametrize("tracker", EACH)
def test_silence_is_unvoiced_and_less_than_a_hop_is_none(
    tracker: PitchTracker,
) -> None:
    assert not tracker.track(np.zeros(8000, np.float32)).voicing.any()
    assert len(tracker.track(np.zeros(8000, np.float32)).f0_hz) == 25
    assert len(tracker.track(np.zeros(319, np.float32)).f0_hz) == 0


def test_white_noise_has_hardly_a_pitch(white: Callable[..., Samples]) -> None:
    stream = FrameStream(8000, VoiceSettings())
    stream.push(white(0.05, 5.0))
    assert (stream.finish().voicing >= 0.5).mean() < 0.01


def test_an_unknown_tracker_is_refused_with_the_valid_names() -> None:
    with pytest.raises(
        SettingsError, match="'crepe'; allowed: harmonic-comb, swift-f0, librosa-yin"
    ):
        pitch_tracker(replace(VoiceSettings(), pitch_tracker="crepe"))
