"""Owns where in a TOML text each value stands, which the reader of the values does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and places in lists that lead to a value: ("techniques", 2, "patterns", 0)."""

_TOKEN = re.compile(
    r'(?P<text>"""(?:\\[\s\S]|(?!""")[\s\S])*"""+'
    r"|'''(?:(?!''')[\s\S])*'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|(?P<blank>[ \t\r]+|#[^\n]*)"
    r"|(?P<line>\n)"
    r"|(?P<mark>[][{}=,.])"
    r"|(?P<bare>[^\s\][{}=,.#\"']+)"
)


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, from 1, on which each table, key and item of a list begins.

    `text` must be valid TOML: it is followed, not checked.
    """
    walk = _Walk(text)
    walk.statements()
    return walk.lines


class _Walk:
    """A walk over the tokens of a TOML text."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._tokens: list[tuple[str, str, int]] = []
        self._lists: dict[Path, int] = {}
        self._at = 0
        line = 1
        for found in _TOKEN.finditer(text):
            kind, token = str(found.lastgroup), found.group()
            if kind != "blank":
                self._tokens.append((kind, token, line))
            line += token.count("\n")
        self._tokens.append(("end", "", line))

    def statements(self) -> None:
        """All lines: headers of tables, and keys with their values."""
        table: Path = ()
        while self._kind != "end":
            if self._kind == "line":
                self._at += 1
            elif self._token == "[":
                table = self._header()
            else:
                self._key_and_value(table)

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _token(self) -> str:
        return self._tokens[self._at][1]

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self._tokens[self._at][2])

    def _header(self) -> Path:
        """A table, or one more of a list of tables; keys before the last may name such a list."""
        self._at += 1
        is_list = self._token == "["
        self._at += is_list
        names = self._keys("]")
        table: Path = ()
        for name in names[:-1]:
            table = self._last_of((*table, name))
        table = (*table, names[-1])
        self._note(table)
        if is_list:
            self._lists[table] = self._lists.get(table, -1) + 1
            table = self._last_of(table)
            self._note(table)
        self._at += 1 + is_list
        return table

    def _last_of(self, table: Path) -> Path:
        return (*table, self._lists[table]) if table in self._lists else table

    def _keys(self, until: str) -> list[str]:
        names: list[str] = []
        while self._token != until:
            if self._kind == "text":
                names.append(tomllib.loads(f"k = {self._token}")["k"])
            elif self._token != ".":
                names.append(self._token)
            self._at += 1
        return names

    def _key_and_value(self, table: Path) -> None:
        begun = self._at
        path = (*table, *self._keys("="))
        after, self._at = self._at + 1, begun
        self._note(path)
        self._at = after
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._token == "[":
            self._items(path, "]")
        elif self._token == "{":
            self._items(path, "}")
        elif self._kind == "text":
            self._at += 1
        else:  # numbers, times and the like, which marks may cut into several tokens
            while self._kind in ("bare", "mark") and self._token not in (",", "]", "}"):
                self._at += 1

    def _items(self, path: Path, until: str) -> None:
        self._at += 1
        n_items = 0
        while self._token != until:
            if self._kind == "line" or self._token == ",":
                self._at += 1
            elif until == "}":
                self._key_and_value(path)
            else:
                self._note((*path, n_items))
                self._value((*path, n_items))
                n_items += 1
        self._at += 1
