"""Owns how a call that is going on is shown: as a panel on a terminal, else as plain lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

from rich.console import Console

from callcoach.live.screen.above import printed_above
from callcoach.live.screen.calm import CalmLanes
from callcoach.live.screen.colours import is_plain
from callcoach.live.screen.keyboard import unechoed_keyboard
from callcoach.live.screen.layout import panel, panel_lines
from callcoach.live.screen.libraries import own_descriptor
from callcoach.live.screen.painter import Painter
from callcoach.live.screen.words import CONSENT
from callcoach.report.phrases import clock, printable
from callcoach.types.cues import Crossing
from callcoach.types.live import LiveView

ShowView = Callable[[LiveView], None]
"""Takes the view of now; called about five times a second, never raises for the screen's sake."""


@contextmanager
def shown_panel(console: Console | None = None, *, title: str = "") -> Iterator[ShowView]:
    """A panel on stderr while the block runs, taken away at its end; plain lines elsewhere.

    Elsewhere is what has no cursor to move: a pipe, a file, TERM=dumb. `title`: what is listened
    to, such as names of inputs. What others print in the meantime appears above the panel.
    """
    console = console or _stderr_console()
    if console is None or not _can_draw(console):
        with plain_lines(console, title=title) as show:
            yield show
        return
    calm, plain = CalmLanes(), is_plain(console)
    with ExitStack() as stack:
        stack.callback(setattr, console, "file", console.file)
        console.file = stack.enter_context(own_descriptor(console.file))
        quieten = stack.enter_context(unechoed_keyboard())
        painter = Painter(console, when_back=quieten)

        def draw(view: LiveView) -> None:
            width, height = console.size
            painter.draw(panel_lines(calm(view), width, height, plain, title), (width, height))

        stack.enter_context(printed_above(painter))
        stack.callback(painter.close)
        yield draw


@contextmanager
def plain_lines(console: Console | None = None, *, title: str = "") -> Iterator[ShowView]:
    """Notices, cues that are shown and the start of a recording, as lines on stderr, each once."""
    del title  # the panel's alone
    stream = console.file if console is not None else sys.stderr
    yield _PlainLines(stream) if stream is not None else lambda _view: None


class _PlainLines:
    def __init__(self, stream: IO[str]) -> None:
        self._stream: IO[str] | None = stream
        self._notices: tuple[str, ...] = ()
        self._cue: Crossing | None = None
        self._recording: str | None = None

    def __call__(self, view: LiveView) -> None:
        if view.recording != self._recording:
            self._recording = view.recording
            if view.recording is not None:
                self._say(f"recording to {view.recording}: {CONSENT}")
        for notice in added(self._notices, view.notices):
            self._say(notice)
        self._notices = view.notices
        crossing = view.cue.crossing if view.cue is not None and view.cue.shown else None
        if crossing is not None and crossing != self._cue:
            self._say(f"{clock(crossing.at_s)} {crossing.text}")
        self._cue = crossing or self._cue

    def _say(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            print(f"callcoach: {printable(text)}", file=self._stream, flush=True)
        except (OSError, ValueError):  # hung up, or closed: the call goes on
            self._stream = None


def added(before: Sequence[str], now: Sequence[str]) -> Sequence[str]:
    """What stands in `now` behind what is left of `before`, whose oldest may be gone."""
    for n_kept in range(min(len(before), len(now)), -1, -1):
        if tuple(before[len(before) - n_kept :]) == tuple(now[:n_kept]):
            return now[n_kept:]
    return now


def _stderr_console() -> Console | None:
    if sys.stderr is None:
        return None
    # Asked here: FORCE_COLOR alone would make rich take a pipe for a terminal.
    return Console(stderr=True, force_terminal=sys.stderr.isatty())


def _can_draw(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal and not console.legacy_windows


__all__ = ["ShowView", "panel", "plain_lines", "shown_panel"]
