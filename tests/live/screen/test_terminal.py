"""On a real pseudo-terminal: resizing, typing by mistake, Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from small_terminal import SmallTerminal

termios = pytest.importorskip("termios")
fcntl = pytest.importorskip("fcntl")

CALL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from callcoach.live.screen.panel import shown_panel
from live_views import QUIET
def is_echoed():
    return bool(termios.tcgetattr(0)[3] & termios.ECHO)
try:
    with shown_panel(title="both") as show:
        show(QUIET)
        for line in sys.stdin:
            print("typed", line.strip().upper(), is_echoed())
            show(QUIET)
except KeyboardInterrupt:
    print("ended by Ctrl-C", is_echoed())
"""


class Call:
    """A panel in another process, and the keyboard and screen it is used with."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._terminal = terminal
        self._process = process
        self.written = ""
        self._read = 0
        self._decoder = getincrementaldecoder("utf-8")()

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def resize(self, width: int, height: int) -> None:
        termios.tcsetwinsize(self._terminal, (height, width))

    def read_until(self, text: str) -> str:
        """What is written next, up to the end of the text."""
        begin = self._read
        while (found := self.written.find(text, begin)) < 0:
            self._read_more()
        self._read = found + len(text)
        return self.written[begin : self._read]

    def _read_more(self) -> bool:
        more = os.read(self._terminal, 65536)
        self.written += self._decoder.decode(more)
        return bool(more)

    def read_rest(self) -> int:
        """Reads until the end, and gives the exit status."""
        try:
            while self._read_more():
                pass
        except OSError:  # how Linux says that the other end was closed
            pass
        return self._process.wait(timeout=20)


@contextmanager
def running_call() -> Iterator[Call]:
    ours, theirs = os.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "COLUMNS", "LINES"))}
    environment = {
        **kept,
        "TERM": "xterm-256color",
        "LANG": "en_GB.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONIOENCODING": "utf-8",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", CALL],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Call(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_a_call_in_a_real_terminal() -> None:
    with running_call() as call:
        call.read_until("Ctrl-C ends the call and writes the review")
        call.type("by mistake\n")
        call.read_until("typed BY MISTAKE False")

        call.resize(60, 15)
        call.type("next\n")
        call.read_until("\x1b[H\x1b[J")
        small = SmallTerminal(60, 15)
        small.write(call.read_until("Ctrl-C ends the call"))
        assert small.shown[0] == f"  callcoach live  both{'4:12':>36}"
        assert small.n_wrapped == 0

        call.type("not meant for the shell")
        call.type("\x03")
        assert call.read_rest() == 0
        assert "ended by Ctrl-C True" in call.written
        assert "\x1b[?25h" in call.written
        for typed in ("mistake", "next", "meant"):
            assert typed not in call.written
