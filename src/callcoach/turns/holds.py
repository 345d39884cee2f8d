"""Owns hold music and tones: long sound of a channel that is not speech."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.turns.glides import PitchMoves
from callcoach.turns.rows import rows_in, spans_of_rows
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans, joined, total_s

MUSIC_GAP_S = 1.0
MUSIC_LEAST_S = 3.0
MUSIC_TONALITY = 0.35
MUSIC_GLIDING_MOST = 0.35
"""Music rests for less than a second at a time and is more of tones than noise is: the middle
tonality of rendered music of six kinds was 0.55 to 0.81, that of noise 0.1, and 4 to 18 % of its
voiced rows glide, against 76 % and more of speech. Chosen by us, 2026."""

TONE_TONALITY = 0.97
TONE_LEAST_S = 0.3
TONE_GAP_S = 4.5
TONES_LEAST_S = 1.0
TONE_GLIDING_MOST = 0.2
"""Ringing is 2 s of tone and 4 s of none in North America (1 and 3 to 4 s elsewhere), so the
stretch of one ring reaches the next."""


def holds_in(track: FrameTrack, is_sound: npt.NDArray[np.bool_], moves: PitchMoves) -> Spans:
    """Stretches of one channel with hold music, ringing or signal tones: ordered, disjoint.

    Music: tonal sound whose pitch rarely glides as speech does, for 3 s and more. Tones: steady
    tones of 0.3 s and more, 1.0 s of them in all, rings and their rests as one. A single beep or
    key tone is no hold.

    Parameters
    ----------
    is_sound : (n,) bool
        Rows over the noise in which the detector does not surely hear speech near.
    """
    music = tuple(
        span
        for span in joined(spans_of_rows(is_sound), MUSIC_GAP_S)
        if span.duration_s >= MUSIC_LEAST_S and _is_music(track, is_sound, moves, span)
    )
    return joined((*music, *_tones(track, is_sound, moves)))


def _is_music(
    track: FrameTrack, is_sound: npt.NDArray[np.bool_], moves: PitchMoves, span: Span
) -> bool:
    rows = rows_in(span)
    tonality = float(np.mean(track.tonality[rows][is_sound[rows]]))
    gliding, voiced = float(moves.gliding[rows].sum()), float(moves.voiced[rows].sum())
    return tonality >= MUSIC_TONALITY and gliding <= MUSIC_GLIDING_MOST * voiced


def steady_tones(track: FrameTrack, moves: PitchMoves) -> Spans:
    """Tones of a few lines and unmoved pitch that last for 0.3 s and more."""
    steady = spans_of_rows(track.tonality > TONE_TONALITY)
    return tuple(
        span
        for span in steady
        if span.duration_s >= TONE_LEAST_S - 1e-9
        and float(moves.gliding[rows_in(span)].mean()) <= TONE_GLIDING_MOST
    )


def _tones(track: FrameTrack, is_sound: npt.NDArray[np.bool_], moves: PitchMoves) -> Spans:
    tones = tuple(span for span in steady_tones(track, moves) if is_sound[rows_in(span)].any())
    stretches = joined(tones, TONE_GAP_S)
    return tuple(
        span
        for span in stretches
        if total_s(tone for tone in tones if span.covers(tone.start_s)) >= TONES_LEAST_S
    )
