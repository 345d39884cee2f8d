"""Owns the clocks and threads that capture runs by, so that a test can put its own in place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


def _elapsed_s() -> float:
    """Seconds that pass in a suspended computer too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.time()


def _wait(event: threading.Event, most_s: float) -> None:
    event.wait(most_s)


def _start(work: Callable[[], None]) -> None:
    # A daemon, for what opens and closes devices may hang and must not keep the process.
    threading.Thread(target=work, daemon=True, name="callcoach-capture").start()


@dataclass(frozen=True, slots=True)
class World:
    """What time it is, and how work is begun beside ours.

    `monotonic_s`: never steps. `elapsed_s`: goes on while the computer is suspended, where
    `monotonic_s` may stand still. `elapsed_may_step`: whether that one is a wall clock, which
    people and time servers set. `wait`: for an event, at most so many seconds. `start`: begins work
    in a thread that ends with the process.
    """

    monotonic_s: Callable[[], float] = time.monotonic
    elapsed_s: Callable[[], float] = _elapsed_s
    elapsed_may_step: bool = not hasattr(time, "CLOCK_BOOTTIME")
    wait: Callable[[threading.Event, float], None] = _wait
    start: Callable[[Callable[[], None]], None] = _start
