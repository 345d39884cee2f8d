"""Owns the clock of a review: seconds spent per stage."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class StageClock:
    """Adds up the seconds of named stages, on the wall's clock."""

    def __init__(self) -> None:
        self._spent_s: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts the block's time under `name`."""
        start_s = time.perf_counter()
        try:
            yield
        finally:
            spent_s = time.perf_counter() - start_s
            self._spent_s[name] = self._spent_s.get(name, 0.0) + spent_s

    @property
    def spent_s(self) -> Mapping[str, float]:
        """Seconds per stage so far, to 0.01 s, in order of their first use."""
        return {name: round(value, 2) for name, value in self._spent_s.items()}
