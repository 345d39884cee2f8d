"""Owns what a page that is written anew takes over from the one before: sound and drawn contours.

Neither stands in the JSON of a review.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcoach.errors import PageError
from callcoach.types.review import Review

_MARK = "\u00b7 callcoach</title>"
_AUDIO = re.compile(r'<audio\b[^>]*\bid="sound"[^>]*>')
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_DATA = re.compile(r'<script\b[^>]*\bid="data"[^>]*>(.*?)</script>', re.DOTALL)
_ROWS = ("pitch", "level")


@dataclass(frozen=True, slots=True)
class PageParts:
    """What a page holds beside its review.

    `rows`: per party the drawn rows of pitch and level as packed in the page, a step each `step_s`
    seconds. `speech`: per party when it speaks, which tells whose page it is.
    """

    sound_url: str | None
    step_s: float
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    speech: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    can_swap: bool = False
    is_redacted: bool = False


def read_page(path: Path) -> PageParts:
    """The parts of a page that callcoach wrote.

    Raises
    ------
    PageError
        If it cannot be read, or is no page of this kind.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PageError(f"{path}: cannot be read ({why})") from error
    found = _DATA.search(text)
    if _MARK not in text or found is None:
        raise PageError(f"{path}: is no page that callcoach wrote")
    try:
        way = json.loads(found[1])["ways"][0]
        staves = {stave["party"]: stave for stave in way["staves"]}
        rows = {
            party: {name: _text(stave[name]) for name in _ROWS} for party, stave in staves.items()
        }
        speech = {party: tuple(map(float, stave["speech"])) for party, stave in staves.items()}
        step_s = float(way["step"])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise PageError(f"{path}: is a page of another release of callcoach") from error
    audio = _AUDIO.search(text)
    source = _SOURCE.search(audio[0]) if audio else None
    return PageParts(
        sound_url=html.unescape(source[1]) if source else None,
        step_s=step_s,
        rows=rows,
        speech=speech,
        can_swap='id="swap"' in text,
        is_redacted="Redacted: " in text,
    )


def parts_for(path: Path, review: Review) -> PageParts:
    """The parts of a page that is of this very review; nothing of the voice where that is off.

    Raises
    ------
    PageError
        If it is another's page, or one of the two is redacted and the other is not.
    """
    parts = read_page(path)
    speech: dict[str, tuple[float, ...]] = {
        party: tuple(round(edge, 2) for span in spans for edge in span)
        for party, spans in review.activity.items()
    }
    if any(spoken != speech.get(party, ()) for party, spoken in parts.speech.items()):
        raise PageError(f"{path}: is the page of another review")
    if parts.is_redacted != (review.redaction is not None):
        raise PageError(f"{path}: of page and JSON one is redacted and the other is not")
    return parts


def with_rows(data: dict[str, Any], parts: PageParts) -> dict[str, Any]:
    """The data of a page's score with the drawn rows of an earlier page of the same call."""
    staves = [{**stave, **parts.rows.get(stave["party"], {})} for stave in data["staves"]]
    return {**data, "staves": staves, "step": parts.step_s}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a packed row is text")
    return value
