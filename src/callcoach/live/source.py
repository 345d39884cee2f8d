"""Owns what a source of live sound is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from callcoach.types.live import Captured


class Source(Protocol):
    """Where a call's sound comes from while it goes on: inputs, or a recording in their place."""

    sample_rate_hz: int

    def blocks(self) -> Iterator[Captured]:
        """The sound as it comes, both channels in step, until it ends or is closed.

        Raises
        ------
        CaptureError, AudioError
            If it cannot be opened or read.
        """

    def close(self) -> None:
        """Ends `blocks` soon; may be called from another thread and from a signal's handler."""
