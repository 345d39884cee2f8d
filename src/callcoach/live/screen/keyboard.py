"""Owns the keyboard while the panel stands: what is typed by mistake leaves no trace on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def unechoed_keyboard() -> Iterator[Callable[[], None]]:
    """Types nothing on the screen, nor into the shell afterwards; Ctrl-C and Ctrl-Z work.

    Gives what to call after a stop (Ctrl-Z, fg), for a shell sets the keyboard its own way. Does
    nothing where the keyboard is no terminal of ours, or the system has no such terminals.
    """
    try:
        import termios
    except ImportError:
        yield lambda: None
        return
    try:
        keyboard = sys.stdin.fileno()
        before, quiet = termios.tcgetattr(keyboard), termios.tcgetattr(keyboard)
    except (AttributeError, ValueError, OSError, termios.error):
        yield lambda: None
        return
    quiet[3] &= ~termios.ECHO

    def change(when: int, attributes: list[int | list[bytes | int]]) -> None:
        try:
            # In the background, a change would stop us.
            if os.tcgetpgrp(keyboard) == os.getpgrp():
                termios.tcsetattr(keyboard, when, attributes)
        except (OSError, termios.error):  # hung up
            pass

    try:
        change(termios.TCSANOW, quiet)
        yield lambda: change(termios.TCSANOW, quiet)
    finally:
        # What was typed in the meantime is thrown away.
        change(termios.TCSAFLUSH, before)
