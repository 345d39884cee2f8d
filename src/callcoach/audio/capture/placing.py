"""Owns the place of a stream's sound in the call: on the call's clock, at its sample rate."""

from __future__ import annotations

import numpy as np

from callcoach.audio.capture.clock import CallClock
from callcoach.audio.capture.device import RATE_HZ
from callcoach.audio.capture.hearing import Hearing, Piece
from callcoach.audio.resample import SteeredResampler
from callcoach.types.live import Block16

PULLED_IN_S = 2.0
"""The time in which sound beside its place is brought there."""

PULL_MOST = 0.005
"""By how much sound is sped up or slowed for that: 9 cents, heard by nobody in speech."""

JUMP_S = 0.05
"""Sound that far from its place is put there at once, with silence or a cut."""

_FULL_SCALE = 32_768.0


SMOOTHED_S = 0.5
"""The time over which the ratio is smoothed, so that noise of the clocks does not become tone."""


class Shelf:
    """Samples with their places in the call, until they are taken. `n_late`: those of the last
    `put` whose place had been taken by then."""

    def __init__(self, n_channels: int, next_index: int) -> None:
        self._parts: list[Block16] = []
        self._first = next_index
        self.next_index = next_index
        self._n_channels = n_channels
        self._n_skipped = 0
        self._taken_to: int | None = None
        self.n_late = 0

    def put(self, samples: Block16) -> None:
        """The next samples, int16 of shape (channels, n)."""
        skipped = min(self._n_skipped, samples.shape[1])
        self._n_skipped -= skipped
        samples = samples[:, skipped:]
        taken_to = self.next_index if self._taken_to is None else self._taken_to
        self.n_late = min(max(taken_to - self.next_index, 0), samples.shape[1])
        if samples.shape[1]:
            self._parts.append(samples)
            self.next_index += samples.shape[1]

    def move(self, n: int) -> None:
        """The samples to come belong `n` later: silence is put; or earlier: some are left out."""
        if n < 0:
            self._n_skipped -= n
            return
        self.put(np.zeros((self._n_channels, n), np.int16))

    @property
    def due_index(self) -> int:
        """The place of the sample to come, with those still to be left out counted."""
        return self.next_index - self._n_skipped

    def take(self, start: int, stop: int) -> Block16:
        """What stands from `start` to `stop`, zeros for nothing. What lies before is gone."""
        out = np.zeros((self._n_channels, stop - start), np.int16)
        kept: list[Block16] = []
        at = self._first
        for part in self._parts:
            end = at + part.shape[1]
            low, high = max(at, start), min(end, stop)
            if low < high:
                out[:, low - start : high - start] = part[:, low - at : high - at]
            if end > stop:
                kept.append(part[:, max(stop - at, 0) :])
            at = end
        self._parts = kept
        self._first = self.next_index - sum(part.shape[1] for part in kept)
        self._taken_to = stop
        return out


class Placing:
    """Puts a stream's sound where it belongs in the call.

    The stream that leads has its samples taken as they come, and sets the call's clock; at another
    sample rate they are resampled at the nominal ratio. One that follows is resampled at a ratio
    that holds it on that clock.
    """

    def __init__(self, hearing: Hearing, call: CallClock, first: Piece, *, leads: bool) -> None:
        self._hearing = hearing
        self._call = call
        self._leads = leads
        rate_hz = hearing.device.rate_hz
        self._per_sample = rate_hz / RATE_HZ
        n_channels = hearing.device.n_wanted
        self._resampler = (
            None if leads and rate_hz == RATE_HZ else SteeredResampler(rate_hz, RATE_HZ, n_channels)
        )
        self._origin = first.position
        begins = round(call.index_at(hearing.clock.time_at(first.position)))
        self.shelf = Shelf(n_channels, begins)
        self._lead_from = begins
        self._ratio: float | None = None

    def put(self, piece: Piece) -> int:
        """Puts the next sound in its place, and gives how many samples came too late for theirs."""
        if not self._leads:
            self._steer(len(piece.frames))
        if self._resampler is None:
            samples = piece.frames
        else:
            made = self._resampler.push(piece.frames.astype(np.float32) / _FULL_SCALE)
            limits = np.iinfo(np.int16)
            made = np.clip(np.rint(made * _FULL_SCALE), limits.min, limits.max)
            samples = made.astype(np.int16)
        self.shelf.put(np.ascontiguousarray(samples.T))
        if self._leads:
            end = piece.position + len(piece.frames)
            self._call.follow(
                self._lead_from + (end - self._origin) / self._per_sample,
                self._hearing.clock.time_at(end),
                1.0 / (self._per_sample * self._hearing.clock.frame_s),
            )
        return 0 if piece.lost_why else self.shelf.n_late

    def index_of(self, position: float) -> float:
        """The place in the call of a frame of the stream."""
        return self._call.index_at(self._hearing.clock.time_at(position))

    def _steer(self, n_frames: int) -> None:
        assert self._resampler is not None
        clock = self._hearing.clock
        position = self._origin + self._resampler.position
        behind = self._call.index_at(clock.time_at(position)) - self.shelf.due_index
        if abs(behind) > JUMP_S * RATE_HZ:
            self.shelf.move(round(behind))
            behind = 0.0
        pull = min(max(behind / (PULLED_IN_S * RATE_HZ), -PULL_MOST), PULL_MOST)
        in_step = 1.0 / (clock.frame_s * self._call.rate_hz)
        ratio = in_step * (1.0 - pull)
        if self._ratio is None:
            self._ratio = ratio
        weight = min(1.0, n_frames * clock.frame_s / SMOOTHED_S)
        self._ratio += weight * (ratio - self._ratio)
        self._resampler.steer(self._ratio)
