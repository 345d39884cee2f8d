"""Owns what the name of a recording says of its call, by the owner's pattern of names."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from callcoach.errors import SettingsError
from callcoach.language.slow_patterns import is_slow
from callcoach.pipeline.written import CHANNEL_NAMES
from callcoach.types.about import About

GROUPS = ("call_id", "agent", "agent_channel", "date", "date_unix_s", "queue", "tags")
"""The groups that a pattern may have: what a manifest may say, and a date in UNIX seconds."""

LONGEST_NAME = 255
"""Bytes of the longest name that file systems take."""

_DATE = re.compile(
    r"(\d{4})([-_.]?)(\d\d)\2(\d\d)"
    r"(?:[T _.-]?(\d\d)([-:._]?)(\d\d)(?:\6(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_UNIX_S_MOST = 4_102_444_800  # 2100-01-01: what is over it, is in milliseconds


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says. `follows`: whether it fits the pattern at all.

    `unread`: what it says that could not be understood, such as a date that is none; in words.
    """

    about: About = field(default_factory=About)
    follows: bool = False
    unread: tuple[str, ...] = ()


def named_in(name: str, pattern: str) -> Named:
    """What the name of a file says by the setting `agent.file_name_pattern`.

    The pattern is looked for anywhere in the name; capitals and small letters are alike.

    Raises
    ------
    SettingsError
        As `checked_pattern`.
    """
    found = checked_pattern(pattern).search(name)
    if found is None:
        return Named()
    # Bytes that are no UTF-8 are shown as \\xNN: what is told of a call goes into databases.
    said = {
        group: os.fsencode(text).decode("utf-8", "backslashreplace").strip()
        for group, text in found.groupdict(default="").items()
    }
    unread: list[str] = []
    channel = CHANNEL_NAMES.get(said.get("agent_channel", "").lower())
    if channel is None and said.get("agent_channel"):
        unread.append(f"agent_channel {said['agent_channel']!r}")
    date = iso_date(said.get("date", "")) or _date_of_unix(said.get("date_unix_s", ""))
    for group in ("date", "date_unix_s"):
        if said.get(group) and not date:
            unread.append(f"{group} {said[group]!r}")
    about = About(
        said.get("call_id", ""),
        said.get("agent", ""),
        channel,
        date,
        said.get("queue", ""),
        said.get("tags", ""),
    )
    return Named(about, True, tuple(unread))


@cache
def checked_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern, ready to search with.

    Raises
    ------
    SettingsError
        If it is no regular expression, has no group or one that is not in `GROUPS`, or may take
        for ever.
    """
    allowed = f"name what it finds by groups: (?P<agent>...); there are: {', '.join(GROUPS)}"
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise SettingsError(f"agent.file_name_pattern is no regular expression: {error}") from error
    if not compiled.groupindex:
        raise SettingsError(f"agent.file_name_pattern has no group with a name; {allowed}")
    for group in compiled.groupindex:
        if group not in GROUPS:
            raise SettingsError(f"agent.file_name_pattern has a group {group!r}; {allowed}")
    if is_slow(pattern, LONGEST_NAME):
        raise SettingsError(
            "agent.file_name_pattern may take for ever on a long name; is something repeated that "
            "holds a repetition or two ways to read the same letters?"
        )
    return compiled


def iso_date(text: str) -> str:
    """A date as recorders and people write it, year first, in ISO 8601; empty where it is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    year, _, month, day, hour, _, minute, second, zone = found.groups()
    if hour is None:
        written, kind = f"{year}-{month}-{day}", "day"
    else:
        written = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone or ''}"
        kind = "seconds" if second else "minutes"
    try:
        date = datetime.fromisoformat(written.upper())
    except ValueError:
        return ""
    return date.date().isoformat() if kind == "day" else date.isoformat(timespec=kind)


def _date_of_unix(text: str) -> str:
    """Seconds since 1970 as a date of UTC; empty where they are none."""
    if not text.isascii() or not text.isdigit() or int(text) > _UNIX_S_MOST:
        return ""
    return datetime.fromtimestamp(int(text), UTC).isoformat()
