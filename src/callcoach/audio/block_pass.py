"""Owns one pass through a recording: blocks of even length, cleaned, and what was found."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from callcoach.audio.media import Block, Decoding, MediaInfo
from callcoach.audio.promise import missing_s

_LIMITED_SHARE = 1e-3
"""Lossy codecs overshoot full scale now and then; from here on it is told. Chosen by us."""


@dataclass(frozen=True, slots=True)
class DecodeNotes:
    """What a whole pass through a recording found, in numbers and as notices for a person.

    `n_samples` is per channel, the other counts are over all channels. `n_not_finite`: NaN or
    infinite, read as 0. `n_limited`: beyond full scale, read as full scale. `lost_s`: damaged
    or left out, read as silence. `missing_s`: promised by the header, not in the file.
    """

    n_samples: int
    duration_s: float
    n_not_finite: int
    n_limited: int
    lost_s: float
    missing_s: float
    notices: tuple[str, ...]


class BlockPass(Iterator[Block]):
    """Blocks of float32 (n_channels, n), -1..1; the last may be shorter.

    When the last block has been taken, `notes` says what was found.
    """

    def __init__(self, path: Path, info: MediaInfo, block_s: float) -> None:
        self._path = path
        self._info = info
        self._decoding = Decoding(path, info)
        self._n_samples = 0
        self._n_not_finite = 0
        self._n_limited = 0
        self._notes: DecodeNotes | None = None
        self._blocks = self._run(max(1, round(block_s * info.sample_rate_hz)))

    def __next__(self) -> Block:
        return next(self._blocks)

    def close(self) -> None:
        """Ends the pass early, so that the file is closed now."""
        self._blocks.close()

    @property
    def notes(self) -> DecodeNotes:
        """What the pass found; it must have been read to its end."""
        assert self._notes is not None, "notes asked for before the end of the pass"
        return self._notes

    def _run(self, n_block: int) -> Generator[Block, None, None]:
        for block in _cut(iter(self._decoding), n_block):
            self._n_samples += block.shape[1]
            yield self._cleaned(block)
        self._notes = self._found()

    def _cleaned(self, block: Block) -> Block:
        if np.abs(block).max() <= 1.0:  # false with NaN, too
            return block
        is_finite = np.isfinite(block)
        self._n_not_finite += block.size - int(np.count_nonzero(is_finite))
        block = np.where(is_finite, block, np.float32(0))
        self._n_limited += int(np.count_nonzero(np.abs(block) > 1.0))
        return np.clip(block, np.float32(-1), np.float32(1))

    def _found(self) -> DecodeNotes:
        duration_s = self._n_samples / self._info.sample_rate_hz
        notes = DecodeNotes(
            n_samples=self._n_samples,
            duration_s=duration_s,
            n_not_finite=self._n_not_finite,
            n_limited=self._n_limited,
            lost_s=self._decoding.lost_s,
            missing_s=missing_s(self._path, self._info, duration_s),
            notices=(),
        )
        return replace(notes, notices=tuple(_notices(notes, self._info)))


def _notices(notes: DecodeNotes, info: MediaInfo) -> Iterator[str]:
    if notes.missing_s:
        yield (
            f"The file's header promises {notes.missing_s:.1f} s more sound than the file holds; "
            f"the {notes.duration_s:.1f} s that are there were read."
        )
    if notes.lost_s:
        yield (
            f"{notes.lost_s:.2f} s of the sound are damaged or missing on the way; "
            "silence stands in their place."
        )
    if notes.n_not_finite:
        yield f"{notes.n_not_finite} samples were no numbers (NaN or infinite) and were read as 0."
    if notes.n_limited > _LIMITED_SHARE * notes.n_samples * info.n_channels:
        yield (
            f"{notes.n_limited} samples lie beyond full scale and were limited to it; "
            "levels may read too low."
        )
    if info.n_tracks > 1:
        yield f"The file holds {info.n_tracks} sound tracks; only the first was read."


def _cut(pieces: Iterator[Block], n_block: int) -> Iterator[Block]:
    """The same samples in blocks of `n_block`, the last one shorter where need be."""
    held: list[Block] = []
    n_held = 0
    for piece in pieces:
        held.append(piece)
        n_held += piece.shape[1]
        if n_held < n_block:
            continue
        whole = np.concatenate(held, axis=1)
        n_cut = n_held - n_held % n_block
        for start in range(0, n_cut, n_block):
            yield np.ascontiguousarray(whole[:, start : start + n_block])
        held = [whole[:, n_cut:].copy()]
        n_held -= n_cut
    if n_held:
        yield np.concatenate(held, axis=1)
