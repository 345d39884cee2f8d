"""Owns the one pass over the audio: frames per channel, layout and sound copy, side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.layout import LayoutMeter
from callcoach.audio.sound_copy import SoundCopy
from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.call import Channel, Layout
from callcoach.types.frames import FrameTrack
from callcoach.types.progress import Progress

Block = npt.NDArray[np.float32]

PENDING_MOST = 4
"""Blocks of ten seconds that may wait for a slower worker, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A compact copy of the recording for the page."""

    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Framed:
    """What one pass over the audio gives.

    `tracks` has a `FrameTrack` for each channel that is worth judging: both, or one;
    `channels` names the recording's channel of each.
    """

    tracks: tuple[FrameTrack, ...]
    channels: tuple[Channel, ...]
    layout: Layout
    n_samples: int
    notices: tuple[str, ...]
    sound: Sound | None


class _Worker:
    """Runs its tasks in order on one thread of its own; a full queue makes the caller wait."""

    def __init__(self, stack: ExitStack, task: Callable[[Block], Any]) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        stack.push(self._close)
        self._task = task
        self._pending: list[Future[Any]] = []

    def push(self, block: Block) -> None:
        if len(self._pending) >= PENDING_MOST:
            self._pending.pop(0).result()
        self._pending.append(self._pool.submit(self._task, block))

    def _close(self, kind: type[BaseException] | None, *_: object) -> None:
        # After an error a step is not waited for: Ctrl-C in the middle of an import can leave
        # another thread's import without an end.
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def wait(self) -> None:
        for future in self._pending:
            future.result()
        self._pending.clear()


def framed(audio: CallAudio, settings: Settings, *, with_sound: bool, progress: Progress) -> Framed:
    """One pass over a recording: a thread a channel for the frames, one for the sound copy.

    Raises
    ------
    AudioError
        If the recording cannot be decoded, or holds no samples.
    """
    streams = [FrameStream(audio.sample_rate_hz, settings.voice) for _ in range(audio.n_channels)]
    meter = LayoutMeter(audio.n_channels, audio.sample_rate_hz)
    copy = (
        SoundCopy(audio.sample_rate_hz, audio.n_channels, settings.report.sound_bit_rate)
        if with_sound
        else None
    )
    n_samples = 0
    with ExitStack() as stack:
        workers = [_Worker(stack, _channel_push(s, c)) for c, s in enumerate(streams)]
        if copy is not None:
            workers.append(_Worker(stack, copy.push))
        blocks = audio.blocks()
        for block in blocks:
            for worker in workers:
                worker.push(block)
            meter.push(block)
            n_samples += block.shape[1]
            progress("listening", n_samples / audio.sample_rate_hz, audio.duration_hint_s)
        for worker in workers:
            worker.wait()
    layout = meter.layout()
    channels = (0, 1) if layout == "two_channel" else (meter.live_channel(),)
    return Framed(
        tracks=tuple(streams[channel].finish() for channel in channels),
        channels=channels,
        layout=layout,
        n_samples=n_samples,
        notices=blocks.notes.notices,
        sound=Sound(copy.finish(), copy.mime) if copy is not None else None,
    )


def _channel_push(stream: FrameStream, channel: Channel) -> Callable[[Block], None]:
    def push(block: Block) -> None:
        stream.push(block[channel])

    return push
