"""Owns what PortAudio's callback hands over: pieces of sound, in a queue that cannot grow."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.int16]
"""Samples as a device gives them: int16 of shape (n, channels)."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """What one call of the callback brought.

    `start`: frames that the stream had brought before it. `arrived_s`: on the monotonic clock.
    `age_s`: how long ago its first frame was heard, as PortAudio says; may be nonsense.
    `overflowed`: PortAudio says that sound was lost before it.
    """

    start: int
    samples: Frames
    arrived_s: float
    age_s: float
    overflowed: bool


class Inbox:
    """A queue from the callback's thread to ours. When full, the oldest is dropped, which shows as
    a step in `Chunk.start`. `has_dropped`: that happened before what was last taken."""

    def __init__(self, n_most: int, wake: threading.Event) -> None:
        self._chunks: deque[Chunk] = deque(maxlen=n_most)
        self._n_frames = 0
        self._n_taken = 0
        self._wake = wake
        self.has_dropped = False

    def put(self, samples: Frames, arrived_s: float, age_s: float, overflowed: bool) -> None:
        """Called by the callback alone."""
        self._chunks.append(Chunk(self._n_frames, samples, arrived_s, age_s, overflowed))
        self._n_frames += len(samples)
        self._wake.set()

    def take(self) -> list[Chunk]:
        """What came since the last time, oldest first."""
        taken = []
        while self._chunks:
            taken.append(self._chunks.popleft())
        self.has_dropped = bool(taken) and taken[0].start != self._n_taken
        if taken:
            self._n_taken = taken[-1].start + len(taken[-1].samples)
        return taken
