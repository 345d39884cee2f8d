"""Owns what has been heard of a call that is going on: who spoke when, up to now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from callcoach.frames.columns import RecentRows
from callcoach.frames.stream import FrameStream
from callcoach.live.cues.voicing import with_likely_voicing
from callcoach.settings import Settings
from callcoach.turns.activity import Heard, activity_of, heard_again, heard_in
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.time import Span, Spans, joined, total_s, within

AGENT, CUSTOMER = 0, 1
"""Channels of a live call."""

LONG_S = 120.0
"""How much of the call noise, loudness and bleed are told from. Chosen by us: bleed takes 3 s of
surely heard speech of its source, and a customer may listen for a minute."""

EDGE_S = 7.0
EDGE_UNSURE_S = 2.0
"""What the newest rows are judged in: what a long look left unsure, the time until the next, and
0.8 s before. And how much of its end a long look leaves unsure: pitch lags by up to 1.8 s."""

LONG_SHARE = 1 / 30
LONG_EVERY_S = (1.0, 4.0)
"""The long look is taken again after so much of its length, within these limits: its cost grows
with its length, what it tells changes the less the more there is."""

CONTEXT_S = 5.0
"""What of a long look's beginning is left as it was judged with more before it."""

EDGE_EVERY_S = 0.2
"""How often the newest rows are judged while not both speak; while they do, at each look."""

SPEAKING_S = 0.15
"""Whose unit ended no longer ago is speaking now."""

KEPT_S = 400.0
"""How much of who spoke when is kept as spans: more than the longest turn that is told of."""


@dataclass(frozen=True, slots=True, eq=False)
class SoFar:
    """The call up to `heard_s`, channel 0 the agent's.

    `activity`: of the last minutes, in seconds of the call. `speaks`: who does now. `spoken_s`:
    seconds that each has spoken, up to `settled_s`, from which on it may be judged otherwise.
    """

    heard_s: float
    activity: Activity
    speaks: tuple[bool, ...]
    spoken_s: tuple[float, ...]
    settled_s: float


class Hearing:
    """Judges the newest sound by what the last minutes tell of line and voices.

    The long look is the review's own judgement of the last `LONG_S`, now and then; in between, the
    last `EDGE_S` are judged with its noise floors, loudness and bleed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._long: tuple[Heard, ...] = ()
        self._due_s = 0.0
        self._quality: tuple[ChannelQuality, ...] = ()
        self._holds: Spans = ()
        self._why: str | None = None
        self._record = (_Record(), _Record())
        self._seen: SoFar | None = None
        self._edge_every_s = 0.0

    def look(self, streams: Sequence[FrameStream], *, anew: bool = False) -> SoFar:
        """The call so far. `anew`: take the long look now, though it is not due."""
        heard_s = newest_rows(streams, 0.0)[0].end_row / STEPS_PER_S
        seen = self._seen
        if seen is not None and not anew and heard_s < seen.heard_s + self._edge_every_s - 1e-9:
            return seen
        if heard_s and (anew or heard_s >= self._due_s - 1e-9):
            self._look_long(newest_rows(streams, LONG_S))
        edges = self._edges(newest_rows(streams, EDGE_S))
        settled_s = self._record[0].end_s
        units = tuple(
            record.with_edge(edge) for record, edge in zip(self._record, edges, strict=False)
        )
        activity = Activity(heard_s, units, self._holds, self._quality, inseparable_why=self._why)
        self._seen = SoFar(
            heard_s=heard_s,
            activity=activity,
            speaks=tuple(_is_at_end(spans, heard_s) for spans in units),
            spoken_s=tuple(record.spoken_s for record in self._record[: len(streams)]),
            settled_s=settled_s,
        )
        do_both = len(streams) == 2 and all(self._seen.speaks)
        self._edge_every_s = 0.0 if do_both else EDGE_EVERY_S
        return self._seen

    def _look_long(self, recent: Sequence[RecentRows]) -> None:
        tracks = [with_likely_voicing(each) for each in recent]
        start_s = recent[0].first_row / STEPS_PER_S
        heard_s = recent[0].end_row / STEPS_PER_S
        self._long = heard_in(tracks, self._settings)
        activity = activity_of(self._long, self._settings, 0.0)
        keep_s = start_s + CONTEXT_S if start_s else 0.0
        end_s = max(heard_s - EDGE_UNSURE_S, 0.0)
        for record, units in zip(self._record, activity.ipus, strict=False):
            record.take(_later(units, start_s), keep_s, end_s)
        older = within(self._holds, Span(0.0, keep_s))
        newer = _later(activity.holds, start_s)
        self._holds = _last((*older, *newer), heard_s - KEPT_S)
        self._quality, self._why = activity.quality, activity.inseparable_why
        least_s, most_s = LONG_EVERY_S
        self._due_s = heard_s + min(max((heard_s - start_s) * LONG_SHARE, least_s), most_s)

    def _edges(self, recent: Sequence[RecentRows]) -> tuple[Spans, ...]:
        if not self._long:
            return ((),) * len(recent)
        tracks = [with_likely_voicing(each) for each in recent]
        heard = heard_again(tracks, self._long, self._settings)
        activity = activity_of(heard, self._settings, 0.0)
        start_s = recent[0].first_row / STEPS_PER_S
        return tuple(_later(units, start_s) for units in activity.ipus)


class _Record:
    """Who spoke when in one channel, up to a moment."""

    def __init__(self) -> None:
        self.end_s = 0.0
        self._old: Spans = ()
        self._old_s = 0.0
        self._new: Spans = ()

    @property
    def spoken_s(self) -> float:
        """Seconds spoken up to `end_s`."""
        return self._old_s + total_s(self._new)

    def take(self, units: Spans, from_s: float, end_s: float) -> None:
        """What a long look says of [from_s, end_s); before, what was said stays."""
        done = within(self._new, Span(0.0, from_s)) if from_s else ()
        self._old_s += total_s(done)
        self._old = _last((*self._old, *done), end_s - KEPT_S)
        self._new = within(units, Span(from_s, max(from_s, end_s)))
        self.end_s = end_s

    def with_edge(self, edge: Spans) -> Spans:
        """All units, those of the edge from `end_s` on."""
        newest = [
            Span(max(each.start_s, self.end_s), each.end_s)
            for each in edge
            if each.end_s > self.end_s
        ]
        return joined((*self._old, *self._new, *newest))


def newest_rows(streams: Sequence[FrameStream], length_s: float) -> tuple[RecentRows, ...]:
    """The newest rows of each stream, `length_s` of them or fewer, all of the same stretch."""
    recent = [
        stream.recent(round(length_s * STEPS_PER_S), pitch_may_lag=True) for stream in streams
    ]
    first_row = max(each.first_row for each in recent)
    end_row = min(each.end_row for each in recent)
    return tuple(_part(each, first_row, end_row) for each in recent)


def pitched_part(recent: RecentRows) -> RecentRows:
    """The rows that have their pitch."""
    return _part(recent, recent.first_row, recent.first_row + recent.n_pitched)


def stretch_of(activity: Activity, recent: RecentRows) -> Activity:
    """What an activity says of some rows, in seconds from their start."""
    start_s = recent.first_row / STEPS_PER_S
    bounds = Span(start_s, recent.end_row / STEPS_PER_S)

    def here(spans: Spans) -> Spans:
        return _later(within(spans, bounds), -start_s)

    return replace(
        activity,
        duration_s=bounds.duration_s,
        ipus=tuple(here(units) for units in activity.ipus),
        holds=here(activity.holds),
    )


def _part(recent: RecentRows, first_row: int, end_row: int) -> RecentRows:
    if (recent.first_row, recent.end_row) == (first_row, end_row):
        return recent
    track, first = recent.track, first_row - recent.first_row
    rows = slice(first, max(first, end_row - recent.first_row))
    columns = {each.name: getattr(track, each.name) for each in fields(FrameTrack)}
    del columns["sample_rate_hz"]
    columns = {name: column[rows] for name, column in columns.items() if column is not None}
    n_pitched = min(max(recent.n_pitched - first, 0), rows.stop - rows.start)
    return RecentRows(replace(track, **columns), first_row, n_pitched)


def _later(spans: Spans, by_s: float) -> Spans:
    """Spans in seconds of a stretch as seconds of the call; still on the grid of 1/100 s."""
    return tuple(Span(round(each.start_s + by_s, 2), round(each.end_s + by_s, 2)) for each in spans)


def _last(spans: Spans, from_s: float) -> Spans:
    return tuple(each for each in spans if each.end_s > from_s)


def _is_at_end(units: Spans, heard_s: float) -> bool:
    return bool(units) and units[-1].end_s > heard_s - SPEAKING_S
