"""How likely the newest rows are voiced."""

from __future__ import annotations

import numpy as np

from callcoach.frames.columns import RecentRows
from callcoach.live.cues.voicing import with_likely_voicing
from callcoach.types.frames import N_BANDS, FrameTrack


def rows(periodicity: float, detector: float, n: int = 20, n_pitched: int = 12) -> RecentRows:
    known = np.arange(n) < n_pitched
    flat = np.zeros(n, np.float32)
    track = FrameTrack(
        level_dbfs=flat,
        bands_dbfs=np.zeros((n, N_BANDS), np.float32),
        periodicity=np.full(n, periodicity, np.float32),
        tonality=flat,
        detector=np.full(n, detector, np.float32),
        f0_hz=np.where(known, 120.0, 0.0).astype(np.float32),
        voicing=np.where(known, 0.25, 0.0).astype(np.float32),
        clipped=np.zeros(n, np.uint16),
        sample_rate_hz=8000,
    )
    return RecentRows(track, 300, n_pitched)


def test_a_vowel_is_likely_voiced_and_noise_is_not() -> None:
    assert with_likely_voicing(rows(0.95, 0.9)).voicing[12:].min() > 0.8
    assert with_likely_voicing(rows(0.3, 0.01)).voicing[12:].max() < 0.05


def test_what_is_known_stays_and_no_pitch_is_made_up() -> None:
    before = rows(0.95, 0.9)
    after = with_likely_voicing(before)
    assert np.array_equal(after.voicing[:12], before.track.voicing[:12])
    assert np.array_equal(after.f0_hz, before.track.f0_hz)


def test_rows_that_all_have_their_pitch_are_left_alone() -> None:
    before = rows(0.95, 0.9, n_pitched=20)
    assert with_likely_voicing(before) is before.track


def test_a_detector_at_its_ends_gives_no_infinity() -> None:
    for detector in (0.0, 1.0):
        assert np.isfinite(with_likely_voicing(rows(0.5, detector)).voicing).all()
