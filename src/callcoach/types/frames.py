"""Owns the frame: what is known of each 10 ms of one channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEP_S = 0.01
"""Seconds between the starts of two frames."""

STEPS_PER_S = 100

SILENCE_DBFS = -120.0
"""The level written for frames at or below it, digital silence included."""

BAND_EDGES_HZ = (80, 300, 430, 590, 780, 1000, 1290, 1650, 2100, 2680, 3400, 8000)
"""Edges of the bands: one below the telephone band, nine within it, one above it.

1000 Hz is an edge so that the level above it can be held against the level below it
(`alpha_ratio`). The last band ends at half the sample rate where that is lower.
"""

N_BANDS = len(BAND_EDGES_HZ) - 1

N_STATES = 16
STATE_STEP = 1 / 24
"""Numbers in a row of the speech detector's state, and the step in which they are kept."""

FloatRow = npt.NDArray[np.float32]
StateRows = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class FrameTrack:
    """One channel as rows of 10 ms. Row i covers [i / 100, (i + 1) / 100) seconds.

    All arrays have n rows. 0 dBFS is a mean square of 1.0, so that a full-scale sine reads
    -3.01.

    Attributes
    ----------
    level_dbfs : (n,) float32, SILENCE_DBFS..0
        Mean square of the frame's own samples.
    bands_dbfs : (n, N_BANDS) float32
        Power in the bands of `BAND_EDGES_HZ`; SILENCE_DBFS where the sample rate has no such band.
    periodicity : (n,) float32, 0..1
        Highest normalised autocorrelation at lags of 60 to 400 Hz, of the sound between 150 and
        2000 Hz, over 0.04 s.
    tonality : (n,) float32, 0..1
        Share of the power between 300 and 3400 Hz held by its two strongest spectral lines, over
        0.1 s: near 1 for dial, ring and key tones. The same for four rows.
    detector : (n,) float32, 0..1
        Score of the trained speech detector (Silero).
    f0_hz : (n,) float32
        Fundamental frequency; 0 where not tracked or without any voicing. To be believed where
        `voicing` is 0.5 or more.
    voicing : (n,) float32, 0..1
        The tracker's confidence that the frame is voiced; 0 where not tracked.
    clipped : (n,) uint16
        Samples at full scale, 32767/32768 or more either way.
    sample_rate_hz : int
        Rate of the recording that level and bands were measured at.
    detector_state : (n, N_STATES) int8, in steps of STATE_STEP
        What the speech detector makes of the sound on its way to the score, in the directions that
        tell most of speech and least of its gain; each is 0 on average over made speech, with a
        spread of 1. None where a track was made without.
    """

    level_dbfs: FloatRow
    bands_dbfs: FloatRow
    periodicity: FloatRow
    tonality: FloatRow
    detector: FloatRow
    f0_hz: FloatRow
    voicing: FloatRow
    clipped: npt.NDArray[np.uint16]
    sample_rate_hz: int
    detector_state: StateRows | None = None

    def __len__(self) -> int:
        return len(self.level_dbfs)

    @property
    def duration_s(self) -> float:
        """Seconds covered by the rows."""
        return len(self.level_dbfs) / STEPS_PER_S
