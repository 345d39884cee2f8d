"""Owns the clocks of captured sound: when a stream's frame was heard, and its place in the call."""

from __future__ import annotations

import math

BANDWIDTH_HZ = 0.01
"""Of the loop, once settled: slow against the jitter of arrivals (tens of ms, in a second or less),
quick against the drift of crystals (some ppm in minutes). Chosen by us on null sinks of PulseAudio,
2026."""

DRIFT_MOST = 5e-4
"""By how much a device's rate may differ from its nominal one; crystals are within 2e-4."""

STEP_MOST_S = 0.02
"""What one observation may count for, so that one late arrival moves little."""

STEP_LONGEST_S = 0.1


class StreamClock:
    """When each frame of a stream was heard: a delay-locked loop over noisy times.

    The loop of Adriaensen (2005, Using a DLL to filter time), second order, critically damped.
    Where we differ: it begins with the gains of a straight line fitted to all observations so far
    and narrows to the loop's own; the period is held to what crystals do; one observation counts
    for `STEP_MOST_S` at most.
    """

    def __init__(self, rate_hz: float, position: int, time_s: float) -> None:
        self._nominal_s = 1.0 / rate_hz
        self.frame_s = self._nominal_s
        self.restart(position, time_s)

    def restart(self, position: int, time_s: float) -> None:
        """Begins anew at a frame; what is known of the rate stays."""
        self._position = position
        self._time_s = time_s
        self._n = 1

    def time_at(self, position: float) -> float:
        """When the frame at `position` was heard, in seconds; may lie ahead."""
        return self._time_s + (position - self._position) * self.frame_s

    def correct(self, position: int, error_s: float) -> None:
        """Takes in that the frame at `position` was heard `error_s` later than foretold."""
        time_s = self.time_at(position)
        n_frames = position - self._position
        if n_frames <= 0:
            return
        self._n += 1
        n = self._n
        # After a gap one time counts for no more than after a chunk.
        since_s = min(n_frames * self._nominal_s, STEP_LONGEST_S)
        omega = 2 * math.pi * BANDWIDTH_HZ * since_s
        # The line through all so far (alpha-beta filter of growing memory), then the loop.
        for_time = max(2 * (2 * n - 1) / (n * (n + 1)), math.sqrt(2) * omega)
        for_rate = max(6 / (n * (n + 1)), omega**2)
        error_s = min(max(error_s, -STEP_MOST_S), STEP_MOST_S)
        self._position, self._time_s = position, time_s + for_time * error_s
        frame_s = self.frame_s + for_rate * error_s / n_frames
        low, high = (self._nominal_s * (1 + sign * DRIFT_MOST) for sign in (-1, 1))
        self.frame_s = min(max(frame_s, low), high)


class CallClock:
    """Which sample of the call stands for which time. Led by the stream whose samples are taken
    as they come; without one it runs on at the rate that it had."""

    def __init__(self, index: float, time_s: float, rate_hz: float) -> None:
        self.follow(index, time_s, rate_hz)

    def follow(self, index: float, time_s: float, rate_hz: float) -> None:
        """The sample at `index` was heard at `time_s`; `rate_hz` samples come in a second."""
        self._index, self._time_s, self.rate_hz = index, time_s, rate_hz

    def index_at(self, time_s: float) -> float:
        """The sample heard at `time_s`."""
        return self._index + (time_s - self._time_s) * self.rate_hz
