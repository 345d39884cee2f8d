"""Owns what an executor is: units in, answers out, wherever the work is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

from callcoach.batch.work.unit import Unit

TRIES_MOST = 3
"""How often a call is tried whose worker dies. Chosen by us: a bad moment is over by then."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call came out. `own`: as of `usual.own_values`. `failed_at`: the stage,
    empty where it did not fail.

    `stopped`: why the batch cannot go on, such as a full disk; empty where it can.
    """

    duration_s: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)
    stages_s: dict[str, float] = field(default_factory=dict)
    failed_at: str = ""
    reason: str = ""
    stopped: str = ""
    own: dict[str, Any] = field(default_factory=dict)


class Executor(Protocol):
    """Where calls are worked through; a context manager, whose end ends all that was started.

    Units share nothing, so that an answer depends neither on the executor nor on the order of work.
    What a unit gives lies written in its batch's folder when its answer is given.
    """

    def __enter__(self) -> Executor:
        """Starts nothing yet: that is for the first call."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Ends all that was started."""

    def work(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
        """Each unit with how it came out, in the order in which they are done.

        A unit whose worker dies is tried `TRIES_MOST` times. A generator that is closed early, or
        leaves by an error, ends its work. May be called again, one at a time.

        Raises
        ------
        BatchError
            If no worker can be started.
        """
