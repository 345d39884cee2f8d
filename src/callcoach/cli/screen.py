"""Owns what goes to the screen: the summary, or a result where it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach.errors import OutputError

if TYPE_CHECKING:
    from callcoach.types.review import Review


def check_screen(output: str, option: str = "--json") -> None:
    """Nothing, unless a result is to go to an output that is closed.

    Raises
    ------
    OutputError
        Before any work is done.
    """
    if output == "-" and sys.stdout is None:
        raise OutputError(f"the output (-) is closed; name a file with {option} FILE")


def show_text(text: str) -> None:
    """A result as it is, in UTF-8 whatever the terminal's own encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))


def show_summary(review: Review, paths: Sequence[Path]) -> None:
    """The summary in plain words; nothing where the output is closed."""
    if sys.stdout is None:
        return
    from rich.console import Console

    from callcoach.report.terminal import print_summary

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit with 1, but a reader who has seen enough may go

    print_summary(review, Screen(), paths=paths)
