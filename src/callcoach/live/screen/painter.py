"""Owns the part of the terminal that the panel stands on: only what changed is written to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from rich.cells import cell_len
from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style

from callcoach.live.screen.colours import theme
from callcoach.live.screen.pieces import Line

AWAY_S = 3.0
"""After so long without a view we may have been stopped (Ctrl-Z), with other text on the screen."""

_HOME_AND_CLEAR = "\x1b[H\x1b[J"
_CLEAR_BELOW = "\x1b[J"
_CLEAR_RIGHT = "\x1b[K"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"

_Cell = tuple[str, str]
"""A letter and the name of its style."""


class Painter:
    """Draws lines where the cursor is, and over them again; between, the cursor is on the last.

    rich's own Live wipes all lines before it writes them anew: that flickers, and over a slow
    connection it is ten times as much to send. Here a letter that stays is not touched.

    Drawing never raises: a terminal that went away ends the drawing, not the call. `when_back` is
    called when drawing goes on after a stop.
    """

    def __init__(
        self,
        console: Console,
        *,
        when_back: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._file = console.file
        self._colours = COLOR_SYSTEMS.get(console.color_system or "")
        self._is_colourless = console.no_color
        self._theme = theme(console)
        self._when_back = when_back
        self._clock = clock
        self._lock = threading.RLock()
        self._lines: tuple[Line, ...] = ()
        self._size = (0, 0)
        self._drawn_at_s = 0.0
        self._is_gone = False

    def draw(self, lines: Sequence[Line], size: tuple[int, int]) -> None:
        """Shows the lines. `size`: columns and lines of the terminal, all lines fit in."""
        with self._lock:
            now_s = self._clock()
            was_away = now_s - self._drawn_at_s > AWAY_S
            self._drawn_at_s = now_s
            before, self._lines = self._lines, tuple(lines)
            moved = bool(before) and (size != self._size or was_away)
            self._size = size
            if not before:
                self._write(_HIDE_CURSOR + self._whole())
            elif moved:
                if was_away:
                    self._when_back()
                # Lines may have been wrapped anew, nobody can tell how: from the top.
                self._write(_HIDE_CURSOR + _HOME_AND_CLEAR + self._whole())
            elif len(before) != len(self._lines):
                self._write(_to_top(before) + _CLEAR_BELOW + self._whole())
            else:
                self._write(self._changes(before))

    def above(self, text: str) -> None:
        """Puts text that others print above the panel. `text`: whole lines."""
        with self._lock:
            clear = _to_top(self._lines) + _CLEAR_BELOW if self._lines else ""
            self._write(clear + text + self._whole())

    def close(self) -> None:
        """Takes the panel away and gives the cursor back."""
        with self._lock:
            if self._lines:
                self._write(_to_top(self._lines) + _CLEAR_BELOW + _SHOW_CURSOR)
            self._lines = ()

    def _whole(self) -> str:
        lines = ("".join(self._in_style(p.text, p.style) for p in line) for line in self._lines)
        return "\n".join(f"\r{line}{_CLEAR_RIGHT}" for line in lines) + "\r" * bool(self._lines)

    def _changes(self, before: Sequence[Line]) -> str:
        """What makes the lines before those of now; the cursor ends where it began."""
        written: list[str] = []
        last = row = len(before) - 1
        for i, (old, new) in enumerate(zip(before, self._lines, strict=True)):
            if old != new:
                move = f"\x1b[{row - i}A" if i < row else f"\x1b[{i - row}B" if i > row else ""
                written.append(move + self._change(_cells(old), _cells(new)))
                row = i
        if not written:
            return ""
        return "".join(written) + (f"\x1b[{last - row}B" if last > row else "") + "\r"

    def _change(self, old: list[_Cell], new: list[_Cell]) -> str:
        start, end = 0, len(new)
        is_even = _is_even(old) and _is_even(new)
        if is_even:
            while start < min(len(old), end) and old[start] == new[start]:
                start += 1
            while len(old) == len(new) and end > start and old[end - 1] == new[end - 1]:
                end -= 1
        text, rest = "", start
        while rest < end:
            style = new[rest][1]
            stop = rest
            while stop < end and new[stop][1] == style:
                stop += 1
            text += self._in_style("".join(letter for letter, _ in new[rest:stop]), style)
            rest = stop
        rest_of_old = "" if is_even and len(new) >= len(old) else _CLEAR_RIGHT
        return f"\x1b[{start + 1}G{text}{rest_of_old}"

    def _in_style(self, text: str, name: str) -> str:
        style = self._theme.styles.get(name, Style.null())
        if self._is_colourless:
            style = style.without_color
        return style.render(text, color_system=self._colours)

    def _write(self, text: str) -> None:
        if not text or self._is_gone:
            return
        try:
            self._file.write(text)
            self._file.flush()
        except (OSError, ValueError):  # hung up, or closed
            self._is_gone = True


def _to_top(lines: Sequence[Line]) -> str:
    up = len(lines) - 1
    return "\r" + (f"\x1b[{up}A" if up > 0 else "")


def _cells(line: Line) -> list[_Cell]:
    return [(letter, piece.style) for piece in line for letter in piece.text]


def _is_even(cells: Sequence[_Cell]) -> bool:
    """Whether each letter takes one column, so that its place can be counted."""
    return all(letter.isascii() or cell_len(letter) == 1 for letter, _ in cells)
