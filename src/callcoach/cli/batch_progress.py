"""Owns how the progress of a batch is shown: a display on a terminal, plain lines when piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callcoach.batch.recordings.calls import Failed
    from callcoach.batch.rounds import Status, Watch

EVERY_S = 10.0
"""How often at most a plain line tells how far it is."""


@contextmanager
def shown_batch(quiet: bool) -> Iterator[Watch]:
    """Shows a batch on stderr while the block runs."""
    if quiet or sys.stderr is None:
        yield lambda _status, _failed: None
    elif sys.stderr.isatty():
        yield from _display()
    else:
        yield _Lines()


def _display() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=20))
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("starting", total=None)

        def show(status: Status, failed: Failed | None) -> None:
            if failed is not None:
                bars.console.print(told(failed), markup=False, highlight=False)
            bars.update(
                task,
                description=line(status),
                completed=status.n_calls - status.n_left,
                total=status.n_calls,
            )

        yield show


class _Lines:
    """A line now and then, and one for each failure."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def __call__(self, status: Status, failed: Failed | None) -> None:
        if failed is not None:
            print(told(failed), file=sys.stderr, flush=True)
        now_s = time.monotonic()
        if now_s >= self._next_s or not status.n_left:
            self._next_s = now_s + EVERY_S
            print(f"callcoach: {line(status)}", file=sys.stderr, flush=True)


def told(failed: Failed) -> str:
    """A failure in one line."""
    from callcoach.report.phrases import printable

    return f"callcoach: failed: {printable(str(failed.path))}: {failed.stage}: " + printable(
        failed.reason
    )


def line(status: Status) -> str:
    """How far a batch is, in one line.

    The time left is what the calls of this run took each, times those that are left.
    """
    n_over = status.n_calls - status.n_left
    parts = [f"{n_over}/{status.n_calls} calls"]
    if status.audio_s and status.spent_s:
        parts.append(f"{status.audio_s / 3600:.1f} h of audio")
        parts.append(f"{status.audio_s / status.spent_s:.0f} x real time")
        if status.n_left:
            parts.append(f"{_span(status.spent_s / max(1, status.n_done) * status.n_left)} left")
    if status.n_again:
        parts.append(f"{status.n_again} judged again by their agent's usual")
    parts.append(f"{len(status.failed)} failed")
    return ", ".join(parts)


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under 1 min"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
