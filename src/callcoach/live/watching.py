"""Owns the watch over a call that is going on: who speaks, and what has crossed its threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.frames.stream import FrameStream
from callcoach.live.hearing import Hearing
from callcoach.live.talk_over import TalkOverWatch
from callcoach.settings import Settings
from callcoach.types.call import Party
from callcoach.types.cues import Crossing
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import PaceNow
from callcoach.types.time import Spans

LEVEL_ROWS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """The call at a moment, and what has crossed its threshold since the moment before.

    `level_dbfs`: the loudest 10 ms of the last 0.1 s. `units`: who spoke when in the last minutes,
    a row for each party, which will not be judged otherwise up to `final_to_s`. Others as in
    `LiveView`.
    """

    at_s: float
    is_speaking: Mapping[Party, bool]
    level_dbfs: Mapping[Party, float]
    pace: PaceNow | None
    talk_share: float | None
    no_share_why: str
    crossings: tuple[Crossing, ...]
    units: tuple[Spans, ...]
    final_to_s: float


class Watcher:
    """Looks at a call every 0.1 s of its own time; the same call gives the same cues."""

    def __init__(self, settings: Settings, parties: tuple[Party, ...]) -> None:
        self._settings = settings
        self._parties = parties
        self._hearing = Hearing(settings)
        self._talk_over = TalkOverWatch(settings)

    def look(self, streams: Mapping[Party, FrameStream], heard_s: float) -> Seen:
        """What is to be seen when sound was pushed up to `heard_s`."""
        ordered = [streams[party] for party in self._parties]
        so_far = self._hearing.look(ordered)
        crossings: list[Crossing | None] = []
        if len(ordered) == 2:
            crossings.append(self._talk_over.look(so_far.activity, heard_s))
        return Seen(
            at_s=heard_s,
            is_speaking=dict(zip(self._parties, so_far.speaks, strict=True)),
            level_dbfs={party: _level_dbfs(streams[party]) for party in self._parties},
            pace=None,
            talk_share=None,
            no_share_why="not yet",
            crossings=tuple(each for each in crossings if each is not None),
            units=so_far.activity.ipus,
            final_to_s=so_far.settled_s,
        )


def _level_dbfs(stream: FrameStream) -> float:
    recent = stream.recent(LEVEL_ROWS, pitch_may_lag=True).track.level_dbfs
    return float(recent.max()) if len(recent) else SILENCE_DBFS
