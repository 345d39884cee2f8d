"""Owns the worker on a Ray cluster: an actor with the model in its memory, and nothing shared."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callcoach.batch.work.attempt import Attempt
    from callcoach.batch.work.unit import Unit
    from callcoach.settings import Settings

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker is, and what its reviews depend on there."""

    host: str
    pid: int
    parts: Mapping[str, str]


class RayWorker:
    """Made by Ray, which calls `stage` while `do` is at work."""

    def __init__(self) -> None:
        os.environ.update(_ONE_THREAD)  # before what counts cores for its threads is loaded
        self._load: Any = None
        self._stage = ""

    def place(self, settings: Settings) -> Place:
        """Where this is.

        Raises
        ------
        CallcoachError
            As `parts_here`.
        """
        from callcoach.batch.work.alike import parts_here

        return Place(socket.gethostname(), os.getpid(), parts_here(settings))

    def do(self, unit: Unit, core: int) -> Attempt:
        """Reviews a call on one core; the files come back as bytes, for there may be no shared
        folder."""
        from callcoach.batch.work.attempt import attempt
        from callcoach.batch.work.worker import take_core
        from callcoach.words import KeptWhisper

        self._stage = "opening"
        take_core(core)  # of this thread, and so of those that it begins
        if self._load is None:
            self._load = KeptWhisper()
        return attempt(unit, self._load, self._come_to)

    def stage(self) -> str:
        """The stage that the call at work has come to."""
        return self._stage

    def _come_to(self, stage: str) -> None:
        self._stage = stage
