"""Calls that are watched as they go on: parts of the sample calls, and lanes drawn as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from callcoach.frames.stream import FrameStream
from callcoach.live.cues.watching import Seen, Watcher
from callcoach.settings import Settings
from callcoach.types.call import Party
from callcoach.types.cues import Crossing
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans
from made_calls import RATE_HZ

BOTH: tuple[Party, ...] = ("agent", "customer")


@dataclass(frozen=True)
class Watched:
    """A call that was watched to its end: what was seen, and its frames."""

    seen: tuple[Seen, ...]
    tracks: tuple[FrameTrack, ...]
    watcher: Watcher

    def crossings(self, *kinds: str) -> list[Crossing]:
        """All crossings, or those of some kinds."""
        return [c for each in self.seen for c in each.crossings if not kinds or c.kind in kinds]


def watch(
    channels: Sequence[npt.NDArray[np.int16]],
    *,
    settings: Settings | None = None,
    parties: tuple[Party, ...] = BOTH,
    step_s: float = 0.1,
    customer_lost: Span | None = None,
) -> Watched:
    """Pushes sound in equal pieces, as a live session does, and looks after each."""
    settings = settings or Settings()
    streams = {party: FrameStream(RATE_HZ, settings.voice) for party in parties}
    watcher, seen, n = Watcher(settings, parties), [], round(step_s * RATE_HZ)
    with threadpool_limits(1, "blas"):
        for first in range(0, len(channels[0]) - n + 1, n):
            for stream, samples in zip(streams.values(), channels, strict=True):
                stream.push(samples[first : first + n].astype(np.float32) / 32768)
            at_s = (first + n) / RATE_HZ
            is_lost = customer_lost is not None and customer_lost.covers(at_s)
            seen.append(watcher.look(streams, at_s, lost=("customer",) if is_lost else ()))
        tracks = tuple(stream.finish() for stream in streams.values())
    return Watched(tuple(seen), tracks, watcher)


def lane(drawn: str) -> Spans:
    """Runs of # as spans; one sign is 0.1 s."""
    spans, start = [], None
    for index, sign in enumerate([*drawn, "."]):
        if sign == "#" and start is None:
            start = index
        elif sign != "#" and start is not None:
            spans.append(Span(round(start * 0.1, 1), round(index * 0.1, 1)))
            start = None
    return tuple(spans)
