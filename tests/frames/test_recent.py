"""The last rows of a stream that goes on."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.frames.columns import PIECES_MOST, Columns
from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.frames import N_BANDS, N_STATES, FrameTrack

COLUMNS = [name for name in FrameTrack.__slots__ if name != "sample_rate_hz"]
Samples = np.ndarray


def noise(seconds: float) -> Samples:
    return (0.1 * np.random.default_rng(3).standard_normal(round(seconds * 8000))).astype("f4")


@pytest.mark.parametrize("pitch_may_lag", [False, True])
def test_they_are_the_end_of_all_rows_so_far(pitch_may_lag: bool) -> None:
    stream = FrameStream(8000, Settings().voice)
    samples = noise(9.0)
    for first in range(0, len(samples), 800):
        stream.push(samples[first : first + 800])
        if first // 800 % 7 == 0:
            recent = stream.recent(150, pitch_may_lag=pitch_may_lag)
            whole = stream.so_far(pitch_may_lag=pitch_may_lag)
            assert recent.end_row == len(whole)
            assert recent.first_row == max(0, len(whole) - 150)
            for name in COLUMNS:
                expected = getattr(whole, name)[recent.first_row :]
                assert np.array_equal(getattr(recent.track, name), expected)


def test_it_says_which_rows_have_their_pitch() -> None:
    stream = FrameStream(8000, Settings().voice)
    stream.push(noise(4.7))
    lagging = stream.recent(200, pitch_may_lag=True)
    assert lagging.first_row + lagging.n_pitched == len(stream.so_far())
    assert 100 < len(lagging.track) - lagging.n_pitched < 180
    timely = stream.recent(1000)
    assert timely.n_pitched == len(timely.track)


def test_they_are_read_only() -> None:
    stream = FrameStream(8000, Settings().voice)
    stream.push(noise(1.0))
    with pytest.raises(ValueError, match="read-only"):
        stream.recent(50, pitch_may_lag=True).track.level_dbfs[0] = 0


def test_none_are_there_before_any_sound() -> None:
    recent = FrameStream(8000, Settings().voice).recent(100, pitch_may_lag=True)
    assert (len(recent.track), recent.first_row, recent.end_row) == (0, 0, 0)
    assert recent.track.bands_dbfs.shape == (0, N_BANDS)


def test_the_rows_before_them_are_not_copied() -> None:
    columns = Columns(8000)
    for _ in range(3000):
        columns.add(**rows_of(10))
    n_before = [len(pieces) for pieces in columns._pieces.values()]
    recent = columns.recent(100)
    assert len(recent.track.level_dbfs.base) < 1000  # of 30,000
    assert [len(pieces) for pieces in columns._pieces.values()] == n_before
    assert max(n_before) <= PIECES_MOST


def rows_of(n: int) -> dict[str, np.ndarray]:
    plain = {name: np.ones(n, np.float32) for name in COLUMNS}
    bands, states = np.ones((n, N_BANDS), np.float32), np.ones((n, N_STATES), np.int8)
    return {**plain, "bands_dbfs": bands, "detector_state": states}
