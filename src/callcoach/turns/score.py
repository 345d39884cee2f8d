"""Owns the speech score: how sure a row of 10 ms is speech of the channel's own party."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.turns.glides import pitch_moves
from callcoach.turns.holds import holds_in, steady_tones
from callcoach.turns.noise import noise_floor_dbfs
from callcoach.turns.rows import rows_of
from callcoach.turns.windows import middle_of_three, running_max, running_mean
from callcoach.types.frames import FloatRow, FrameTrack
from callcoach.types.time import Spans

CONTEXT_ROWS = 6
"""Rows on either side whose detector and voicing count for a row: 60 ms."""

NEAR_ROWS = 50
"""Rows on either side in which the detector must have heard speech at all: 0.5 s."""

NEAR_LEAST = 0.15
"""Detector score that counts as having heard speech, outside holds. Chosen by us in 2026: over
tones and noise it stays under that, and all but 0.4 s of 190 s of speech in a real call lie near
more. Over music it may rise to 0.3 for a moment, so that a hold takes `SURE_DETECTOR` to end."""

FLOOR_LEAST_DBFS = -65.0
"""A noise floor below this counts as this: the step of mu-law lies about there."""

SOUND_OVER_FLOOR_DB = 10.0
SOUND_LEAST_DBFS = -45.0
"""What may be hold music is louder than this."""

OVER_FLOOR_LEAST_DB = 2.0
UNDER_SPEECH_MOST_DB = 40.0
"""Rows that are hardly over the noise, or further below the speech level than soft sounds of
the same talker are, are not speech, whatever lies beside them. Chosen by us."""

AUDIBLE_WIDTH_DB = 1.5
NEAR_WIDTH = 0.02
"""How sharp the conditions are: a score goes from 0.27 to 0.73 of itself over two widths."""

SURE_DETECTOR = 0.5
SPEECH_LEVEL_QUANTILE = 0.75
SPEECH_ROWS_LEAST = 50

OVER_FLOOR_MOST_DB = 20.0
WEIGHTS = (0.2, 7.3, 3.3)
BIAS = -4.1
"""Logistic regression on channel 0 of a real two-channel call (as recorded and with 20 and 10 dB
noise) and 15 short recordings of another set, 2026, rounded. The other thresholds here were set
by hand on both channels; `benchmarks/accuracy.py` reports per channel and says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What of a score does not depend on where the level's lines are drawn; n rows.

    Attributes
    ----------
    level_dbfs : (n,) float32
        Level without single outliers.
    speechlike : (n,) float32
        The part of the logistic form that the detector and the voicing give.
    possible : (n,) float32, 0..1
        Whether speech was heard near, and the row is neither a steady tone nor a copy of the
        other party.
    noise_floor_dbfs, speech_dbfs : float, optional
        As measured; None where there is nothing to measure.
    holds : Spans
        Hold music and tones.
    """

    level_dbfs: FloatRow
    speechlike: FloatRow
    possible: FloatRow
    noise_floor_dbfs: float | None
    speech_dbfs: float | None
    holds: Spans

    @property
    def floor_dbfs(self) -> float:
        """The noise floor to judge by: never below what the line's own coding adds."""
        return _judged_floor_dbfs(self.noise_floor_dbfs)

    def score(self, level_offset_db: float = 0.0) -> FloatRow:
        """The speech score with all lines of the level moved up by an offset: (n,), 0..1."""
        level = self.level_dbfs - np.float32(level_offset_db)
        over_floor_db = np.clip(level - self.floor_dbfs, 0, OVER_FLOOR_MOST_DB)
        logit = BIAS + WEIGHTS[0] * over_floor_db + self.speechlike
        audible_dbfs = self.floor_dbfs + OVER_FLOOR_LEAST_DB
        if self.speech_dbfs is not None:
            audible_dbfs = max(audible_dbfs, self.speech_dbfs - UNDER_SPEECH_MOST_DB)
        audible = _sigmoid((level - audible_dbfs) / AUDIBLE_WIDTH_DB)
        return _sigmoid(logit) * audible * self.possible


def evidence_of(track: FrameTrack, is_own: npt.NDArray[np.bool_] | None = None) -> Evidence:
    """The evidence of a channel: see `Evidence` and `speech_score`."""
    level = middle_of_three(track.level_dbfs)
    tones = steady_tones(track, pitch_moves(track.f0_hz, track.voicing))
    own = 1 - rows_of(tones, len(level)).astype(np.float32)
    if is_own is not None:
        own *= is_own
    detector, voicing = track.detector * own, track.voicing * own
    moves = pitch_moves(track.f0_hz, voicing)
    heard = running_max(detector, NEAR_ROWS)
    floor_dbfs = noise_floor_dbfs(level, (heard > NEAR_LEAST) | moves.is_speechlike)
    least_dbfs = max(_judged_floor_dbfs(floor_dbfs) + SOUND_OVER_FLOOR_DB, SOUND_LEAST_DBFS)
    holds = holds_in(track, (level > least_dbfs) & (heard <= SURE_DETECTOR), moves)
    is_held = rows_of(holds, len(level))
    hints = np.where(is_held, np.float32(0), np.maximum(detector, moves.is_speechlike))
    near = running_max(hints, NEAR_ROWS)
    sure = level[detector > SURE_DETECTOR]
    speechlike = WEIGHTS[1] * running_mean(detector, CONTEXT_ROWS)
    speechlike += WEIGHTS[2] * running_max(voicing, CONTEXT_ROWS)
    return Evidence(
        level_dbfs=level,
        speechlike=speechlike.astype(np.float32),
        possible=_sigmoid((near - NEAR_LEAST) / NEAR_WIDTH) * own,
        noise_floor_dbfs=noise_floor_dbfs(level, (near > NEAR_LEAST) | is_held),
        speech_dbfs=float(np.quantile(sure, SPEECH_LEVEL_QUANTILE))
        if len(sure) >= SPEECH_ROWS_LEAST
        else None,
        holds=holds,
    )


def _judged_floor_dbfs(noise_floor_dbfs: float | None) -> float:
    if noise_floor_dbfs is None:
        return FLOOR_LEAST_DBFS
    return max(noise_floor_dbfs, FLOOR_LEAST_DBFS)


def speech_score(
    track: FrameTrack,
    *,
    level_offset_db: float = 0.0,
    is_own: npt.NDArray[np.bool_] | None = None,
) -> FloatRow:
    """How sure each row is own speech: (n,) float32, 0..1; a pure function of the frames.

    A logistic form of three columns (level over the noise floor, mean of the detector and most
    of the voicing within 60 ms) times three conditions: that the row is audible over the floor,
    that the detector heard speech within 0.5 s, and that the row is no copy of the other party.
    Music, tones and noise fail the second however loud they are; the first puts starts and ends
    where the sound starts and ends. Nothing is padded.

    Parameters
    ----------
    track : FrameTrack
        n rows.
    level_offset_db : float
        Added to every line that the level is held against: above 0 less is speech.
    is_own : (n,) bool, optional
        Rows that hold more than a copy of the other party; all where not given.
    """
    return evidence_of(track, is_own).score(level_offset_db)


def _sigmoid(x: FloatRow) -> FloatRow:
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
