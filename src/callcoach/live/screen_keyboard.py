"""Owns the keyboard while the panel stands: what is typed by mistake leaves no trace on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unechoed_keyboard() -> Iterator[None]:
    """Types nothing on the screen, nor into the shell afterwards; Ctrl-C and Ctrl-Z work.

    Does nothing where the keyboard is no terminal of ours, or the system has no such terminals.
    """
    try:
        import termios

        keyboard = sys.stdin.fileno()
        if os.tcgetpgrp(keyboard) != os.getpgrp():
            raise OSError("in the background")
        before = termios.tcgetattr(keyboard)
    except (ImportError, AttributeError, ValueError, OSError):
        yield
        return
    except termios.error:
        yield
        return
    quiet = termios.tcgetattr(keyboard)
    quiet[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(keyboard, termios.TCSANOW, quiet)
        yield
    finally:
        # What was typed in the meantime is thrown away.
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)
