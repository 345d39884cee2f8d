"""A terminal for tests: it knows the few escapes that the panel writes, and refuses others."""

from __future__ import annotations

import io
import re

_ESCAPE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class SmallTerminal(io.StringIO):
    """What a terminal of some size would show of what is written to it; keeps all writes."""

    def __init__(self, width: int = 80, height: int = 24) -> None:
        super().__init__()
        self.width = width
        self.height = height
        self.writes: list[str] = []
        self.is_cursor_shown = True
        self.n_wrapped = 0
        self._row = self._column = 0
        self._screen = [[" "] * width for _ in range(height)]

    @property
    def shown(self) -> list[str]:
        """The screen's lines, without what is blank at their ends."""
        return ["".join(row).rstrip() for row in self._screen]

    @property
    def text(self) -> str:
        """The lines of the screen that are not blank."""
        return "\n".join(line for line in self.shown if line)

    def isatty(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        self.writes.append(text)
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = _ESCAPE.match(text, at)
                assert found, f"no escape of ours: {text[at : at + 8]!r}"
                self._steer(found[1], found[2])
                at = found.end()
            else:
                self._put(text[at])
                at += 1
        return len(text)

    def _put(self, letter: str) -> None:
        if letter == "\r":
            self._column = 0
        elif letter == "\n":  # as the terminal's driver does, with a return
            self._column = 0
            if self._row == self.height - 1:
                self._screen = [*self._screen[1:], [" "] * self.width]
            else:
                self._row += 1
        else:
            if self._column >= self.width:
                self.n_wrapped += 1
                self._put("\n")
            self._screen[self._row][self._column] = letter
            self._column += 1

    def _steer(self, value: str, kind: str) -> None:
        count = int(value) if value.isdigit() else 1
        if kind == "A":
            self._row = max(0, self._row - count)
        elif kind == "B":
            self._row = min(self.height - 1, self._row + count)
        elif kind == "G":
            self._column = count - 1
        elif kind == "H":
            self._row = self._column = 0
        elif kind in "JK":
            right = slice(self._column, self.width)
            self._screen[self._row][right] = [" "] * (self.width - self._column)
            below = range(self._row + 1, self.height) if kind == "J" else ()
            for row in below:
                self._screen[row] = [" "] * self.width
        elif value == "?25":
            self.is_cursor_shown = kind == "h"
        elif kind in "hl":
            assert value == "?25", value
            self.is_cursor_shown = kind == "h"
        else:
            assert kind == "m", kind
