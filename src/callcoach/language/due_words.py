"""Owns how a language says when something is due: its days, hours, lengths of time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from callcoach.language.lexicon import base_code

Means = Literal[
    "day", "end_of_day", "weekday", "next_weekday", "date", "end", "ahead", "clock", "part"
]
_PIECE = re.compile(r"@([a-z]+)")


@dataclass(frozen=True, slots=True)
class DueForm:
    """One way to say a time. `fixed`: what it says without a group of its own for it.

    `is_bare`: too short to be looked for; read only where a time is expected.
    """

    means: Means
    pattern: re.Pattern[str]
    fixed: Mapping[str, str]
    is_bare: bool


@dataclass(frozen=True, slots=True)
class DueWords:
    """The words of a language for times, in normal form.

    `numbers`, `ordinals`, `weekdays` (Monday 1), `months`, `units`, `halves` and `parts` ("am",
    "pm") by their words; `vague` numbers name none exactly, and 0 stands for none at all. `leads`
    stand before a time, `joins` between a day and an hour, `ranges` between two ends; `about` makes
    it inexact; after `elsewhere` or `depends` it is counted from something else than now.
    """

    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    units: Mapping[str, str]
    halves: Mapping[str, str]
    parts: Mapping[str, str]
    vague: frozenset[str]
    leads: re.Pattern[str]
    joins: re.Pattern[str]
    ranges: re.Pattern[str]
    about: re.Pattern[str]
    elsewhere: re.Pattern[str]
    depends: re.Pattern[str]
    forms: tuple[DueForm, ...]

    def number(self, said: str) -> int | None:
        """What a number or ordinal says, in words or in figures; None where it is neither."""
        if said in self.numbers:
            return self.numbers[said]
        if said in self.ordinals:
            return self.ordinals[said]
        figures = re.match(r"\d+", said)
        return int(figures[0]) if figures else None

    def unit(self, said: str) -> str:
        """The unit of a length of time: minute, hour, day, week, month or year."""
        return self.units.get(said, said)


@cache
def due_words(code: str) -> DueWords | None:
    """The words for times of a language code, None where there are none."""
    file = resources.files("callcoach.language") / "data" / "due" / f"{base_code(code)}.toml"
    return parse_due_words(file.read_text(encoding="utf-8")) if file.is_file() else None


def parse_due_words(text: str) -> DueWords:
    """The words for times that a TOML text holds; its form is told in `data/due/en.toml`."""
    data = tomllib.loads(text)
    words, pieces = data["words"], _pieces(data)
    said = {
        name: re.compile(_filled(words[name], pieces))
        for name in ("leads", "joins", "ranges", "about", "elsewhere", "depends")
    }
    return DueWords(
        numbers=data["numbers"],
        ordinals=data["ordinals"],
        weekdays=data["weekdays"],
        months=data["months"],
        units=data["units"],
        halves=data["halves"],
        parts=data["parts"],
        vague=frozenset(words["vague"]),
        leads=said["leads"],
        joins=said["joins"],
        ranges=said["ranges"],
        about=said["about"],
        elsewhere=said["elsewhere"],
        depends=said["depends"],
        forms=tuple(_form(entry, pieces) for entry in data["forms"]),
    )


def _pieces(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Named pieces of the forms; one may use those above it."""
    tables = {
        "number": ("numbers", r"\d+"),
        "ordinal": ("ordinals", None),
        "weekday": ("weekdays", None),
        "month": ("months", None),
        "unit": ("units", None),
        "half": ("halves", None),
        "part": ("parts", None),
    }
    pieces = {name: _either(data[table], more) for name, (table, more) in tables.items()}
    for name, body in data["pieces"].items():
        pieces[name] = _filled(body, pieces)
    return pieces


def _form(entry: Mapping[str, Any], pieces: Mapping[str, str]) -> DueForm:
    body = _filled(entry["pattern"], pieces)
    known = ("means", "pattern", "is_bare")
    return DueForm(
        means=entry["means"],
        pattern=re.compile(rf"(?<![\w'])(?:{body})(?![\w'])"),
        fixed={name: str(value) for name, value in entry.items() if name not in known},
        is_bare=entry.get("is_bare", False),
    )


def _either(listed: Iterable[str], more: str | None) -> str:
    """Any of some words, the longest first, or one more pattern."""
    words = [re.escape(each) for each in sorted(listed, key=len, reverse=True)]
    return f"(?:{'|'.join([*words, more] if more else words)})"


def _filled(body: str, pieces: Mapping[str, str]) -> str:
    return _PIECE.sub(lambda found: pieces[found[1]], body)
