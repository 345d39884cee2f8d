"""Owns the path of a pitch: which rows are voiced, and in which octave each was spoken."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import FloatRow, FrameTrack
from callcoach.voice.rows import BoolRow, runs

FloatRow64 = npt.NDArray[np.float64]

ODDS_PER_LOGIT = 0.9
ODDS_PER_PERIODICITY = 4.0
ODDS_ALONE = -1.0
ODDS_PER_DB = 0.45
SOFT_DB = 33.0
CHANGE_COST = 1.5
JUMP_COST = 6.0
JUMP_FREE = 0.02
SHIFT_COST = 0.2
SHIFT_FREE_LOGIT = 1.0
"""Log odds that a row is voiced: from the tracker's confidence (its log odds), from periodicity,
and less for each dB beyond 33 below loud speech. What a path pays: for a change between voiced and
unvoiced; for an octave of step between two rows, over a free 0.02 (24 semitones a second); and for
a row that is lowered, to which its confidence over 0.73 adds. Chosen by us in November 2026 on two
Emo-DB speakers (03, 08) through a telephone, codecs and noise, and on four made voices;
`benchmarks/voice.py` reports on others."""

LOWERED = np.log2((1.0, 2.0, 3.0))
"""How many octaves too high a tracker may have heard a voice whose fundamental is missing."""

UNVOICED = len(LOWERED)
MOST_ROWS = 1000
"""A longer stretch is cut, so that all can be walked through side by side."""

LOUD_SHARE = 0.95
LEAST_ODDS = 1e-6


def voiced_path(
    track: FrameTrack, among: BoolRow, range_hz: tuple[float, float], voicing_least: float
) -> FloatRow64:
    """F0 of the rows `among` which are voiced, (n,) float64 in Hz, 0 elsewhere.

    The cheapest path through each stretch of tracked rows, by a search after A. Viterbi (1967),
    with the costs of P. Boersma (1993), "Accurate short-term analysis of the fundamental
    frequency", in kind: for a change of voicing and for each octave of a step. Where we differ: a
    row has one estimate, as heard or one or two harmonics lower, and its log odds of being voiced.
    Stretches begin and end unvoiced, where nothing was tracked, so that no row depends on those
    beyond a pause.

    Parameters
    ----------
    range_hz : lowest and highest F0 believed.
    voicing_least : probability of being voiced, 0..1, that counts as even.
    """
    is_tracked = among & (track.voicing > 0) & (track.f0_hz > 0)
    at = np.flatnonzero(is_tracked)  # (t,), and so are all rows from here on
    f0_hz = track.f0_hz[at].astype(np.float64)
    candidates = np.log2(f0_hz)[:, np.newaxis] - LOWERED  # (t, 3)
    is_heard = (f0_hz >= range_hz[0]) & (f0_hz <= range_hz[1])
    is_in_range = is_heard[:, np.newaxis] & (candidates >= np.log2(range_hz[0]) - 1e-9)
    logit = _log_odds(track.voicing[at])
    odds = ODDS_PER_LOGIT * logit + ODDS_PER_PERIODICITY * track.periodicity[at] + ODDS_ALONE
    odds -= ODDS_PER_DB * np.maximum(_below_loud_db(track.level_dbfs, among)[at] - SOFT_DB, 0)
    odds -= _log_odds(voicing_least)
    lowering = SHIFT_COST + np.maximum(logit - SHIFT_FREE_LOGIT, 0)
    gains = odds[:, np.newaxis] - lowering[:, np.newaxis] * (LOWERED > 0)
    gains = np.where(is_in_range, gains, -np.inf)
    state = _best_path(candidates, gains, _pieces(runs(is_tracked)))
    voiced = np.flatnonzero(state < UNVOICED)
    result = np.zeros(len(track))
    result[at[voiced]] = f0_hz[voiced] * 2.0 ** -LOWERED[state[voiced]]
    return result


def _log_odds(probability: npt.ArrayLike) -> FloatRow64:
    clipped = np.clip(np.asarray(probability, np.float64), LEAST_ODDS, 1 - LEAST_ODDS)
    return np.log(clipped / (1 - clipped))


def _below_loud_db(level_dbfs: FloatRow, among: BoolRow) -> FloatRow:
    """(n,) how far each level lies below the one that 5 % of the rows `among` reach."""
    if not among.any():
        return np.zeros_like(level_dbfs)
    loud_dbfs: np.float32 = np.quantile(level_dbfs[among], LOUD_SHARE)
    return loud_dbfs - level_dbfs


def _pieces(stretches: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """(k, 2) first tracked row, as the how manieth, and length of each piece, the longest first.

    `stretches`: (j, 2) first and past-the-last row of the track.
    """
    pieces = []
    first = 0
    for n_rows in np.diff(stretches, axis=1)[:, 0].tolist():
        last = first + n_rows
        pieces += [(at, min(at + MOST_ROWS, last) - at) for at in range(first, last, MOST_ROWS)]
        first = last
    pieces.sort(key=lambda piece: -piece[1])
    return np.array(pieces, dtype=np.intp).reshape(-1, 2)


def _best_path(
    candidates: FloatRow64, gains: FloatRow64, pieces: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """The state of each row, (n,): one of its candidates, (n, m) octaves, or `UNVOICED`.

    `gains`: (n, m) of being in each over being unvoiced. One step takes a row of every piece.
    """
    n, m = candidates.shape
    state = np.full(n, UNVOICED, dtype=np.intp)
    if not len(pieces):
        return state
    gains = np.concatenate((gains, np.zeros((n, 1))), axis=1)  # of being unvoiced: none
    before = np.zeros((n, m + 1), dtype=np.int8)
    starts, lengths = pieces.T
    edge = np.append(np.full(m, CHANGE_COST), 0.0)
    score = gains[starts] - edge  # (k, m + 1)
    last_score = score.copy()
    for step in range(1, int(lengths[0])):
        k = int(np.searchsorted(-lengths, -step))  # pieces that have such a row
        rows = starts[:k] + step
        moves = score[:k, :, np.newaxis] - _costs(candidates[rows - 1], candidates[rows])
        before[rows] = moves.argmax(axis=1)
        score = moves.max(axis=1) + gains[rows]
        last_score[:k] = score
    at = (last_score - edge).argmax(axis=1)
    for step in range(int(lengths[0]) - 1, -1, -1):
        k = int(np.searchsorted(-lengths, -step))
        rows = starts[:k] + step
        state[rows] = at[:k]
        at[:k] = before[rows, at[:k]]
    return state


def _costs(earlier: FloatRow64, later: FloatRow64) -> FloatRow64:
    """(k, m + 1, m + 1) of a step from each state of a row to each of the next one."""
    k, m = earlier.shape
    costs = np.full((k, m + 1, m + 1), CHANGE_COST)
    step = np.abs(later[:, np.newaxis, :] - earlier[:, :, np.newaxis])
    costs[:, :m, :m] = JUMP_COST * np.maximum(step - JUMP_FREE, 0)
    costs[:, m, m] = 0.0
    return costs
