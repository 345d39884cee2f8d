"""Owns how a pack writes patterns: named pieces filled in, whole words only."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


def compiled_pattern(pattern: str, macros: Mapping[str, str], where: str) -> re.Pattern[str]:
    """The pattern bounded by whole words, its pieces filled in."""
    filled = _filled(pattern, macros, where)
    try:
        bounded = re.compile(rf"(?<![\w'])(?:{filled})(?![\w'])")
    except re.error as error:
        raise SettingsError(f"{where}: {pattern!r} is no regular expression ({error})") from error
    if bounded.search(""):
        raise SettingsError(f"{where}: {pattern!r} matches nothing at all; it must need a word")
    return bounded
