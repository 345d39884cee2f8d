"""Owns the making of the sound copy beside the review, when a core is free for it."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.media import Block16
from callcoach.audio.sound_copy import SoundCopy
from callcoach.pipeline.worker import Block, Worker
from callcoach.settings import Settings
from callcoach.types.progress import Progress

HELD_BYTES = 32_000_000
"""Sixteen minutes of a telephone call, whose encoding takes as long as the rest of the review."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A compact copy of the recording for the page."""

    data: bytes
    mime: str


class LateCopy(AbstractContextManager["LateCopy"]):
    """Takes a call block by block, and encodes it late, on a thread of its own.

    To listen keeps two cores busy, what follows only one. So some of the call waits, as it will
    be encoded, until all has been listened to. Left after an error, it encodes no more.
    """

    def __init__(self, audio: CallAudio, settings: Settings) -> None:
        self._copy = SoundCopy(
            audio.sample_rate_hz, audio.n_channels, settings.report.sound_bit_rate
        )
        self._held: deque[Block16] = deque()
        self._is_dropped = False
        self._worker = Worker(self._take)
        self._whole: Future[Any] | None = None

    def __exit__(self, kind: type[BaseException] | None, *about: Any) -> None:
        self._is_dropped = kind is not None
        self._worker.__exit__(kind, *about)

    def push(self, block: Block) -> None:
        """Takes the next samples: (n_channels, n) float32, -1..1."""
        self._worker.push(block)

    def end(self) -> None:
        """All has been pushed: from now on it encodes what waits."""
        self._whole = self._worker.then(self._finish)

    def sound(self) -> Sound:
        """The whole copy, once it is done; raises what went wrong with it."""
        assert self._whole is not None, "asked for before its end"
        self._worker.wait()
        return Sound(self._whole.result(), self._copy.mime)

    def _take(self, block: Block) -> None:
        self._held.append(self._copy.prepared(block))
        while sum(each.nbytes for each in self._held) > HELD_BYTES:
            self._copy.encode(self._held.popleft())

    def _finish(self) -> bytes:
        while self._held and not self._is_dropped:
            self._copy.encode(self._held.popleft())
        return self._copy.finish()


def copied(audio: CallAudio, copy: LateCopy, progress: Progress) -> None:
    """Feeds a copy with a whole recording, where nothing else of it is needed.

    Raises
    ------
    AudioError
        If the recording cannot be decoded.
    """
    n_samples = 0
    for block in audio.blocks():
        copy.push(block)
        n_samples += block.shape[1]
        progress("listening", n_samples / audio.sample_rate_hz, audio.duration_hint_s)
    copy.end()
