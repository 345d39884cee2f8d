"""Owns syllables in the sound: how many there are and when, without words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from callcoach.types.frames import FloatRow, FrameTrack
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, IndexRow, OwnRows, row_slice, runs
from callcoach.voice.syllable_columns import silent_columns, syllable_columns
from callcoach.voice.syllable_network import SyllableNetwork, fitted_network

CHUNK_ROWS = 4096
"""Rows worked through at once, to bound the memory of a long call."""


def nucleus_rows(track: FrameTrack, rows: OwnRows, is_counted: BoolRow) -> IndexRow:
    """The rows of the syllables of the channel's own clear speech, in order.

    The syllables expected in the rows that `is_counted` (n,) are added up over the call; one
    stands where the sum passes a half, one and a half, and so on. So their number is the expected
    one, and each lies within about a syllable of where it is said.
    """
    return rows_by_sum(expected_syllables(track, rows) * is_counted)


def rows_by_sum(expected: FloatRow64) -> IndexRow:
    """The rows at which the sum of (n,) expected syllables passes each half."""
    sums = np.cumsum(expected)
    n = int(sums[-1] + 0.5) if len(sums) else 0
    return np.searchsorted(sums, np.arange(n) + 0.5)


def expected_syllables(
    track: FrameTrack, rows: OwnRows, network: SyllableNetwork | None = None
) -> FloatRow64:
    """(n,) syllables expected in each row; 0 outside own clear speech.

    A small convolutional network over some 0.3 s on either side, fitted to synthetic speech whose
    vowels are known and to real speech whose texts are; `docs/measures.md` says which and how far
    to trust it. An expected count is fairer to fast and reduced speech than peaks, of which
    neighbours merge.
    """
    network = network or fitted_network()
    expected = np.zeros(len(track), np.float64)
    for at, columns in _chunks(track, rows, silent_columns(network.reach)):
        found = network.syllables(columns)
        is_row = at >= 0
        expected[at[is_row]] = found[is_row]
    return expected


def _chunks(
    track: FrameTrack, rows: OwnRows, silence: FloatRow
) -> Iterator[tuple[IndexRow, FloatRow]]:
    """Row numbers (m,), -1 for the silence around each run, with their columns (m, N_COLUMNS)."""
    no_rows = np.full(len(silence), -1, np.intp)
    at, columns = [no_rows], [silence]
    for run, of_run in _runs(track, rows):
        at += [run, no_rows]
        columns += [of_run, silence]
        if sum(map(len, at)) >= CHUNK_ROWS:
            yield np.concatenate(at), np.concatenate(columns)
            at, columns = [no_rows], [silence]
    yield np.concatenate(at), np.concatenate(columns)


def _runs(track: FrameTrack, rows: OwnRows) -> Iterator[tuple[IndexRow, FloatRow]]:
    """Each run of clear speech: its rows, and its columns as part of its unit."""
    for span in rows.units:
        unit = row_slice(span, len(track))
        clear = np.flatnonzero(rows.clear[unit]) + unit.start
        if not len(clear):
            continue
        columns = syllable_columns(track, clear)
        for start, end in runs(rows.clear[unit]) + unit.start:
            first, last = np.searchsorted(clear, (start, end))
            yield clear[first:last], columns[first:last]
