"""Patterns that could hang on a long text are told from those that only look alike."""

from __future__ import annotations

import re
import time

import pytest

from callcoach.coaching.text.patterns import pattern_of
from callcoach.language.slow_patterns import LONGEST_TEXT, is_slow

SLOW = [
    r"(\w+\s?)+please",
    r"(.*)*sorry",
    r"(?:a|a)*b",
    r"sorry (?:\w+ ?)*x",
    r"(?:(?:so )+)+sorry",
    r"(\w+ ?)+",
    r"(?:very |really )*(?:very )*(?:very )*(?:very )*good",
    r"i am (?:so |very |very )*sorry",
    r"(?:a|b|ab)*c",
]
FAST = [
    "thank you",
    r"(?:[\w'.]+ ){0,5}?sorry",
    r"(?:[\w'.]+ ){1,}sorry",
    r"i am (?:so |very |really )*sorry",
    r".*sorry.*delay",
    r"(?<!not )sorry (?!if )\w+",
    r"[^ ]+ (?:\d+|an?) (?:days?|hours?)",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_may_hang_is_told_in_seconds(pattern: str) -> None:
    begun_s = time.thread_time()
    assert is_slow.__wrapped__(pattern_of(pattern, {}).bounded)
    assert time.thread_time() - begun_s < 10


@pytest.mark.parametrize("pattern", FAST)
def test_a_pattern_that_ends_is_let_be(pattern: str) -> None:
    assert not is_slow(pattern_of(pattern, {}).bounded)


@pytest.mark.parametrize("pattern", FAST)
def test_what_is_let_be_ends_on_any_long_text_that_we_thought_of(pattern: str) -> None:
    compiled = re.compile(pattern_of(pattern, {}).bounded)
    for piece in (
        "a",
        "a ",
        "so ",
        "sorry ",
        "1 ",
        "i am so ",
        "' ",
        "/ ",
        "\u00fc",
        "x" * 50 + " ",
    ):
        begun_s = time.thread_time()
        compiled.search((piece * LONGEST_TEXT)[:LONGEST_TEXT] + " #")
        assert time.thread_time() - begun_s < 1, piece
