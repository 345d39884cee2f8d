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


class Framing:
    """The frames and the layout of a call, as its sound comes.

    Attributes
    ----------
    streams : a `FrameStream` a channel.
    n_samples : int
        Samples a channel so far.

    Raises
    ------
    AudioError, SettingsError, ModelUnavailable
        As `FrameStream`.
    """

    def __init__(self, n_channels: int, sample_rate_hz: int, settings: Settings) -> None:
        self.streams = tuple(FrameStream(sample_rate_hz, settings.voice) for _ in range(n_channels))
        self._meter = LayoutMeter(n_channels, sample_rate_hz)
        self.n_samples = 0

    def push(self, block: Block) -> None:
        """Takes the next samples, float32 (n_channels, n), full scale 1.

        Raises
        ------
        AudioError
            If a sample is not a finite number.
        """
        for stream, row in zip(self.streams, block, strict=True):
            stream.push(row)
        self.count(block)

    def count(self, block: Block) -> None:
        """Takes samples that the streams are given elsewhere."""
        self._meter.push(block)
        self.n_samples += block.shape[1]

    def finish(self, notices: tuple[str, ...] = ()) -> Framed:
        """All of the call. The streams end here."""
        layout = self._meter.layout()
        channels = (0, 1) if layout == "two_channel" else (self._meter.live_channel(),)
        return Framed(
            tracks=tuple(self.streams[channel].finish() for channel in channels),
            channels=channels,
            layout=layout,
            n_samples=self.n_samples,
            notices=notices,
        )


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

    framing = Framing(audio.n_channels, audio.sample_rate_hz, settings)
    with ExitStack() as stack:
        # A channel has its thread; more for each small product of matrices cost half the time.
        stack.enter_context(threadpool_limits(1, "blas"))
        workers = [
            stack.enter_context(Worker(_channel_push(stream, channel)))
            for channel, stream in enumerate(framing.streams)
        ]
        blocks = audio.blocks()
        for block in blocks:
            for worker in workers:
                worker.push(block)
            if copy is not None:
                copy.push(block)
            framing.count(block)
            listened_s = framing.n_samples / audio.sample_rate_hz
            progress("listening", listened_s, audio.duration_hint_s)
        for worker in workers:
            worker.wait()
        heard = framing.finish(blocks.notes.notices)
    if copy is not None:
        copy.end()
    return heard


def _channel_push(stream: FrameStream, channel: Channel) -> Callable[[Block], None]:
    def push(block: Block) -> None:
        stream.push(block[channel])

    return push
