"""Owns the check that a pattern does not take for ever on a long text."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

LONGEST_TEXT = 2000
"""Characters of the longest text that is tried: five minutes of one party. Chosen by us."""

LIMIT_S = 0.2
"""A search in such a text may take this long, s of work. Chosen by us on 2026-11-27: the slowest
pattern of the English pack takes 0.04 s, nearly all under 0.001 s."""

_TAILS = (" #", "'#")
"""What ends a text that a pattern nearly matches: no word, or one that goes on."""

_FIRST_STEPS = tuple(range(1, 26, 2))
_GROWTH = 1.6
_LETTER = "q"
_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}
_BRANCHES_MOST = 6


@cache
def is_slow(pattern: str, longest: int = LONGEST_TEXT) -> bool:
    """Whether a search with a pattern takes over `LIMIT_S` in a text made to keep it busy.

    `longest`: characters of the longest text that will be searched.

    For each part that repeats, texts are what leads to it, more and more of the repeated, and an
    end that does not match. They grow by little, so that the check itself ends soon.
    """
    compiled = re.compile(pattern)
    return any(
        _takes_long(compiled, *loop, longest)
        for loop in dict.fromkeys(_loops(_parsed(pattern), ""))
    )


def _takes_long(compiled: re.Pattern[str], before: str, repeated: str, longest: int) -> bool:
    for tail in _TAILS:
        for n_times in _growing(longest // len(repeated)):
            begun_s = time.thread_time()
            compiled.search(before + repeated * n_times + tail)
            if time.thread_time() - begun_s > LIMIT_S:
                return True
    return False


def _growing(most: int) -> Iterator[int]:
    n_times = 0
    for n_times in _FIRST_STEPS:
        if n_times >= most:
            break
        yield n_times
    while n_times < most:
        n_times = int(n_times * _GROWTH) + 1
        yield min(n_times, most)


def _parsed(pattern: str) -> Any:
    # Python's own parser, which has no public name.
    return importlib.import_module("re._parser").parse(pattern)


def _loops(parts: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """A text that leads to each part that may repeat without end, and a text that it repeats."""
    for part in parts:
        kind, value = str(part[0]), part[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = value
            if most >= LONGEST_TEXT:
                for repeated in _samples(body):
                    if repeated:
                        yield before, repeated
        for inside in _inside(kind, value):
            yield from _loops(inside, before)
        before += next(_samples([part]))


def _inside(kind: str, value: Any) -> Iterator[Any]:
    """The parts that a part is made of."""
    if kind == "BRANCH":
        yield from value[1]
    elif kind in ("SUBPATTERN", "MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT", "ASSERT"):
        yield value[-1]
    elif kind == "ATOMIC_GROUP":
        yield value


def _samples(parts: Iterable[Any]) -> Iterator[str]:
    """Short texts that the parts match: one for each branch that they begin with."""
    listed = list(parts)
    if len(listed) == 1 and str(listed[0][0]) in ("BRANCH", "SUBPATTERN"):
        insides = list(_inside(str(listed[0][0]), listed[0][1]))
        for inside in insides[:_BRANCHES_MOST]:
            yield from _samples(inside)
        return
    yield "".join(_sample(part) for part in listed)


def _sample(part: Any) -> str:
    kind, value = str(part[0]), part[1]
    if kind == "LITERAL":
        return chr(int(value))
    if kind in ("NOT_LITERAL", "ANY"):
        return _LETTER
    if kind == "IN":
        return _one_of(value)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, body = value
        return next(_samples(body)) * int(min(least, LONGEST_TEXT))
    if kind in ("ASSERT", "ASSERT_NOT"):
        return ""
    return next(chain.from_iterable(map(_samples, _inside(kind, value))), "")


def _one_of(listed: Iterable[Any]) -> str:
    """A character of a set; a letter where the set says what it is not."""
    for kind, value in listed:
        name = str(kind)
        if name == "NEGATE":
            return _LETTER
        if name in ("LITERAL", "RANGE"):
            return chr(int(value if name == "LITERAL" else value[0]))
        if name == "CATEGORY":
            return _CATEGORIES.get(str(value), _LETTER)
    return _LETTER
