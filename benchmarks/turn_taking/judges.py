"""Owns what is judged by: one judgement per evaluated channel, fitted without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from callcoach.settings import Settings
from callcoach.turns.judge import judge_activities, judge_floor
from callcoach.turns.network import Networks
from callcoach.types.floor import Activities, Activity, Floor
from callcoach.types.frames import FrameTrack

SETTINGS = Settings()

Judging = Callable[[Sequence[FrameTrack]], Activities]
"""Frames of one or two channels to who is active when, as is and at other levels."""


@dataclass(frozen=True)
class Judges:
    """The judgement of each evaluated channel of the call, and of the other sets.

    `by_channel[c]` must not have been fitted on channel c of the call; `of_sets` not on the
    labelled recordings (by name), nor on the sounds that are no speech. Where both are the same,
    a call is judged once. `said`: one line for the heading, what was fitted on what.
    """

    said: str
    by_channel: tuple[Judging, Judging]
    of_sets: Callable[[str], Judging]

    def activities(self, tracks: Sequence[FrameTrack]) -> Activities:
        """Who is active when on a two-channel call, each channel by its own judgement."""
        first = self.by_channel[0](tracks)
        if self.by_channel[0] is self.by_channel[1]:
            return first
        second = self.by_channel[1](tracks)
        variants = zip(first.variants, second.variants, strict=True)
        return Activities(
            _channel_wise(first.as_is, second.as_is),
            tuple(_channel_wise(*pair) for pair in variants),
        )

    def judged(self, tracks: Sequence[FrameTrack]) -> tuple[Activity, Floor]:
        """Activity and floor of a two-channel call without words."""
        activities = self.activities(tracks)
        return activities.as_is, judge_floor(activities, None, SETTINGS)


def _channel_wise(first: Activity, second: Activity) -> Activity:
    """Channel 0 as the first says, channel 1 as the second does."""
    return Activity(
        first.duration_s,
        (first.ipus[0], second.ipus[1]),
        first.holds,
        (first.quality[0], second.quality[1]),
        tuple(dict.fromkeys((*first.notices, *second.notices))),
    )


def _shipped(tracks: Sequence[FrameTrack]) -> Activities:
    return judge_activities(tracks, SETTINGS)


FITS = Path(__file__).parent / "data"


def held_out_judges() -> Judges:
    """Each channel of the call by weights that were fitted without it.

    ``scripts/fit_speech_score.py`` makes them together with those that callcoach ships, which
    judge the labelled sets and the sounds that are no speech: no fit has seen those.
    """
    networks = [
        Networks.from_json((FITS / f"speech_score_without_{channel}.json").read_text())
        for channel in (0, 1)
    ]

    def by_channel(tracks: Sequence[FrameTrack]) -> Activities:
        return judge_activities(tracks, SETTINGS, networks)

    return Judges(
        "each channel by a speech score fitted without it; sets and no speech by the shipped one",
        (by_channel, by_channel),
        lambda _: _shipped,
    )
