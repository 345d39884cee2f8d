"""Owns one try at something that may hang, in a thread that is left behind if it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from callcoach.audio.capture.world import World
from callcoach.errors import CallcoachError, CaptureError

Result = TypeVar("Result")


class Attempt(Generic[Result]):
    """Runs `work` beside us. `is_done`: it has ended; then `error` or `result` is there."""

    def __init__(self, work: Callable[[], Result], world: World) -> None:
        self._work = work
        self.result: Result | None = None
        self.error: CallcoachError | None = CaptureError("the sound system failed; try again")
        self.is_done = False
        world.start(self._run)

    def _run(self) -> None:
        try:
            self.result = self._work()
            self.error = None
        except CallcoachError as error:
            self.error = error
        finally:
            self.is_done = True
