"""Owns what a page that is written anew takes over from the one before.

That is what does not stand in the JSON of its review: the sound, the drawn contours, and the call
judged with the parties the other way round.
"""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
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
_OTHER = re.compile(r'<script\b[^>]*\bid="other-review"[^>]*>([^<]*)</script>')
_ROWS = ("pitch", "level")
_OF_OTHER = {"agent": "customer", "customer": "agent", "unknown": "unknown"}
_NOT_OURS = (ValueError, TypeError, LookupError, AttributeError, RecursionError, zlib.error)
"""What comes of reading the data of a page that is not of this release, or was damaged."""


@dataclass(frozen=True, slots=True)
class PageParts:
    """What a page holds beside its review.

    `rows`: per party the drawn rows of pitch and level as packed in the page, a step each `step_s`
    seconds. `speech`: per party when it speaks, which tells whose page it is. `swapped`: the call
    with the parties the other way round, None where they cannot be told apart.
    """

    sound_url: str | None
    step_s: float
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    speech: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    swapped: Review | None = None
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
        other = _OTHER.search(text)
        swapped = _unpacked(other[1]) if other else None
    except _NOT_OURS as error:
        raise PageError(f"{path}: is a page of another release of callcoach") from error
    audio = _AUDIO.search(text)
    source = _SOURCE.search(audio[0]) if audio else None
    return PageParts(
        sound_url=html.unescape(source[1]) if source else None,
        step_s=step_s,
        rows=rows,
        speech=speech,
        swapped=swapped,
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


def with_rows(
    data: dict[str, Any], parts: PageParts, *, is_swapped: bool = False
) -> dict[str, Any]:
    """The data of a page's score with the drawn rows of an earlier page of the same call.

    The rows of a swapped call are those of the other party.
    """
    staves = [
        {**stave, **parts.rows.get(_OF_OTHER[stave["party"]] if is_swapped else stave["party"], {})}
        for stave in data["staves"]
    ]
    return {**data, "staves": staves, "step": parts.step_s}


def packed(review: Review) -> str:
    """A review as text for a page to carry, a tenth of its JSON."""
    plain = json.dumps(review.to_dict(), allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode("ascii"), 9)).decode("ascii")


def _unpacked(text: str) -> Review:
    return Review.from_dict(json.loads(zlib.decompress(base64.b64decode(text, validate=True))))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a packed row is text")
    return value
