"""Owns the one pass over the audio: frames per channel and layout, side by side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.layout import LayoutMeter
from callcoach.frames.stream import FrameStream
from callcoach.pipeline.late_copy import LateCopy
from callcoach.pipeline.worker import Block, Worker
from callcoach.settings import Settings
from callcoach.types.call import Channel, Layout
from callcoach.types.frames import FrameTrack
from callcoach.types.progress import Progress

FRAMES_STAGE = 2
"""Which making of frames this is: raised whenever the same recording gives other rows."""


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


def framed(
    audio: CallAudio, settings: Settings, progress: Progress, copy: LateCopy | None = None
) -> Framed:
    """One pass over a recording: a thread a channel for the frames, and the copy fed beside.

    Raises
    ------
    AudioError
        If the recording cannot be decoded, or holds no samples.
    """
    from threadpoolctl import threadpool_limits

    streams = [FrameStream(audio.sample_rate_hz, settings.voice) for _ in range(audio.n_channels)]
    meter = LayoutMeter(audio.n_channels, audio.sample_rate_hz)
    n_samples = 0
    with ExitStack() as stack:
        # A channel has its thread; more for each small product of matrices cost half the time.
        stack.enter_context(threadpool_limits(1, "blas"))
        workers = [
            stack.enter_context(Worker(_channel_push(stream, channel)))
            for channel, stream in enumerate(streams)
        ]
        blocks = audio.blocks()
        for block in blocks:
            for worker in workers:
                worker.push(block)
            if copy is not None:
                copy.push(block)
            meter.push(block)
            n_samples += block.shape[1]
            progress("listening", n_samples / audio.sample_rate_hz, audio.duration_hint_s)
        for worker in workers:
            worker.wait()
    if copy is not None:
        copy.end()
    layout = meter.layout()
    channels = (0, 1) if layout == "two_channel" else (meter.live_channel(),)
    return Framed(
        tracks=tuple(streams[channel].finish() for channel in channels),
        channels=channels,
        layout=layout,
        n_samples=n_samples,
        notices=blocks.notes.notices,
    )


def _channel_push(stream: FrameStream, channel: Channel) -> Callable[[Block], None]:
    def push(block: Block) -> None:
        stream.push(block[channel])

    return push
