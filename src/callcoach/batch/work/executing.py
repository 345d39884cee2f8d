"""Owns the choice of the executor."""

from __future__ import annotations

from callcoach.batch.work.executor import Executor
from callcoach.batch.work.ray_workers import RayCluster
from callcoach.batch.work.workers import Processes
from callcoach.settings import BatchSettings


def executor_of(settings: BatchSettings, n_workers: int) -> Executor:
    """The executor that the settings name. `n_workers`: 0 is one for each core."""
    if settings.executor == "ray":
        return RayCluster(n_workers, settings)
    return Processes(n_workers, settings)
