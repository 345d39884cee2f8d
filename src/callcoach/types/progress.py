"""Owns how long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float, float | None], None]
"""Called as (stage, done, total): seconds of audio, or bytes; total None where unknown."""


def no_progress(stage: str, done: float, total: float | None) -> None:
    """Shows nothing."""
