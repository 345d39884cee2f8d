"""Owns how checks look on the screen: a mark, what was looked at, what was found, what to do."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping

from callcoach.types.checks import Check, Outcome

MARKS: Mapping[Outcome, str] = {"works": "ok", "fails": "NO", "not_needed": "--"}

_ITEM_WIDTH = 16
_NARROWEST = 40


def show_check(check: Check) -> None:
    """One line, which a terminal sees broken at its width, and what to do in a line below."""
    if sys.stdout is None:
        return
    _show(f"{MARKS[check.outcome]}  {check.item:<{_ITEM_WIDTH}}  ", check.found)
    if check.advice:
        _show(" " * (_ITEM_WIDTH + 6), f"-> {check.advice}")
    sys.stdout.flush()


def _show(head: str, text: str) -> None:
    if not sys.stdout.isatty():
        print(head + text)
        return
    width = max(_NARROWEST, shutil.get_terminal_size().columns)
    indent = " " * len(head)
    # Paths and commands stay whole, so that they can be copied.
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    print("\n".join(lines))
