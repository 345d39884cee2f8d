"""Owns a hit: words of a saying that show a technique."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.coaching.wording.sayings import Saying


@dataclass(frozen=True, slots=True)
class Hit:
    """Pieces `first`..`last` of a saying, characters [start, end) of its text, and the words that
    matched.

    `is_alike`: found by its likeness to a sentence, not by a pattern; `example`: to which, where
    it is an example of the pack itself.
    """

    saying: Saying
    first: int
    last: int
    start: int
    end: int
    matched: str
    is_alike: bool = False
    example: str | None = None

    @property
    def start_s(self) -> float:
        """When the matched words begin."""
        return self.saying.pieces[self.first].start_s

    @property
    def end_s(self) -> float:
        """When the matched words end."""
        return self.saying.pieces[self.last].end_s
