"""Owns noticing that PulseAudio moved a stream: where a source goes, it is pointed at another one
without a word, and the other party would be heard in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from callcoach.audio.capture.attempt import Attempt
from callcoach.audio.capture.world import World
from callcoach.audio.pulse_sources import recorded_sources

ASKED_EACH_S = 0.5


class Answer(NamedTuple):
    """Which sources we recorded from, by PulseAudio, when it was asked at `asked_s`."""

    asked_s: float
    sources: frozenset[str] | None


class SourceWatch:
    """Asks PulseAudio now and then, beside us, which sources this process records from."""

    def __init__(
        self,
        world: World,
        ask: Callable[[int], frozenset[str] | None] = recorded_sources,
    ) -> None:
        self._world = world
        self._ask = ask
        self._asking: Attempt[frozenset[str] | None] | None = None
        self._asked_s = float("-inf")

    def look(self, now_s: float) -> Answer | None:
        """A new answer, where there is one."""
        asking = self._asking
        if asking is None:
            if now_s - self._asked_s >= ASKED_EACH_S:
                self._asked_s = now_s
                self._asking = Attempt(lambda: self._ask(os.getpid()), self._world)
            return None
        if not asking.is_done:
            return None
        self._asking = None
        return Answer(self._asked_s, asking.result)
