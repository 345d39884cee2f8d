"""Owns a thread that works through its tasks in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.float32]

PENDING_MOST = 4
"""Blocks of ten seconds that may wait for a slower worker, so that memory stays bounded."""


class Worker(AbstractContextManager["Worker"]):
    """Runs its task on each block on one thread of its own; a full queue makes the caller wait.

    Left after an error, it does not wait for a step at work: Ctrl-C in the middle of an import
    can leave another thread's import without an end.
    """

    def __init__(self, task: Callable[[Block], Any]) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._task = task
        self._pending: list[Future[Any]] = []

    def __exit__(self, kind: type[BaseException] | None, *about: Any) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def push(self, block: Block) -> None:
        """Has a block worked on; raises what an earlier one raised."""
        if len(self._pending) >= PENDING_MOST:
            self._pending.pop(0).result()
        self._pending.append(self._pool.submit(self._task, block))

    def then(self, task: Callable[[], Any]) -> Future[Any]:
        """Has something done after the blocks pushed so far."""
        return self._pool.submit(task)

    def wait(self) -> None:
        """Waits for all blocks; raises what one of them raised."""
        for future in self._pending:
            future.result()
        self._pending.clear()
