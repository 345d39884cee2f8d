"""Owns what others print while the panel stands: it appears above, in whole lines."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import IO, Any, cast

from callcoach.live.screen.painter import Painter


class _Above:
    """Stands in for a stream that goes to the panel's terminal."""

    def __init__(self, stream: IO[str], put: Callable[[str], None]) -> None:
        self._stream = stream
        self._put = put
        self._begun = ""
        self._lock = threading.RLock()

    def write(self, text: str) -> int:
        """Takes text; lines appear once they are whole."""
        with self._lock:
            whole, newline, self._begun = (self._begun + text).rpartition("\n")
            if newline:
                self._put(whole + newline)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """As `write`, each."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing: what is no whole line yet waits."""

    def end(self) -> None:
        """Gives the stream what never became a whole line."""
        self._stream.write(self._begun)
        self._begun = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def printed_above(painter: Painter) -> Iterator[None]:
    """While the block runs, what goes to stdout and stderr stands above the panel.

    Only where they are terminals; what does not go through `sys.stdout` or `sys.stderr` of Python
    cannot be caught.
    """
    ours: list[_Above] = []
    with ExitStack() as stack:
        for stream, redirected in ((sys.stdout, redirect_stdout), (sys.stderr, redirect_stderr)):
            if stream is not None and stream.isatty():
                ours.append(_Above(stream, painter.above))
                stack.callback(ours[-1].end)
                stack.enter_context(redirected(cast(Any, ours[-1])))
        yield
