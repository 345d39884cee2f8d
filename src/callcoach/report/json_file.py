"""Owns the review as JSON text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from callcoach.errors import ReviewFormatError
from callcoach.types.review import Review

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def json_text(review: Review) -> str:
    """The review as JSON text in the form of docs/review.schema.json, ending in a newline.

    A line for each field, and for each item of a list.

    Raises
    ------
    ReviewFormatError
        If a number is NaN or infinite: such a value should have been None with a reason.
    """
    plain = review.to_dict()
    try:
        text = _lines(plain, "\n")
    except ValueError:
        for where in _not_finite(plain, "review"):
            told = f"{where} is not a finite number; it must be null with a reason"
            raise ReviewFormatError(told) from None
        raise
    # A file name that is not UTF-8 reaches us with lone surrogates; JSON can escape them.
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def _lines(plain: Any, line_start: str) -> str:
    """A value in lines; items of lists are written by the encoder in C, which cannot indent."""
    inner = f"{line_start} "
    if plain and isinstance(plain, dict):
        items = (f"{_encoded(key)}: {_lines(value, inner)}" for key, value in plain.items())
        return f"{{{inner}{f',{inner}'.join(items)}{line_start}}}"
    if isinstance(plain, list) and any(isinstance(item, dict | list) for item in plain):
        return f"[{inner}{f',{inner}'.join(map(_encoded, plain))}{line_start}]"
    return _encoded(plain)


_encoded = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _not_finite(plain: Any, where: str) -> Iterator[str]:
    if isinstance(plain, float) and not math.isfinite(plain):
        yield where
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from _not_finite(value, f"{where}.{key}")
    elif isinstance(plain, list):
        for i, value in enumerate(plain):
            yield from _not_finite(value, f"{where}[{i}]")
