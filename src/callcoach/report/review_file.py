"""Owns the reading of a review that was written as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from callcoach.errors import ReviewFormatError, ReviewMissing
from callcoach.types.review import SCHEMA, Review


def read_review(path: Path) -> Review:
    """The review in a JSON file that callcoach wrote.

    Raises
    ------
    ReviewMissing
        If there is no such file.
    ReviewFormatError
        If it cannot be read, is no review, or one of a later release.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReviewMissing(
            f"{path}: there is no such file; name a JSON that callcoach review wrote"
        ) from error
    except OSError as error:
        raise ReviewFormatError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReviewFormatError(f"{path}: {_no_json(data)}") from error
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if not isinstance(schema, str) or not schema.startswith("callcoach.review/"):
        raise ReviewFormatError(
            f"{path}: is no review; name the JSON that callcoach review wrote for a call"
        )
    if schema != SCHEMA:
        raise ReviewFormatError(
            f"{path}: is a {schema}, this release reads {SCHEMA}; review the call again"
        )
    return _review(plain, path)


def _review(plain: dict[str, Any], path: Path) -> Review:
    try:
        return Review.from_dict(plain)
    except ReviewFormatError as error:
        raise ReviewFormatError(f"{path}: {error}; review the call again") from error


def _no_json(data: bytes) -> str:
    if data.lstrip()[:9].lower() == b"<!doctype":
        return "is the page; name the JSON beside it"
    if not data.strip():
        return "is empty; review the call again"
    return "is no JSON; name a file that callcoach review wrote"
