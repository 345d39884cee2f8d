"""Owns a recording played as if it were a call that is going on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from callcoach.audio.call_audio import CallAudio
from callcoach.errors import AudioError
from callcoach.types.live import Captured

BLOCK_S = 0.05


class Replay:
    """A two-channel recording at `speed` times its own pace; as fast as can be judged where that
    is more than the machine can do.

    Its samples are handed on as the recording's own float32, so that they are what a review of it
    hears.

    Attributes
    ----------
    is_complete : whether it was played to its end.
    notices : what was found wrong with the recording, once it is complete.

    Raises
    ------
    AudioMissing, AudioError
        If it cannot be read, or has one channel only.
    """

    def __init__(
        self,
        path: Path,
        speed: float = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.audio = CallAudio.open(path)
        if self.audio.n_channels != 2:
            raise AudioError(
                f"{path}: has one channel, and a live call has one for each party; "
                f"review it instead: callcoach review {path}"
            )
        self.sample_rate_hz = self.audio.sample_rate_hz
        self.is_complete = False
        self.notices: tuple[str, ...] = ()
        self.speed = speed
        self._clock = clock
        self._closed = Event()

    def blocks(self) -> Iterator[Captured]:
        """The recording's samples, when they are due."""
        began_s, n_samples = self._clock(), 0
        blocks = self.audio.blocks(BLOCK_S)
        for block in blocks:
            n_samples += block.shape[1]
            due_s = began_s + n_samples / self.sample_rate_hz / self.speed
            if self._closed.wait(max(0.0, due_s - self._clock())):
                blocks.close()
                return
            yield Captured(block)
        self.notices = blocks.notes.notices
        self.is_complete = True

    def close(self) -> None:
        """Ends the replay before its time."""
        self._closed.set()
