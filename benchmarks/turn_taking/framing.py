"""Owns the frames of many channels: made by two processes, each channel once."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

import callcoach
from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.frames import FrameTrack
from turn_taking.truths import Samples

N_PROCESSES = 2
KEPT_MOST = 64
"""Tracks kept in memory, 2 MB each for four minutes."""

Sound = tuple[Sequence[Samples], int]
"""The channels of a call and their rate."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def frames_of(samples: Samples, rate_hz: int) -> FrameTrack:
    """The frames of one channel."""
    stream = FrameStream(rate_hz, Settings().voice)
    stream.push(np.ascontiguousarray(samples, np.float32))
    return stream.finish()


def _frames_of(item: tuple[Samples, int]) -> FrameTrack:
    return frames_of(*item)


class Workshop:
    """Two processes for what is costly, and the frames they have made.

    `cache`: a folder that keeps frames between runs; none by default, so that what is measured is
    what the source says. The key holds the samples and the source of the frames.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._pool = ProcessPoolExecutor(N_PROCESSES, mp_context=get_context("spawn"))
        self._kept: OrderedDict[str, FrameTrack] = OrderedDict()
        self._answers: dict[str, object] = {}
        self._cache = cache
        self._source = _source_digest()
        self.made_s = 0.0

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """What `work` gives for each item, in order; `work` must be a plain function."""
        return list(self._pool.map(work, items))

    def answers(self, work: Callable[[Sound], Result], sounds: Sequence[Sound]) -> list[Result]:
        """What `work` gives for each call, once for the same sound."""
        keys = [
            work.__name__ + "".join(self._key(samples, rate_hz) for samples in channels)
            for channels, rate_hz in sounds
        ]
        missing = {
            key: sound for key, sound in zip(keys, sounds, strict=True) if key not in self._answers
        }
        self._answers |= zip(missing, self.map(work, missing.values()), strict=True)
        return [cast(Result, self._answers[key]) for key in keys]

    def frames(self, channels: Sequence[Samples], rate_hz: int) -> list[FrameTrack]:
        """The frames of channels, in order."""
        keys = [self._key(samples, rate_hz) for samples in channels]
        found = {key: track for key in keys if (track := self._found(key)) is not None}
        missing = {
            key: samples for key, samples in zip(keys, channels, strict=True) if key not in found
        }
        made = self.map(_frames_of, [(samples, rate_hz) for samples in missing.values()])
        for key, track in zip(missing, made, strict=True):
            found[key] = track
            self.made_s += track.duration_s
            if self._cache is not None:
                (self._cache / key).write_bytes(pickle.dumps(track))
        for key in keys:
            self._kept[key] = found[key]
            self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)
        return [found[key] for key in keys]

    def _found(self, key: str) -> FrameTrack | None:
        if key in self._kept:
            return self._kept[key]
        if self._cache is None or not (self._cache / key).exists():
            return None
        track: FrameTrack = pickle.loads((self._cache / key).read_bytes())
        return track

    def _key(self, samples: Samples, rate_hz: int) -> str:
        data = np.ascontiguousarray(samples, np.float32).tobytes()
        return hashlib.sha256(data + f"{rate_hz} {self._source}".encode()).hexdigest()


def _source_digest() -> str:
    package = Path(callcoach.__file__).parent
    files = [*sorted((package / "frames").glob("*.py")), package / "types" / "frames.py"]
    digest = hashlib.sha256(str(Settings().voice).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def say(text: str) -> None:
    """Progress, where it does not mix with the tables."""
    print(text, file=sys.stderr, flush=True)
