"""Owns the pitch columns: chunks of rows fixed to the call's start, tracked where it pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.frames.gate import GateRows, SpeechGate
from callcoach.frames.pitch import N_HOP, PitchTracker
from callcoach.frames.tail import SampleTail
from callcoach.types.frames import FloatRow

CHUNK_ROWS = 160
CHUNK_HOPS = 100
"""A chunk is 1.6 s in rows and in hops; with its context its rows are final within 1.8 s."""

CONTEXT_HOPS = 4
EDGE_HOPS = 1
"""Hops beyond a stretch that a tracker is asked for too, to see what the stretch lies in: 4 where
it goes on in the next chunk, 1 where the gate ended it, since its margin is 6 hops already.

SwiftF0 looks at 7, but little hangs on the last ones. Chosen by us in November 2026 on 6 min of
speech (hand-labelled TEN-VAD, AMI meetings, Emo-DB; mu-law at 8 kHz, clean and in white noise at
20 and 10 dB): of 38,600 voiced rows 37 fall under the voicing limit, 28 others rise over it and
ten move by over 10 cents, against the whole file tracked at once."""

SOUND_HOPS = 4
"""Hops of sound that a tracker is given beyond those, half of SwiftF0's longest window."""


@dataclass(frozen=True, slots=True, eq=False)
class PitchRows:
    """New rows: f0_hz (n,) float32, 0 without a pitch; voicing (n,) float32, 0..1."""

    f0_hz: FloatRow
    voicing: FloatRow


class PitchStream:
    """Blocks of samples at 16 kHz, with rows of the speech columns, to pitch.

    A row takes the estimate whose middle is nearest to its own. Rows that cannot be voiced
    speech are not tracked: 0 in both columns.
    """

    def __init__(self, tracker: PitchTracker) -> None:
        self._tracker = tracker
        self._gate = SpeechGate()
        self._tail = SampleTail()
        empty: FloatRow = np.zeros(0, np.float32)
        self._waiting = GateRows(empty, empty, empty)
        self._n_chunks = 0

    def push(self, samples: FloatRow, rows: GateRows) -> PitchRows:
        """The rows that these samples and rows make final."""
        self._tail.push(samples)
        self._waiting = self._waiting.followed_by(rows)
        chunks = []
        while self._is_whole_chunk_here():
            chunks.append(self._chunk(CHUNK_ROWS))
        return _joined(chunks)

    def finish(self) -> PitchRows:
        """The last rows, tracked in what sound there is."""
        chunks = []
        while n_left := self._waiting.n_whole:
            chunks.append(self._chunk(min(CHUNK_ROWS, n_left)))
        return _joined(chunks)

    def _is_whole_chunk_here(self) -> bool:
        last_hop = (self._n_chunks + 1) * CHUNK_HOPS + CONTEXT_HOPS + SOUND_HOPS
        return self._waiting.n_whole >= CHUNK_ROWS and self._tail.end >= (last_hop + 1) * N_HOP

    def _chunk(self, n_rows: int) -> PitchRows:
        first_row = self._n_chunks * CHUNK_ROWS
        chunk = self._waiting.part(slice(0, n_rows))
        self._waiting = self._waiting.part(slice(n_rows, None))
        f0_hz, voicing = np.zeros(n_rows, np.float32), np.zeros(n_rows, np.float32)
        for stretch in self._gate.stretches(chunk):
            rows = np.arange(n_rows)[stretch] + first_row
            before = CONTEXT_HOPS if stretch.start == 0 else EDGE_HOPS
            after = CONTEXT_HOPS if stretch.stop == n_rows else EDGE_HOPS
            found = self._tracked(rows, before, after)
            f0_hz[stretch], voicing[stretch] = found.f0_hz, found.voicing
        self._n_chunks += 1
        first_hop = self._n_chunks * CHUNK_HOPS - CONTEXT_HOPS - SOUND_HOPS
        self._tail.drop_before(first_hop * N_HOP)
        return PitchRows(f0_hz, voicing)

    def _tracked(self, rows: npt.NDArray[np.int64], before: int, after: int) -> PitchRows:
        hops = nearest_hops(rows)
        first = max(0, int(hops[0]) - before)
        last = int(hops[-1]) + 1 + after
        sound = max(0, first - SOUND_HOPS)
        end = min(self._tail.end, (last + SOUND_HOPS) * N_HOP)
        found = self._tracker.track(
            self._tail.between(sound * N_HOP, end), slice(first - sound, last - sound)
        )
        if not len(found.voicing):
            return PitchRows(np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32))
        # At the end of the call the nearest hop may lie past the last whole one.
        at = np.minimum(hops - first, len(found.voicing) - 1)
        voicing = found.voicing[at]
        return PitchRows(np.where(voicing > 0, found.f0_hz[at], np.float32(0)), voicing)


def nearest_hops(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The hop j, at 16 j ms, nearest to the middle of row i, at 10 i + 5 ms."""
    return (10 * rows + 13) // 16


def _joined(chunks: list[PitchRows]) -> PitchRows:
    empty = np.zeros(0, np.float32)
    return PitchRows(
        np.concatenate([empty, *(chunk.f0_hz for chunk in chunks)]),
        np.concatenate([empty, *(chunk.voicing for chunk in chunks)]),
    )
