"""Owns the speech score: how sure a row of 10 ms is speech of the channel's own party."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.turns.glides import pitch_moves
from callcoach.turns.holds import holds_in, steady_tones
from callcoach.turns.network import Networks, fitted_networks
from callcoach.turns.noise import noise_floor_dbfs
from callcoach.turns.own_sound import (
    ROWS_LEAST,
    SURE_DETECTOR,
    OwnSound,
    SoundLevels,
    own_sound,
)
from callcoach.turns.rows import rows_of
from callcoach.turns.score_columns import (
    AUDIBLE_LEAST_DB,
    column_chunks,
    noise_db,
    steadily_audible_db,
)
from callcoach.turns.windows import middle_of_three, running_max
from callcoach.types.frames import FloatRow, FrameTrack
from callcoach.types.time import Spans

NEAR_ROWS = 50
"""Rows on either side in which the detector must have heard speech at all: 0.5 s."""

NEAR_LEAST = 0.15
"""Detector score that counts as having heard speech, outside holds. Chosen by us in 2026: over
tones and noise it stays under that, and all but 0.4 s of 190 s of speech in a real call lie near
more. Over music it may rise to 0.3 for a moment, so that a hold takes `SURE_DETECTOR` to end."""

NEAR_WIDTH = 0.02
POSSIBLE_LEAST, NEVER = 0.01, -30.0

STEADY_TO_DB, UNSTEADY_FROM_DB = 2.0, 6.0
UNSTEADY_SHARE = np.float32(0.5)
DETECTOR_LEAST = np.float32(0.005)
"""Up to the first limit the network for steady noise gives the odds; where half of the noise's rows
lie over its floor by the second, half come from the other network and half from the detector; in
between both, in step. Chosen by us, 2026, on the even-numbered hand-labelled recordings by networks
fitted without them: there 0.913 of the rows agree by that network or by the detector alone, 0.919
by both. Steady noise lies 0.6 dB over its floor, those recordings' 5 to 24."""

SOUND_OVER_FLOOR_DB = 10.0
SOUND_LEAST_DBFS = -45.0
FLOOR_LEAST_DBFS = -65.0
"""What may be hold music is louder than this, and so far over its floor, which counts as -65 dBFS
at least: the step of mu-law lies about there."""

SOFTEST_DB = -39.0
SOFTEST_WIDTH_DB = 1.0
HEARD_OVER_NOISE_DB = -10.0
ODDS_PER_DB = np.float32(0.25)
"""What of a row is over the noise must lie above this, against the talker's own loud speech: what
is softer (breath, the room, a far voice) is no speech, whatever lies beside it. Chosen by us: the
rule that made the truth of our one real call, -48 dBFS, lies 36 dB under its loud speech, and 39
takes in soft ends. Under loud noise it must be a tenth of the noise's power instead, so that a
unit ends where it is last heard: on made voices 13 dB over white noise all starts and ends then
lie within 20 ms, and without it up to 260 (tests/turns). A score goes from 0.27 to 0.73 of itself
over two widths. To move the lines by 1 dB moves these, and the network's log odds by 0.25."""


AWAY_DB = -12.0
AWAY_ROWS, AWAY_ROWS_LEAST = 25, 300
VOICES_LEAST = 0.05
REACH_QUANTILE = 0.9
"""Voices in the background: where nothing within 0.25 s is louder than the first limit, against
loud speech, unsteady sound is over `SOFTEST_DB` more than half of the time, and the detector gives
it that much in the mean (0.10 and more with six voices 20, 10 and 5 dB below the speech of a real
call; 0.014 and less as recorded, in white noise and through a slow gain). Speech must then be
louder than nine tenths of it. Chosen by us, 2026, on that call, so that its figures with six voices
are no proof; its others stayed what they were."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is told of a channel from much of a call, for judging a few seconds of it.

    `line_floor_dbfs`: noise floor that sound is held against. `is_spoken_in`: whether the detector
    was sure of speech for half a second in all. `behind_db`: as of `_voices_behind_db`.
    """

    levels: SoundLevels
    line_floor_dbfs: float
    is_spoken_in: bool
    behind_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What of a score does not depend on where the level's lines are drawn; n rows.

    Attributes
    ----------
    level_dbfs, detector, voicing : (n,) float32
        Of the own sound: without tones and without the copy of the other party.
    log_odds : (n,) float32
        Of speech, by the networks and, in unsteady noise, the detector; -30 where impossible.
    audible_db : (n,) float32
        What is over the noise, against loud speech.
    softest_db : float
        What must be heard of a row, against loud speech: `SOFTEST_DB`, or more in loud noise and
        over voices in the background.
    possible : (n,) float32, 0..1
        Whether speech of the own party was heard near, and the row is no steady tone.
    noise_floor_dbfs : float, optional
        As measured; None where there is nothing to measure.
    holds : Spans
        Hold music and tones.
    known : Known
        What the rest was told with.
    """

    level_dbfs: FloatRow
    detector: FloatRow
    voicing: FloatRow
    log_odds: FloatRow
    audible_db: FloatRow
    softest_db: float
    possible: FloatRow
    noise_floor_dbfs: float | None
    holds: Spans
    known: Known

    def score(self, level_offset_db: float = 0.0) -> FloatRow:
        """The speech score with all lines of the level moved up by an offset: (n,), 0..1."""
        offset_db = np.float32(level_offset_db)
        over_db = self.audible_db - np.float32(self.softest_db) - offset_db
        audible = _sigmoid(over_db / np.float32(SOFTEST_WIDTH_DB))
        return _sigmoid(self.log_odds - ODDS_PER_DB * offset_db) * audible * self.possible


def evidence_of(
    track: FrameTrack,
    copy_dbfs: FloatRow | None = None,
    margin_db: float = 0.0,
    networks: Networks | None = None,
    known: Known | None = None,
) -> Evidence:
    """The evidence of a channel: see `Evidence`, `speech_score` and `own_sound`.

    `known`: of more of the call than this track, which is then told nothing of the kind from.
    """
    n_rows = len(track)
    tones = steady_tones(track, pitch_moves(track.f0_hz, track.voicing))
    kept = ~rows_of(tones, n_rows)
    own = own_sound(track, kept, copy_dbfs, margin_db, known.levels if known else None)
    moves = pitch_moves(track.f0_hz, own.voicing)
    heard = running_max(own.detector, NEAR_ROWS)
    level = middle_of_three(track.level_dbfs)
    if known is not None:
        line_dbfs = known.line_floor_dbfs
    else:
        floor_dbfs = noise_floor_dbfs(level, (heard > NEAR_LEAST) | moves.is_speechlike)
        line_dbfs = _line_floor_dbfs(floor_dbfs)
    least_dbfs = max(line_dbfs + SOUND_OVER_FLOOR_DB, SOUND_LEAST_DBFS)
    # The detector is not believed under a copy of the other party: that is no music.
    sound_dbfs = level if copy_dbfs is None else np.where(kept, own.level_dbfs, level)
    holds = holds_in(track, (sound_dbfs > least_dbfs) & (heard <= SURE_DETECTOR), moves)
    is_held = rows_of(holds, n_rows)
    is_spoken_in = bool(np.count_nonzero(own.detector > SURE_DETECTOR) >= ROWS_LEAST)
    is_spoken_in |= known is not None and known.is_spoken_in
    hints = np.where(is_held, np.float32(0), np.maximum(own.detector, moves.is_speechlike))
    near = running_max(hints if is_spoken_in else own.detector, NEAR_ROWS)
    near_least = NEAR_LEAST if is_spoken_in else SURE_DETECTOR
    possible = _sigmoid((near - near_least) / NEAR_WIDTH) * kept
    audible_db = steadily_audible_db(own)
    behind_db = _voices_behind_db(audible_db, own) if known is None else known.behind_db
    return Evidence(
        level_dbfs=own.level_dbfs,
        detector=own.detector,
        voicing=own.voicing,
        log_odds=_log_odds(own, networks or fitted_networks(), possible > POSSIBLE_LEAST),
        audible_db=audible_db,
        softest_db=max(SOFTEST_DB, noise_db(own) + HEARD_OVER_NOISE_DB, behind_db),
        possible=possible,
        noise_floor_dbfs=noise_floor_dbfs(level, (near > NEAR_LEAST) | is_held),
        holds=holds,
        known=Known(own.levels, line_dbfs, is_spoken_in, behind_db),
    )


def speech_score(
    track: FrameTrack,
    *,
    level_offset_db: float = 0.0,
    copy_dbfs: FloatRow | None = None,
    margin_db: float = 0.0,
) -> FloatRow:
    """How sure each row is own speech: (n,) float32, 0..1; a pure function of the frames.

    A small network over level, bands, periodicity, detector and voicing of the row and of those
    within 0.1 s (`score_columns`), times three conditions: that the row is loud enough against
    the talker's own loud speech, that speech was heard within 0.5 s, and that the row is no steady
    tone. Nothing is padded. The detector hears speech, or the pitch glides as speech does. In a
    channel in which the detector is not sure for half a second in all, only where it is sure does
    count: music that is alone on a line glides here and there.

    Parameters
    ----------
    track : FrameTrack
        n rows.
    level_offset_db : float
        Added to every line that the level is held against: above 0 less is speech.
    copy_dbfs, margin_db
        The other party's copy, as for `own_sound`.
    """
    return evidence_of(track, copy_dbfs, margin_db).score(level_offset_db)


def _log_odds(own: OwnSound, networks: Networks, is_possible: npt.NDArray[np.bool_]) -> FloatRow:
    """Of speech, by the network for steady noise; in unsteady noise by the other and the detector:
    (n,) float32. Rows that are not possible are not asked about, as nothing would come of it."""
    share = np.float32(_unsteady_share(own))
    log_odds = np.full(len(own), NEVER, np.float32)
    first = 0
    for chunk in column_chunks(own):
        rows = first + np.flatnonzero(is_possible[first : first + len(chunk)])
        columns = chunk[rows - first]
        odds = networks.steady.log_odds(columns)
        if share:
            heard = np.clip(own.detector[rows], DETECTOR_LEAST, 1 - DETECTOR_LEAST)
            by_network = UNSTEADY_SHARE * networks.unsteady.log_odds(columns)
            by_detector = (1 - UNSTEADY_SHARE) * np.log(heard / (1 - heard))
            odds += share * (by_network + by_detector - odds)
        log_odds[rows] = odds
        first += len(chunk)
    return log_odds


def _unsteady_share(own: OwnSound) -> float:
    """How unsteady the noise is, 0..1."""
    over_db = float(own.noise_tops_db[0]) - STEADY_TO_DB
    return min(max(over_db / (UNSTEADY_FROM_DB - STEADY_TO_DB), 0.0), 1.0)


def _voices_behind_db(audible_db: FloatRow, own: OwnSound) -> float:
    """What voices in the background reach, against loud speech; -60 where there are none."""
    is_away = running_max(audible_db, AWAY_ROWS) < AWAY_DB
    away_db = audible_db[is_away]
    if len(away_db) < AWAY_ROWS_LEAST or np.median(away_db) < SOFTEST_DB:
        return AUDIBLE_LEAST_DB
    if own.detector[is_away].mean() < VOICES_LEAST:
        return AUDIBLE_LEAST_DB
    reach_db = float(np.quantile(away_db, REACH_QUANTILE))
    return SOFTEST_DB + _unsteady_share(own) * (reach_db - SOFTEST_DB)


def _line_floor_dbfs(noise_floor_dbfs: float | None) -> float:
    if noise_floor_dbfs is None:
        return FLOOR_LEAST_DBFS
    return max(noise_floor_dbfs, FLOOR_LEAST_DBFS)


def _sigmoid(x: FloatRow) -> FloatRow:
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
