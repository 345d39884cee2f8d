"""Owns the choice of the executor."""

from __future__ import annotations

from callcoach.batch.executor import Executor
from callcoach.batch.workers import Processes
from callcoach.settings import BatchSettings


def executor_of(settings: BatchSettings, n_workers: int) -> Executor:
    """The executor that the settings name. `n_workers`: 0 is one for each core."""
    return Processes(n_workers, settings)
