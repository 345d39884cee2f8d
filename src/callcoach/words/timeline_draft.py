"""Owns what a transcript file says before anything of it is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcoach.errors import TimelineError

UNNAMED = "unknown"
"""The speaker of what names none."""


@dataclass(frozen=True, slots=True)
class Content:
    """A source as found: what to call it in messages, its text, its value where it is JSON.

    `speakers`: names that the user says are speakers. `notices`: what a reader should know.
    """

    name: str
    text: str
    plain: Any
    speakers: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftWord:
    """A word as the file has it; times of any type, None where it has none."""

    text: str
    start_s: Any = None
    end_s: Any = None
    confidence: Any = None


@dataclass(frozen=True, slots=True)
class DraftUtterance:
    """An utterance as the file has it. `where` names it in messages; `speaker` as written."""

    where: str
    speaker: str
    start_s: Any
    end_s: Any
    text: str
    words: tuple[DraftWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole file as one format understands it. `duration_s` None: the last end counts.

    `languages` by speaker's name; the name "" stands for all. `is_ordered`: whether the format
    writes each speaker's utterances in order of time.
    """

    engine: str
    duration_s: Any
    utterances: tuple[DraftUtterance, ...]
    languages: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    is_ordered: bool = True


def required(item: Any, key: str, where: str) -> Any:
    """The value of a key that must be there.

    Raises
    ------
    TimelineError
        If `item` is no JSON object or lacks the key; names the place.
    """
    if not isinstance(item, Mapping):
        raise TimelineError(f"{where} is not a JSON object")
    if key not in item:
        raise TimelineError(f"{where} has no {key!r}; it has: {', '.join(map(str, item)) or '-'}")
    return item[key]


def as_list(value: Any, where: str) -> list[Any]:
    """The value, which must be a list."""
    if not isinstance(value, list | tuple):
        raise TimelineError(f"{where} is not a list")
    return list(value)


def as_text(value: Any, where: str) -> str:
    """The value, which must be text."""
    if not isinstance(value, str):
        raise TimelineError(f"{where} is {value!r}, which is not text")
    return value


def as_mapping(value: Any, where: str) -> Mapping[str, Any]:
    """The value, which must be a JSON object."""
    if not isinstance(value, Mapping):
        raise TimelineError(f"{where} is not a JSON object")
    return value


LONGEST_S = 86_400.0
"""No time of a call may lie beyond; chosen by us: a day, so that a time in milliseconds or from
another clock is told and not judged."""


def as_time_s(value: Any, where: str) -> float:
    """The value, which must be a number of seconds from 0 to `LONGEST_S`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TimelineError(f"{where} is {value!r}, which is not a number of seconds")
    try:
        time_s = float(value)
    except OverflowError:
        time_s = math.inf
    if not math.isfinite(time_s):
        raise TimelineError(f"{where} is {time_s:g}, which is not finite")
    if time_s < 0:
        raise TimelineError(f"{where} is {time_s:g}, which is negative")
    if time_s > LONGEST_S:
        raise TimelineError(f"{where} is {time_s:g}; no call lasts over {LONGEST_S / 3600:g} hours")
    return time_s


def number_in(value: Any) -> Any:
    """The number that a text holds, as some formats write numbers; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value


def seconds_in(milliseconds: Any) -> Any:
    """Milliseconds as seconds; what is no number as it is, to be refused with its place."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return milliseconds
    try:
        return milliseconds / 1000
    except OverflowError:
        return milliseconds
