"""Owns noticing that the computer, or our process, stood still for a while."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from callcoach.audio.capture.world import World

SUSPENDED_LEAST_S = 0.5
"""By how much more the clock that runs in sleep must have gone on."""

STEPPED_LEAST_S = 5.0
"""The same where that is a wall clock: time servers step it by less."""

STOOD_LEAST_S = 2.0
"""No sound from any input for so long, while we did not look either, is a standstill. Inputs that
are merely lost are noticed by us before."""


class Standstill:
    """Keeps the time of the call: the monotonic clock, less what it went on in standstills."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shift_s = 0.0
        self._shift_before_s = 0.0
        self._shifted_from_s = float("-inf")
        self.begin()

    def begin(self) -> None:
        """From now on a standstill counts."""
        self._ahead_s = self._world.elapsed_s() - self._world.monotonic_s()
        self._looked_s = self._world.monotonic_s()

    def call_s(self, monotonic_s: float) -> float:
        """The time of the call at a time of the monotonic clock."""
        is_before = monotonic_s < self._shifted_from_s
        return monotonic_s - (self._shift_before_s if is_before else self._shift_s)

    def look(self, now_s: float, arrived_s: Sequence[float], n_streams: int) -> float:
        """For how long all stood still since the last look, in seconds; 0.0 if nothing did.

        `arrived_s`: when sound came since, of all `n_streams` that run, on the monotonic clock.
        """
        ahead_s = self._world.elapsed_s() - self._world.monotonic_s()
        suspended_s = ahead_s - self._ahead_s
        self._ahead_s = ahead_s
        looked_s, self._looked_s = self._looked_s, now_s
        least_s = STEPPED_LEAST_S if self._world.elapsed_may_step else SUSPENDED_LEAST_S
        if suspended_s < least_s or (self._world.elapsed_may_step and arrived_s):
            suspended_s = 0.0
        return suspended_s + self._stood_s(now_s, looked_s, arrived_s, n_streams)

    def _stood_s(
        self, now_s: float, looked_s: float, arrived_s: Sequence[float], n_streams: int
    ) -> float:
        if not n_streams or now_s - looked_s < STOOD_LEAST_S:
            return 0.0
        times_s = [looked_s, *sorted(t for t in arrived_s if looked_s < t < now_s), now_s]
        stood_s, woke_s = max((b - a, b) for a, b in pairwise(times_s))
        if stood_s < STOOD_LEAST_S:
            return 0.0
        self._shift_before_s = self._shift_s
        self._shift_s += stood_s
        self._shifted_from_s = woke_s
        return stood_s
