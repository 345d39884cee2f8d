"""Owns how a page refers to the sound of its call."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from callcoach.pipeline.late_copy import Sound


def embedded_url(sound: Sound) -> str:
    """The sound as a data: URL, which holds all of it."""
    return f"data:{sound.mime};base64,{base64.b64encode(sound.data).decode('ascii')}"


def linked_url(sound: Path, page: Path) -> str:
    """A link from the page to the sound: relative, or ``file:`` where no relative path exists."""
    try:
        relative = os.path.relpath(sound.resolve(), page.resolve().parent)
    except ValueError:
        return sound.resolve().as_uri()
    # A leading ./ keeps a name such as "a:b.wav" from being read as a scheme.
    return quote("./" + relative.replace(os.sep, "/"), errors="surrogateescape")
