"""Owns how a pack writes patterns: named pieces filled in, whole words only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from callcoach.coaching.pack_checks import text_of
from callcoach.errors import SettingsError

_MACRO = re.compile(r"@([a-z]+)")


def named_pieces(phrases: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """Named pieces of patterns; a piece may use those above it."""
    macros: dict[str, str] = {}
    for name in phrases:
        body = text_of(phrases, name, f"{where}: phrases")
        macros[name] = f"(?:{_filled(body, macros, f'{where}: phrases.{name}')})"
    return macros


def _filled(pattern: str, macros: Mapping[str, str], where: str) -> str:
    def piece(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in macros:
            raise SettingsError(
                f"{where}: no phrase {'@' + name!r}; there are: {', '.join(sorted(macros))}"
            )
        return macros[name]

    return _MACRO.sub(piece, pattern)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression bounded by whole words, compiled when it is first searched with.

    The packs that come with callcoach hold hundreds, and a call without words needs none.
    """

    bounded: str

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.search`."""
        return _compiled(self.bounded).search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.finditer`."""
        return _compiled(self.bounded).finditer(text)

    def sub(self, by: str, text: str) -> str:
        """The text with every match as `by`."""
        return _compiled(self.bounded).sub(by, text)


def pattern_of(pattern: str, macros: Mapping[str, str], where: str) -> Pattern:
    """The pattern bounded by whole words, its pieces filled in."""
    return Pattern(rf"(?<![\w'])(?:{_filled(pattern, macros, where)})(?![\w'])")


def check_pattern(pattern: Pattern, group: str | None, where: str) -> None:
    """Refuse what is no regular expression, matches nothing at all, or lacks a named group."""
    try:
        compiled = _compiled(pattern.bounded)
    except re.error as error:
        raise SettingsError(f"{where} is no regular expression ({error})") from error
    if compiled.search(""):
        raise SettingsError(f"{where} matches nothing at all; it must need a word")
    if group is not None and group not in compiled.groupindex:
        raise SettingsError(f"{where} has no group named {group!r}")


@cache
def _compiled(bounded: str) -> re.Pattern[str]:
    return re.compile(bounded)
