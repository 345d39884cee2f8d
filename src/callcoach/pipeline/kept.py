"""Owns what a review asks of a place that holds what was heard and said of its call before."""

from __future__ import annotations

from typing import Protocol

from callcoach.pipeline.heard import Heard
from callcoach.pipeline.wording import Speech, Wording


class Kept(Protocol):
    """What is known of one call: files of a batch (`heard_files.py`), or a call just heard live.

    `content`: hex SHA-256 of the recording's bytes.
    """

    content: str

    def heard(self) -> Heard | None:
        """What was heard of the call; None where it must be listened to."""

    def keep_heard(self, heard: Heard) -> None:
        """Keeps what was heard, where that is allowed."""

    def words(self, speech: Speech) -> Wording | None:
        """The words of just this speech; None where the engine must be asked."""

    def keep_words(self, speech: Speech, said: Wording) -> None:
        """Keeps what the engine gave, where that is allowed."""
