"""Owns the watch over a call that is going on: who speaks, and what has crossed its threshold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from callcoach.frames.stream import FrameStream
from callcoach.live.cues.dead_air import DeadAirWatch
from callcoach.live.cues.hearing import AGENT, Hearing, SoFar, newest_rows
from callcoach.live.cues.monologue import MonologueWatch
from callcoach.live.cues.pace import ROWS_S as PACE_ROWS_S
from callcoach.live.cues.pace import PaceWatch
from callcoach.live.cues.raised import ROWS_S as RAISED_ROWS_S
from callcoach.live.cues.raised import RaisedWatch
from callcoach.live.cues.share import talk_share
from callcoach.live.cues.talk_over import TalkOverWatch
from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor
from callcoach.types.call import Party
from callcoach.types.cues import Crossing
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import PaceNow
from callcoach.types.time import Spans

LEVEL_ROWS = 10
SLOW_LOOK_S = 1.0
RAISED_NEAR_S = 4.0
RAISED_EVERY_S = 10.0
"""What takes seconds to tell is looked at once a second; a raised voice only while the agent's own
was heard in the last 4 s, or each 10 s, so that the own usual misses nothing."""

LOUD_S = 3.0
LOUD_OVER_FLOOR_DB = 10.0
LOUD_LEAST_DBFS = -45.0
LOUD_SHARE = 0.5
"""A silence is loud where half of its last 3 s are by so much over the noise, and over the level
from which on something may be hold music (`turns.score`)."""

ONE_INPUT = (
    "Only your own sound is heard, so talk-over, dead air, long turns and talk share are not told."
)


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
    """Looks at a call every 0.1 s of its own time; the same call gives the same cues.

    `parties`: those that are heard, the agent first.
    """

    def __init__(self, settings: Settings, parties: tuple[Party, ...]) -> None:
        self._parties = parties
        self._settings = settings
        self._hearing = Hearing(settings)
        self._talk_over = TalkOverWatch(settings)
        self._dead_air = DeadAirWatch(settings)
        self._monologue = MonologueWatch(settings)
        self._pace = PaceWatch(settings)
        self._raised = RaisedWatch(settings)
        self._pace_now: PaceNow | None = None
        self._slow_due_s = 0.0
        self._raised_due_s = 0.0
        self._why: str | None = None
        self._so_far: SoFar | None = None

    @property
    def cannot_judge(self) -> str:
        """What cannot be told of this call, and why; empty where all can."""
        if len(self._parties) != 2:
            return ONE_INPUT
        if self._why is not None:
            return f"{self._why}: talk-over, long turns and talk share are not told."
        return ""

    def look(
        self,
        streams: Mapping[Party, FrameStream],
        heard_s: float,
        *,
        lost: Collection[Party] = (),
    ) -> Seen:
        """What is to be seen when sound was pushed up to `heard_s`.

        `lost`: whose sound is not heard at present, so that silence stands for it. Nothing that
        takes both parties is told then, and no silence counts as dead air.
        """
        ordered = [streams[party] for party in self._parties]
        before, so_far = self._so_far, self._hearing.look(ordered)
        self._so_far = so_far
        self._why = so_far.activity.inseparable_why
        is_two = len(ordered) == 2 and not lost
        if lost:
            self._dead_air.begin_anew(heard_s)
        found: list[Crossing | None] = []
        if is_two and self._why is None and so_far is not before:
            found.append(self._talk_over.look(so_far.activity, heard_s))
        if heard_s >= self._slow_due_s - 1e-9 and so_far.heard_s:
            self._slow_due_s = heard_s + SLOW_LOOK_S
            found += self._slow_look(ordered, so_far, heard_s, is_two)
        share, no_share_why = talk_share(so_far)
        return Seen(
            at_s=heard_s,
            is_speaking=dict(zip(self._parties, so_far.speaks, strict=True)),
            level_dbfs={party: _level_dbfs(streams[party]) for party in self._parties},
            pace=self._pace_now,
            talk_share=share,
            no_share_why=no_share_why,
            crossings=tuple(each for each in found if each is not None),
            units=so_far.activity.ipus,
            final_to_s=so_far.settled_s,
        )

    def _slow_look(
        self, streams: Sequence[FrameStream], so_far: SoFar, heard_s: float, is_two: bool
    ) -> list[Crossing | None]:
        found: list[Crossing | None] = []
        activity = so_far.activity
        if is_two and self._dead_air.is_near(activity):
            so_far = self._hearing.look(streams, anew=True)
            activity = so_far.activity
            is_loud = any(
                _is_loud(stream, quality.noise_floor_dbfs)
                for stream, quality in zip(streams, activity.quality, strict=True)
            )
            found.append(self._dead_air.look(activity, heard_s, is_loud=is_loud))
        floor = judge_floor(activity, None, self._settings)
        if is_two and self._why is None:
            found.append(self._monologue.look(activity, floor, heard_s))
        agent = newest_rows(streams, PACE_ROWS_S)[AGENT]
        spoken_s = so_far.spoken_s[AGENT]
        self._pace_now, fast = self._pace.look(agent, activity, floor, spoken_s, heard_s)
        found.append(fast)
        if self._settings.policy.voice_measures != "off" and self._is_raised_due(so_far):
            self._raised_due_s = so_far.heard_s + RAISED_EVERY_S
            agent = newest_rows(streams, RAISED_ROWS_S)[AGENT]
            found.append(self._raised.look(agent, activity, heard_s))
        return found

    def _is_raised_due(self, so_far: SoFar) -> bool:
        own = so_far.activity.ipus[AGENT]
        spoke_s = own[-1].end_s if own else -RAISED_EVERY_S
        return spoke_s > so_far.heard_s - RAISED_NEAR_S or so_far.heard_s >= self._raised_due_s


def _is_loud(stream: FrameStream, noise_floor_dbfs: float | None) -> bool:
    level_dbfs = newest_rows([stream], LOUD_S)[0].track.level_dbfs
    floor_dbfs = SILENCE_DBFS if noise_floor_dbfs is None else noise_floor_dbfs
    least_dbfs = max(floor_dbfs + LOUD_OVER_FLOOR_DB, LOUD_LEAST_DBFS)
    return bool((level_dbfs > least_dbfs).mean() > LOUD_SHARE)


def _level_dbfs(stream: FrameStream) -> float:
    recent = stream.recent(LEVEL_ROWS, pitch_may_lag=True).track.level_dbfs
    return float(recent.max()) if len(recent) else SILENCE_DBFS
