"""Owns running our code in a child process, which may die or hang without harm to us."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Literal

_KILL_S = 2.0


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """How a child ended: what it printed, and in plain words why it did not do its work."""

    how: Literal["done", "died", "hung"]
    out: str = ""
    why: str = ""


def run_child(code: str, *arguments: str, within_s: float) -> ChildEnd:
    """Runs Python code with this Python; it finds `arguments` in ``sys.argv[1:]``.

    A child that takes longer than `within_s` is killed, and left behind where even that does
    not end it, as with a driver that hangs.
    """
    # -P: a user's folder may hold files with the names of modules.
    command = [sys.executable or "python3", "-P", "-c", code, *arguments]
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        return ChildEnd("died", why=f"no process could be started ({error.strerror})")
    try:
        out, told = child.communicate(timeout=within_s)
    except subprocess.TimeoutExpired:
        return ChildEnd("hung", why=f"no answer within {within_s:g} s")
    finally:
        if child.poll() is None:
            _end(child)
    if child.returncode:
        return ChildEnd("died", out, why_ended(child.returncode, told))
    return ChildEnd("done", out)


def _end(child: subprocess.Popen[str]) -> None:
    child.kill()
    try:
        child.communicate(timeout=_KILL_S)
    except subprocess.TimeoutExpired:
        return


def why_ended(code: int, told: str) -> str:
    """Why a process ended: the signal, or its code, with the last line of what it said."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    last = f": {lines[-1]}" if lines else ""
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        return f"its process was ended by {name}{last}"
    return f"its process ended with code {code}{last}"
