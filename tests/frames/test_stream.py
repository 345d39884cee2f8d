"""A channel goes in as blocks and comes out as a track of rows, all columns alike long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.errors import AudioError, SettingsError
from callcoach.frames.columns import PIECES_MOST, Columns
from callcoach.frames.detector import DetectorStream
from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.stream import FrameStream
from callcoach.settings import VoiceSettings
from callcoach.types.frames import N_BANDS, N_STATES, SILENCE_DBFS, FrameTrack

Samples = npt.NDArray[np.float32]
COLUMNS = [item.name for item in fields(FrameTrack) if item.name != "sample_rate_hz"]


def track(samples: Samples, rate_hz: int = 8000) -> FrameTrack:
    stream = FrameStream(rate_hz, VoiceSettings())
    stream.push(samples)
    return stream.finish()


@pytest.mark.parametrize("rate_hz", [4000, 5512, 8000, 11025, 22050, 44100, 48000])
def test_there_are_as_many_rows_as_whole_frames(rate_hz: int) -> None:
    frame = -(-rate_hz // 100)
    for n_samples in (0, 1, frame - 1, frame, frame + 1, 3 * frame, rate_hz // 3, rate_hz + 1):
        rows = track(np.zeros(n_samples, np.float32), rate_hz)
        expected = n_samples * 100 // rate_hz
        assert {len(getattr(rows, name)) for name in COLUMNS} == {expected}


def test_columns_have_the_types_and_ranges_that_the_track_states(
    chatter: Callable[..., Samples],
) -> None:
    rows = track(chatter(6.0))
    assert rows.sample_rate_hz == 8000
    assert rows.duration_s == 6.0
    assert rows.bands_dbfs.shape == (600, N_BANDS)
    assert rows.clipped.dtype == np.uint16
    assert rows.detector_state.dtype == np.int8
    assert rows.detector_state.shape == (600, N_STATES)
    for name in set(COLUMNS) - {"clipped", "detector_state"}:
        column = getattr(rows, name)
        assert column.dtype == np.float32
        assert np.isfinite(column).all()
    for name in ("periodicity", "tonality", "detector", "voicing"):
        assert getattr(rows, name).min() >= 0
        assert getattr(rows, name).max() <= 1
    assert min(rows.level_dbfs.min(), rows.bands_dbfs.min()) == SILENCE_DBFS


def test_no_sound_gives_no_rows() -> None:
    stream = FrameStream(8000, VoiceSettings())
    assert len(stream.so_far()) == 0
    assert len(stream.so_far(pitch_may_lag=True)) == 0
    rows = stream.finish()
    assert len(rows) == 0
    assert rows.bands_dbfs.shape == (0, N_BANDS)


def test_the_detector_hears_the_whole_channel_to_its_last_sample(
    chatter: Callable[..., Samples],
) -> None:
    samples = chatter(2.73, 44100)
    way, detector = ModelRateStream(44100), DetectorStream()
    at_model_rate = np.concatenate([way.push(samples), way.finish()])
    scores = np.concatenate([detector.push(at_model_rate), detector.finish(273)])
    assert np.array_equal(track(samples, 44100).detector, scores[:273])


def test_polarity_changes_neither_level_nor_spectrum(chatter: Callable[..., Samples]) -> None:
    samples = chatter(2.0)
    rows, turned = track(samples), track(-samples)
    for name in ("level_dbfs", "bands_dbfs", "periodicity", "tonality"):
        assert np.array_equal(getattr(rows, name), getattr(turned, name)), name


def test_half_the_gain_changes_only_the_level(chatter: Callable[..., Samples]) -> None:
    samples = chatter(4.0)
    rows, faint = track(samples), track(samples / 2)
    is_heard = rows.level_dbfs > -60
    assert (rows.level_dbfs - faint.level_dbfs)[is_heard] == pytest.approx(6.0206, abs=1e-3)
    is_voiced = (rows.voicing >= 0.5) & (faint.voicing >= 0.5)
    assert is_voiced.sum() > 0.9 * (rows.voicing >= 0.5).sum() > 90
    assert faint.f0_hz[is_voiced] == pytest.approx(rows.f0_hz[is_voiced], rel=0.02)


def test_two_channels_in_two_threads_do_not_disturb_each_other(
    chatter: Callable[..., Samples],
) -> None:
    channels = [chatter(5.0), chatter(5.0)[::-1].copy()]
    alone = [track(samples) for samples in channels]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(track, channels))
    for one, other in zip(alone, together, strict=True):
        for name in COLUMNS:
            assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_neither_the_samples_nor_a_given_track_can_be_changed(
    chatter: Callable[..., Samples],
) -> None:
    samples = chatter(3.0)
    kept = samples.copy()
    rows = track(samples)
    assert np.array_equal(samples, kept)
    with pytest.raises(ValueError, match="read-only"):
        rows.level_dbfs[0] = 0


@pytest.mark.parametrize("rate_hz", [0, 3999])
def test_a_rate_too_low_for_speech_is_refused(rate_hz: int) -> None:
    with pytest.raises(AudioError, match=f"{rate_hz} Hz is too low.*4000 Hz or more"):
        FrameStream(rate_hz, VoiceSettings())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(value: float) -> None:
    stream = FrameStream(8000, VoiceSettings())
    with pytest.raises(AudioError, match="not a finite number"):
        stream.push(np.array([0, value], np.float32))


def test_a_tracker_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="allowed: harmonic-comb, swift-f0, librosa-yin"):
        FrameStream(8000, VoiceSettings(pitch_tracker="none"))


def test_many_short_pieces_are_joined_on_the_way() -> None:
    columns = Columns(8000)
    for i in range(5 * PIECES_MOST):
        columns.add(level_dbfs=np.full(i % 3, i, np.float32))
    most = max(len(pieces) for pieces in columns._pieces.values())
    assert most < PIECES_MOST
    whole = np.concatenate(columns._pieces["level_dbfs"])
    assert np.array_equal(whole, np.repeat(np.arange(5 * PIECES_MOST), np.arange(320) % 3))
