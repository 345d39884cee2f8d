"""Owns the reading of the tables of a pack or scorecard, each fault noted with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from callcoach.coaching.playbook.toml_lines import Path

_KINDS = {str: "a text in quotes", int: "a whole number", list: "a list in [ ]", dict: "a table"}
_ITEMS = {
    "patterns": "pattern",
    "announcements": "announcement",
    "promises": "promise",
    "examples": "example",
    "near_misses": "near-miss",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a pack's file. `line` from 1, None where it is the file as a whole."""

    line: int | None
    what: str

    def said_of(self, where: str) -> str:
        """The fault in one line, with the file's name and the line."""
        return f"{where}: {self.what}" if self.line is None else f"{where}, {self}"

    def __str__(self) -> str:
        return self.what if self.line is None else f"line {self.line}: {self.what}"


def toml_of(text: str) -> dict[str, Any] | Fault:
    """The top table of a TOML text, or what is wrong with it and where tomllib stopped."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(text, error)
    except (ValueError, RecursionError) as error:
        return Fault(None, f"not valid TOML ({error})")


def _not_toml(text: str, error: tomllib.TOMLDecodeError) -> Fault:
    """Where tomllib stopped; it says the line in its words."""
    said = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|(end of document))\)", str(error))
    if said is None:
        return Fault(None, f"not valid TOML ({error})")
    what, line, column, _ = said.groups()
    if line is None:
        return Fault(text.count("\n") + 1, f"not valid TOML ({what}, at the file's end)")
    return Fault(int(line), f"not valid TOML ({what}, at letter {column})")


def faults_shown(faults: Sequence[Fault], where: str, more_in: str = "") -> str:
    """The first fault in one line, and how many more there are; `more_in`: what lists them."""
    first, n_more = faults[0].said_of(where), len(faults) - 1
    if not n_more:
        return first
    more = "one more fault" if n_more == 1 else f"{n_more} more faults"
    return f"{first} (and {more}{more_in})"


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults found so far; `lines` says where in the file each value stands."""

    lines: Mapping[Path, int]
    found: list[Fault] = field(default_factory=list)

    def note(self, path: Path, what: str) -> None:
        """Adds a fault; what has no line of its own stands where the table does."""
        while path and path not in self.lines:
            path = path[:-1]
        self.found.append(Fault(self.lines.get(path), what))

    def in_order(self) -> tuple[Fault, ...]:
        """The faults by line."""
        return tuple(sorted(self.found, key=lambda fault: fault.line or 0))


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a list. `called` names it in words: "technique 'apology', pattern 3"."""

    text: str
    path: Path
    called: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a pack's file. A value that is missing or wrong reads as the default."""

    data: Mapping[str, Any]
    path: Path
    called: str
    faults: Faults

    def fault(self, key: str, what: str) -> None:
        """Notes a fault of a key, or of the table where `key` is empty."""
        self.faults.note((*self.path, key), f"{self.called}, {what}" if self.called else what)

    def check_keys(
        self, allowed: Iterable[str], needed: Iterable[str], elsewhere: Mapping[str, str]
    ) -> None:
        """Notes keys that are not known, with the nearest or where they go, and those missing."""
        for key in self.data:
            if key not in allowed:
                belongs = elsewhere.get(key)
                hint = f"it belongs {belongs}" if belongs else nearest(key, allowed)
                self.fault(key, f"there is no key {key!r} here; {hint}")
        for key in sorted(set(needed) - self.data.keys()):
            self.fault("", f"{key} is missing")

    def typed(self, key: str, kind: type, default: Any) -> Any:
        """The value of a key."""
        value = self.data.get(key, default)
        if value is default or type(value) is kind:
            return value
        self.fault(key, f"{key} is {value!r}; it must be {_KINDS[kind]}")
        return default

    def text(self, key: str, default: str = "") -> str:
        """The text of a key; an empty one is a fault."""
        value: str = self.typed(key, str, default)
        if key in self.data and value is not default and not value.strip():
            self.fault(key, f"{key} is empty")
        return value

    def text_or_none(self, key: str) -> str | None:
        """The text of a key that may be missing."""
        return self.text(key) if key in self.data else None

    def one_of(self, key: str, allowed: Iterable[str], default: str) -> str:
        """A text out of those allowed."""
        value = self.data.get(key, default)
        if value == default or value in tuple(allowed):
            return str(value)
        self.fault(key, f"{key} is {value!r}; {nearest(value, allowed)}")
        return default

    def seconds(self, key: str, default: float) -> float:
        """A length of time in seconds, over 0."""
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
            self.fault(key, f"{key} is {value!r}; it must be seconds over 0")
            return default
        return float(value)

    def number(self, key: str) -> float | None:
        """A finite number, None where it is missing."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
            self.fault(key, f"{key} is {value!r}; it must be a number")
            return None
        return float(value)

    def items(self, key: str) -> tuple[Item, ...]:
        """The texts of a list, none where it is missing."""
        found = []
        for i, value in enumerate(self.typed(key, list, [])):
            name = f"{_ITEMS.get(key, key)} {i + 1}"
            called = f"{self.called}, {name}" if self.called else name
            if isinstance(value, str):
                found.append(Item(value, (*self.path, key, i), called))
            else:
                self.faults.note(
                    (*self.path, key, i), f"{called}: is {value!r}; it must be a text in quotes"
                )
        return tuple(found)

    def texts_of(self, key: str) -> tuple[Item, ...]:
        """The texts of a table in this table, named by their keys."""
        inner: Mapping[str, Any] = self.typed(key, dict, {})
        found = []
        for name, value in inner.items():
            path, called = (*self.path, key, name), f"[{key}] {name}"
            if isinstance(value, str) and value.strip():
                found.append(Item(value, path, called))
            else:
                self.faults.note(path, f"{called}: is {value!r}; it must be a text in quotes")
        return tuple(found)


def nearest(given: object, allowed: Iterable[str]) -> str:
    """The allowed name that is most like the one given, or all of them."""
    names = sorted(allowed)
    alike = get_close_matches(str(given), names, n=1)
    return f"did you mean {alike[0]!r}?" if alike else f"there are: {', '.join(names)}"
