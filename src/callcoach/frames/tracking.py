"""Owns the pitch columns: chunks of rows fixed to the call's start, tracked where it pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.frames.gate import GateRows, SpeechGate
from callcoach.frames.pitch import N_HOP, PitchHops, PitchTracker
from callcoach.frames.tail import SampleTail
from callcoach.types.frames import FloatRow

CHUNK_ROWS = 160
CHUNK_HOPS = 80
ROWS_PER_HOP = CHUNK_ROWS // CHUNK_HOPS
"""A chunk is 1.6 s in rows and in hops; with its context its rows are final within 1.8 s."""

CONTEXT_HOPS = 2
"""Hops beyond a stretch that a tracker is asked for too where it goes on in the next chunk, to see
what it lies in; where the gate ended it, its margin of 5 hops does.

The network looks at 6, but little hangs on the last ones: on two Emo-DB speakers (03, 08) through
a telephone, codecs and noise and on four made voices as many rows are wrong with 2, 3 or 5."""

SOUND_HOPS = 4
"""Hops of sound that a tracker is given beyond those, over half of SwiftF0's longest window."""

LEAST_VOICING = np.float32(1e-4)
"""What is less likely, or likelier than all but that, is taken for as likely as that."""

SAME_PITCH = 2 ** (1 / 12)
"""Two hops within a semitone are one glide, and a row between them takes the pitch between."""


@dataclass(frozen=True, slots=True, eq=False)
class PitchRows:
    """New rows: f0_hz (n,) float32, 0 without a pitch; voicing (n,) float32, 0..1."""

    f0_hz: FloatRow
    voicing: FloatRow


class PitchStream:
    """Blocks of samples at 16 kHz, with rows of the speech columns, to pitch.

    A row takes what lies between the two estimates about its middle. Rows that cannot be voiced
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
            before = CONTEXT_HOPS if stretch.start == 0 else 0
            after = CONTEXT_HOPS if stretch.stop == n_rows else 0
            found = self._tracked(rows, before, after)
            f0_hz[stretch], voicing[stretch] = found.f0_hz, found.voicing
        self._n_chunks += 1
        first_hop = self._n_chunks * CHUNK_HOPS - CONTEXT_HOPS - SOUND_HOPS
        self._tail.drop_before(first_hop * N_HOP)
        return PitchRows(f0_hz, voicing)

    def _tracked(self, rows: npt.NDArray[np.int64], before: int, after: int) -> PitchRows:
        first = max(0, int(rows[0]) // ROWS_PER_HOP - before)
        last = int(rows[-1]) // ROWS_PER_HOP + 2 + after
        sound = max(0, first - SOUND_HOPS)
        end = min(self._tail.end, (last + SOUND_HOPS) * N_HOP)
        found = self._tracker.track(
            self._tail.between(sound * N_HOP, end), slice(first - sound, last - sound)
        )
        return rows_between(found, rows - first * ROWS_PER_HOP)


def rows_between(hops: PitchHops, rows: npt.NDArray[np.int64]) -> PitchRows:
    """What lies between hops at the middles of rows, counted from the first hop.

    The middle of row i, at 10 i + 5 ms, lies a quarter or three quarters of the way from the hop
    at 20 (i // 2) ms to the next. The log odds of voicing change evenly in between; so does the
    pitch, in semitones, from hops within a semitone, else it is that of the nearer hop. At the end
    of the call the next hop may lie past the last whole one: then that one stands for both.
    """
    n_hops = len(hops.voicing)
    if not n_hops:
        return PitchRows(np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32))
    before = np.minimum(rows // ROWS_PER_HOP, n_hops - 1)
    after = np.minimum(before + 1, n_hops - 1)
    way = ((rows % ROWS_PER_HOP + 0.5) / ROWS_PER_HOP).astype(np.float32)
    log_odds = _log_odds(hops.voicing)
    between = log_odds[before] * (1 - way) + log_odds[after] * way
    voicing = 1 / (1 + np.exp(-between))
    voicing[np.maximum(hops.voicing[before], hops.voicing[after]) == 0] = 0
    from_hz, to_hz = hops.f0_hz[before], hops.f0_hz[after]
    f0_hz = np.where(way < 0.5, from_hz, to_hz)
    lower_hz = np.minimum(from_hz, to_hz)
    glide = np.flatnonzero((lower_hz > 0) & (np.maximum(from_hz, to_hz) <= SAME_PITCH * lower_hz))
    f0_hz[glide] = from_hz[glide] ** (1 - way[glide]) * to_hz[glide] ** way[glide]
    return PitchRows(np.where(voicing > 0, f0_hz, np.float32(0)), voicing)


def _log_odds(probability: FloatRow) -> FloatRow:
    clipped = np.clip(probability, LEAST_VOICING, 1 - LEAST_VOICING)
    odds: FloatRow = np.log(clipped / (1 - clipped))
    return odds


def _joined(chunks: list[PitchRows]) -> PitchRows:
    empty = np.zeros(0, np.float32)
    return PitchRows(
        np.concatenate([empty, *(chunk.f0_hz for chunk in chunks)]),
        np.concatenate([empty, *(chunk.voicing for chunk in chunks)]),
    )
