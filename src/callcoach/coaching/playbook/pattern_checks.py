"""Owns the check of one pattern: that it can be searched with, finds words, and ends in time."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from callcoach.coaching.playbook.pack_table import nearest
from callcoach.coaching.text.patterns import PIECE, pattern_of
from callcoach.language.slow_patterns import LONGEST_TEXT, is_slow

_NO_TEXT = re.compile(r"\\.|\(\?P[<=]\w+|@\w+|\[[^]]*\]")
_SHORT_FORM = re.compile(r"[^\W\d_]+'[^\W\d_]+")
_SAMPLE = "it is / not so / 5 it"


def pattern_fault(
    written: str,
    pieces: Mapping[str, str],
    expand: Mapping[str, Sequence[str]],
    group: str | None = None,
    *,
    is_piece: bool = False,
) -> str | None:
    """What is wrong with a pattern, in words that follow it; None where nothing is.

    `group`: the name of a group that it must have. `is_piece`: it is a named piece, which may
    match no word by itself.
    """
    unknown = _unknown_piece(written, pieces)
    if unknown is not None:
        return unknown
    bounded = pattern_of(written, pieces).bounded
    try:
        # As written first: for the place in it, and since our brackets hide a stray one.
        re.compile(written)
        compiled = re.compile(bounded)
    except re.error as error:
        place = f" at letter {error.pos + 1}" if error.pos is not None else ""
        return f"is no regular expression ({error.msg}{place if error.pattern == written else ''})"
    if not is_piece and any(not match.group().strip(" /") for match in compiled.finditer(_SAMPLE)):
        return "matches where there is no word at all; it must need one"
    if group is not None and group not in compiled.groupindex:
        return f"has no group named {group!r}: (?P<{group}>...)"
    return _never_matches(written, expand) or _too_slow(bounded)


def _too_slow(bounded: str) -> str | None:
    if not is_slow(bounded):
        return None
    return (
        f"may take for ever: a text of {LONGEST_TEXT} characters or fewer keeps it busy; is "
        "something repeated that holds a repetition or two ways to read the same words?"
    )


def _unknown_piece(written: str, pieces: Collection[str]) -> str | None:
    for found in re.finditer(r"@(\w*)", written):
        piece = PIECE.match(found.group())
        if piece is None or piece.group(1) not in pieces:
            return f"names {found.group()!r}, which is not in [phrases]; " + nearest(
                found.group(1), pieces
            )
    return None


def _never_matches(written: str, expand: Mapping[str, Sequence[str]]) -> str | None:
    """What in the pattern no text in match form holds, and why."""
    bare = _NO_TEXT.sub(" ", written)
    for word in re.findall(r"[\w'-]+", bare):
        if word != word.lower() and "(?i" not in written:
            return f"holds {word!r}: what is searched is in small letters"
        if re.search(r"\w-\w", word):
            return f"holds {word!r}: hyphens part words in what is searched: use a blank"
    for found in _SHORT_FORM.finditer(bare):
        if found.group() in expand:
            full = " ".join(expand[found.group()])
            return f"holds {found.group()!r}, which is written out before the search: use {full!r}"
    return None
