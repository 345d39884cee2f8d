"""Owns the decision where the pitch is worth tracking: wherever speech is possible."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import FloatRow

DETECTOR_LEAST = 0.1
PERIODICITY_LEAST = 0.7
BELOW_PEAK_DB = 30.0
LEVEL_LEAST_DBFS = -75.0
MARGIN_ROWS = 10
"""Chosen by us on the hand-labelled TEN-VAD recordings and on Emo-DB, mu-law at 8 kHz, clean
and in white noise at 20 and 10 dB, to lose next to no voiced speech. On a real call, as recorded
and in such noise, under 0.1 % of it is lost (`benchmarks/frames.py`)."""

JOIN_ROWS = 20
"""A shorter gap is tracked too: about as cheap as the margins and the context that a second
stretch would need, and it holds a voiced row now and then."""

PEAK_CHUNKS = 20


@dataclass(frozen=True, slots=True, eq=False)
class GateRows:
    """Rows of the columns that the gate decides from: float32, each final as far as it goes."""

    level_dbfs: FloatRow
    periodicity: FloatRow
    detector: FloatRow

    @property
    def n_whole(self) -> int:
        """Rows final in all three."""
        return min(len(self.level_dbfs), len(self.periodicity), len(self.detector))

    def followed_by(self, rows: GateRows) -> GateRows:
        """These rows with those after them."""
        return GateRows(
            np.concatenate((self.level_dbfs, rows.level_dbfs)),
            np.concatenate((self.periodicity, rows.periodicity)),
            np.concatenate((self.detector, rows.detector)),
        )

    def part(self, rows: slice) -> GateRows:
        """Some of the rows."""
        return GateRows(self.level_dbfs[rows], self.periodicity[rows], self.detector[rows])


class SpeechGate:
    """Says of each chunk of rows, in turn, which stretches may hold voiced speech.

    A row may where the detector does not rule it out, or where it is periodic and within 30 dB
    of the loudest row of the last half minute, which leaves out faint hum and bleed. Looks back
    only, so that it decides the same of a live call.
    """

    def __init__(self) -> None:
        self._peaks_dbfs: deque[float] = deque(maxlen=PEAK_CHUNKS)

    def stretches(self, chunk: GateRows) -> list[slice]:
        """Stretches of the next chunk's rows, ordered and disjoint."""
        self._peaks_dbfs.append(float(chunk.level_dbfs.max()))
        near_peak_dbfs = max(self._peaks_dbfs) - BELOW_PEAK_DB
        is_loud = chunk.level_dbfs > near_peak_dbfs
        is_possible = (chunk.detector > DETECTOR_LEAST) | (
            is_loud & (chunk.periodicity > PERIODICITY_LEAST)
        )
        rows = np.flatnonzero(is_possible & (chunk.level_dbfs > LEVEL_LEAST_DBFS))
        return _joined(rows, len(chunk.level_dbfs))


def _joined(rows: npt.NDArray[np.intp], n_rows: int) -> list[slice]:
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > JOIN_ROWS + 2 * MARGIN_ROWS) + 1
    return [
        slice(max(0, int(part[0]) - MARGIN_ROWS), min(n_rows, int(part[-1]) + 1 + MARGIN_ROWS))
        for part in np.split(rows, breaks)
    ]
