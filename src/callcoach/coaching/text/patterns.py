"""Owns how a pack writes patterns: named pieces filled in, whole words only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from callcoach.coaching.playbook.pack_table import Item

PIECE = re.compile(r"@([a-z]+)")


def named_pieces(phrases: Iterable[Item]) -> Mapping[str, str]:
    """Named pieces of patterns; a piece may use those above it."""
    pieces: dict[str, str] = {}
    for item in phrases:
        pieces[str(item.path[-1])] = f"(?:{_filled(item.text, pieces)})"
    return pieces


def _filled(pattern: str, pieces: Mapping[str, str]) -> str:
    """The pattern with its pieces; those that there are not stay as written."""
    return PIECE.sub(lambda found: pieces.get(found.group(1), found.group()), pattern)


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


def pattern_of(pattern: str, pieces: Mapping[str, str]) -> Pattern:
    """The pattern bounded by whole words, its pieces filled in."""
    return Pattern(rf"(?<![\w'])(?:{_filled(pattern, pieces)})(?![\w'])")


@cache
def _compiled(bounded: str) -> re.Pattern[str]:
    return re.compile(bounded)
