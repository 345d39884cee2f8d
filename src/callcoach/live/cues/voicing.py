"""Owns how likely the newest rows are voiced, whose pitch is not known yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from callcoach.frames.columns import RecentRows
from callcoach.types.frames import FrameTrack

OFFSET, OF_PERIODICITY, OF_DETECTOR = -5.6, 6.9, 0.48
DETECTOR_LEAST = 0.005
"""Log odds of voicing by periodicity and by the detector's log odds: a logistic fit to what the
tracker says, November 2026, on a real call and 15 hand-labelled recordings. With it 93 and 79 % of
their rows, and 95 and 96 % of those of two made calls, are voiced or not as the tracker says; of
the newest rows of the real call 1.0 % are speech where the review says none or the other way round,
and 2.4 % with no voicing at all."""


def with_likely_voicing(recent: RecentRows) -> FrameTrack:
    """The rows, those without a pitch yet as voiced as periodicity and detector make likely.

    The pitch itself stays unknown there.
    """
    track, n = recent.track, recent.n_pitched
    if n == len(track):
        return track
    heard = np.clip(track.detector[n:], DETECTOR_LEAST, 1 - DETECTOR_LEAST)
    odds = (
        OFFSET + OF_PERIODICITY * track.periodicity[n:] + OF_DETECTOR * np.log(heard / (1 - heard))
    )
    likely = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return replace(track, voicing=np.concatenate((track.voicing[:n], likely)))
