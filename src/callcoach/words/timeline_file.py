"""Owns the step from a file to its text: encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from callcoach.errors import TimelineError
from callcoach.words.timeline_draft import Content

HEAD_BYTES = 4096
"""How much is looked at before a whole file is read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WEB_PAGE = re.compile(r"\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def content_of(source: Path | str | Mapping[str, Any], speakers: Iterable[str] = ()) -> Content:
    """What a file, or a dict, holds: its text, and its value where it is JSON.

    Read are UTF-8 with or without its mark, UTF-16 with its mark, and else Windows-1252, which
    a notice then says.

    Raises
    ------
    TimelineError
        If it cannot be read, is empty, no text, a web page, or JSON that is broken.
    """
    names = frozenset(speakers)
    if isinstance(source, Mapping):
        return Content("timeline", "", source, names)
    name = f"transcript {source}"
    text, notices = _decoded(_bytes(Path(source), name), name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TimelineError(f"{name}: is empty")
    if _WEB_PAGE.match(text[:HEAD_BYTES]):
        raise TimelineError(
            f"{name}: is a web page, not a transcript (saved from a page that asks to log in?)"
        )
    try:
        return Content(name, text, json.loads(text), names, notices)
    except (ValueError, RecursionError) as error:
        if text.lstrip()[0] in "{[":
            is_cut = isinstance(error, json.JSONDecodeError) and _is_at_end(error, text)
            hint = "; it ends in the middle, so is the file complete?" if is_cut else ""
            raise TimelineError(f"{name}: not valid JSON ({error}){hint}") from error
        return Content(name, text, None, names, notices)


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise TimelineError(_no_text(name))
            return head + file.read()
    except TimelineError:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise TimelineError(f"{name}: cannot be read ({why})") from error


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encoding = next((coding for mark, coding in _MARKS if data.startswith(mark)), "utf-8")
    notices: tuple[str, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise TimelineError(f"{name}: broken text ({error})") from error
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise TimelineError(_no_text(name)) from error
        notices = (
            "The transcript is not in UTF-8; it was read as Windows-1252, so look whether its "
            "letters with accents are right.",
        )
    if _CONTROL.search(text):
        raise TimelineError(_no_text(name))
    return text, notices


def _no_text(name: str) -> str:
    return f"{name}: is no text, so no transcript (sound, a document or another binary file?)"


def _is_at_end(error: json.JSONDecodeError, text: str) -> bool:
    """Whether the text was fine up to its end, or to a text value that never closes."""
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
