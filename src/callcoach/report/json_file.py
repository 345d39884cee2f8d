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

    Raises
    ------
    ReviewFormatError
        If a number is NaN or infinite: such a value should have been None with a reason.
    """
    plain = review.to_dict()
    for where in _not_finite(plain, "review"):
        raise ReviewFormatError(f"{where} is not a finite number; it must be null with a reason")
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1)
    # A file name that is not UTF-8 reaches us with lone surrogates; JSON can escape them.
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def _not_finite(plain: Any, where: str) -> Iterator[str]:
    if isinstance(plain, float) and not math.isfinite(plain):
        yield where
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from _not_finite(value, f"{where}.{key}")
    elif isinstance(plain, list):
        for i, value in enumerate(plain):
            yield from _not_finite(value, f"{where}[{i}]")
