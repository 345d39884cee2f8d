"""Owns what goes to the screen: the summary, or the JSON where it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from callcoach.errors import OutputError

if TYPE_CHECKING:
    from callcoach.types.review import Review


def check_screen(json: str) -> None:
    """Nothing, unless the JSON is to go to an output that is closed.

    Raises
    ------
    OutputError
        Before any work is done.
    """
    if json == "-" and sys.stdout is None:
        raise OutputError("the output (-) is closed; name a file with --json FILE")


def show_json(text: str) -> None:
    """The JSON as it is, in UTF-8 whatever the terminal's own encoding."""
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
