"""Owns how a page refers to the sound of its call."""

from __future__ import annotations

import base64
import os
from functools import lru_cache
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
        relative = os.path.relpath(_true_path(sound), os.path.dirname(_true_path(page)))
    except ValueError:
        return sound.resolve().as_uri()
    # A leading ./ keeps a name such as "a:b.wav" from being read as a scheme.
    return quote("./" + relative.replace(os.sep, "/"), errors="surrogateescape")


def _true_path(path: Path) -> str:
    """The path without links; for thousands of calls the folders are not asked anew each time."""
    folder, name = os.path.split(os.path.abspath(path))
    full = os.path.join(_true_folder(folder), name)
    return os.path.realpath(full) if os.path.islink(full) else full


@lru_cache(maxsize=64)
def _true_folder(folder: str) -> str:
    return os.path.realpath(folder)
