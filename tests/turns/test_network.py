"""The network of the speech score and its columns: known answers, refusals, invariances."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from callcoach.turns import score_columns
from callcoach.turns.network import Network, Networks, fitted_networks
from callcoach.turns.own_sound import OwnSound, own_sound
from callcoach.turns.score_columns import N_COLUMNS, audible_db, column_chunks
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span

Made = Callable[..., tuple[FrameTrack, FrameTrack]]


@pytest.fixture
def track(made_tracks: Made) -> FrameTrack:
    return made_tracks(((Span(1.0, 4.0), Span(5.0, 5.3)), ()), 9.0)[0]


def own(track: FrameTrack) -> OwnSound:
    return own_sound(track, np.ones(len(track), bool), None, 0.0)


def columns_of(sound: OwnSound) -> np.ndarray:
    return np.concatenate(list(column_chunks(sound)))


def test_log_odds_are_those_of_the_weights() -> None:
    hidden = np.zeros((N_COLUMNS, 2), np.float32)
    hidden[0], hidden[1] = (1.0, -1.0), (0.0, 2.0)
    network = Network(
        hidden, np.array([0.5, 0.0], np.float32), np.array([2.0, 3.0], np.float32), 1.0
    )
    columns = np.zeros((2, N_COLUMNS), np.float32)
    columns[0, :2] = (1.0, 0.25)  # inside: 1.5 and max(0, -0.5)
    columns[1, :2] = (-1.0, 1.0)  # inside: max(0, -0.5) and 3.0
    assert network.log_odds(columns).tolist() == [4.0, 10.0]


def test_weights_come_back_from_their_text() -> None:
    shipped = fitted_networks()
    again = Networks.from_json(shipped.to_json())
    columns = np.random.default_rng(1).normal(0, 1, (50, N_COLUMNS)).astype(np.float32)
    assert (again.steady.log_odds(columns) == shipped.steady.log_odds(columns)).all()
    assert (again.unsteady.log_odds(columns) == shipped.unsteady.log_odds(columns)).all()
    assert (again.steady.log_odds(columns) != again.unsteady.log_odds(columns)).all()


def test_weights_too_small_for_a_fast_product_are_none() -> None:
    plain = json.loads(fitted_networks().to_json())
    plain["steady"]["hidden"][:2] = [1e-42, -1e-20]
    hidden = Networks.from_json(json.dumps(plain)).steady.hidden
    assert hidden[0, 0] == 0.0
    assert hidden[0, 1] == np.float32(-1e-20)
    for shipped in (fitted_networks().steady, fitted_networks().unsteady):
        assert np.abs(shipped.hidden[shipped.hidden != 0]).min() > 1e-30


def test_weights_for_other_columns_are_refused() -> None:
    plain = json.loads(fitted_networks().to_json()) | {"n_columns": 12}
    with pytest.raises(ValueError, match=f"fitted to 12 columns; there are {N_COLUMNS}"):
        Networks.from_json(json.dumps(plain))


def test_columns_are_the_same_however_many_rows_are_taken_at_a_time(
    track: FrameTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = columns_of(own(track))
    assert whole.shape == (len(track), N_COLUMNS)
    monkeypatch.setattr(score_columns, "CHUNK_ROWS", 97)
    # Means are differences of running sums, so that the last bits hang on where these began.
    assert columns_of(own(track)) == pytest.approx(whole, abs=1e-5)


@pytest.mark.parametrize("gain_db", [-20.0, 6.0])
def test_gain_changes_no_column(track: FrameTrack, gain_db: float) -> None:
    louder = replace(
        track,
        level_dbfs=track.level_dbfs + np.float32(gain_db),
        bands_dbfs=track.bands_dbfs + np.float32(gain_db),
    )
    assert columns_of(own(louder)) == pytest.approx(columns_of(own(track)), abs=1e-3)


def test_what_is_audible_is_power_over_the_noise_against_loud_speech(track: FrameTrack) -> None:
    sound = own(track)
    flat = np.full_like(sound.bands_dbfs, -30.0)
    flat[100:] = sound.band_floors_dbfs + 3.9  # noise reaches 4 dB over its floor
    level_db = audible_db(replace(sound, bands_dbfs=flat))
    power = np.sum(10**-3.0 - 10 ** ((sound.band_floors_dbfs + 4) / 10))
    assert level_db[0] == pytest.approx(10 * np.log10(power) - sound.loud_dbfs, abs=0.01)
    assert level_db[100:] == pytest.approx(-60.0, abs=0.01)


def test_hum_below_the_bands_is_not_in_the_level(track: FrameTrack) -> None:
    bands = track.bands_dbfs.copy()
    bands[:, 0] = -25.0
    power = 10 ** (track.level_dbfs.astype(np.float64) / 10) + 10**-2.5
    hummed = replace(track, bands_dbfs=bands, level_dbfs=(10 * np.log10(power)).astype(np.float32))
    quiet = slice(600, 850)
    assert hummed.level_dbfs[quiet].min() > -26
    assert own(hummed).level_dbfs[quiet].max() < own(track).level_dbfs[quiet].max() + 3.01


def test_noise_that_comes_and_goes_reaches_far_over_its_floor(made_tracks: Made) -> None:
    track = made_tracks(((Span(1.0, 4.0), Span(5.0, 5.3)), ()), 9.0, noise_dbfs=-45)[0]
    steady = own(track).noise_tops_db
    assert steady[0] > 0
    assert (np.diff(steady) > 0).all()
    assert steady[3] < 2
    gusty = own(with_gust(track)).noise_tops_db
    assert gusty[0] < 2
    assert gusty[2:] == pytest.approx(steady[2:] + 12, abs=1)
    silent = replace(track, level_dbfs=np.full_like(track.level_dbfs, -120.0))
    assert own(silent).noise_tops_db.tolist() == [0, 0, 0, 0]


def test_speech_that_the_detector_does_not_hear_is_no_noise(made_tracks: Made) -> None:
    track = with_gust(made_tracks(((Span(1.0, 4.0),), ()), 9.0, noise_dbfs=-45)[0])
    for voiced, is_noise in ((slice(600, 750), False), (slice(600, 610), True)):
        voicing = track.voicing.copy()
        voicing[voiced] = 0.9
        assert (own(replace(track, voicing=voicing)).noise_tops_db[2] > 10) == is_noise


def with_gust(track: FrameTrack) -> FrameTrack:
    """The track 12 dB louder from 6.0 to 7.5 s, in under half of what is away from speech."""
    level, bands = track.level_dbfs.copy(), track.bands_dbfs.copy()
    level[600:750] += 12
    bands[600:750] += 12
    return replace(track, level_dbfs=level, bands_dbfs=bands)


def test_the_columns_of_a_channel_say_how_far_the_noise_reaches(track: FrameTrack) -> None:
    sound = own(track)
    tops = np.array([1.0, 2.0, 5.0, 9.0], np.float32)
    moved = columns_of(replace(sound, noise_tops_db=sound.noise_tops_db + tops)) - columns_of(sound)
    changed = np.flatnonzero(np.abs(moved).max(axis=0) > 1e-6)
    assert len(changed) == 4
    assert moved[:, changed] == pytest.approx(np.tile(tops / 10, (len(track), 1)), abs=1e-5)
