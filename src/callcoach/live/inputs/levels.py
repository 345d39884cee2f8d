"""Owns how loud inputs are over a moment."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import zip_longest

from callcoach.audio.inputs import SoundInput
from callcoach.live.inputs.level_watch import Moment, watched_levels
from callcoach.live.inputs.loudness_heard import HeardSound, LevelSeen

LISTENS_S = 0.8

FIRST_SOUND_S = 3.0
"""An input that has given nothing after this long gives nothing. Chosen by us; an idle output of
PulseAudio wakes within 2 s."""

NO_SOUND = "no sound comes from it"
NOTHING_PLAYS = "no sound comes from it while nothing plays"


class LevelSum:
    """What inputs have given since the start, or why they give nothing."""

    def __init__(self, inputs: Sequence[SoundInput]) -> None:
        self._heard: dict[SoundInput, tuple[HeardSound, ...]] = dict.fromkeys(inputs, ())
        self._why: dict[SoundInput, str] = {}

    def add(self, moment: Moment) -> None:
        """Takes the next moment in."""
        for one, heard in moment.items():
            if isinstance(heard, str):
                self._why[one] = heard
            else:
                pairs = zip_longest(self._heard[one], heard, fillvalue=HeardSound())
                self._heard[one] = tuple(a + b for a, b in pairs)

    def is_enough(self, seconds: float) -> bool:
        """Whether each has given so many seconds of sound, or never will."""
        return all(one in self._why or self.heard_s(one) >= seconds for one in self._heard)

    def heard_s(self, one: SoundInput) -> float:
        """How much sound an input has given."""
        return max((each.heard_s for each in self._heard[one]), default=0.0)

    def channels(self, one: SoundInput) -> tuple[LevelSeen, ...]:
        """Of each channel of an input; one that says why where nothing came."""
        if one in self._why or not self.heard_s(one):
            why = self._why.get(one, NOTHING_PLAYS if one.is_monitor else NO_SOUND)
            return (LevelSeen(None, None, why_not=why),)
        return tuple(LevelSeen.of(each) for each in self._heard[one])

    def levels(self) -> Mapping[SoundInput, LevelSeen]:
        """Of each input, the louder channel's."""
        return {one: loudest(self.channels(one)) for one in self._heard}


def loudest(channels: Sequence[LevelSeen]) -> LevelSeen:
    """The channel with the highest peak; the first where none is higher."""
    return max(channels, key=lambda each: -1e9 if each.peak_dbfs is None else each.peak_dbfs)


def heard_over(inputs: Sequence[SoundInput], seconds: float) -> LevelSum:
    """What all of them gave together over so many seconds, listened to in a child process.

    It takes longer by what opening takes: at most `FIRST_SOUND_S`, but for inputs that hang.
    """
    total = LevelSum(inputs)
    if not inputs:
        return total
    until = None
    with closing(watched_levels(inputs)) as moments:
        for moment in moments:
            until = until or time.monotonic() + seconds + FIRST_SOUND_S
            total.add(moment)
            if total.is_enough(seconds) or time.monotonic() >= until:
                break
    return total
