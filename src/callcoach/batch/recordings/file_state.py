"""Owns telling whether a file is another than it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from callcoach.audio.call_audio import content_id_of
from callcoach.errors import AudioError, AudioMissing


def file_state(path: Path) -> os.stat_result | None:
    """What the system says of a file; None where there is none, or it is no plain file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def stamp(state: os.stat_result | None) -> str:
    """Size and time of the last change; empty where there is no file."""
    return f"{state.st_size} {state.st_mtime_ns}" if state else ""


def holds_other(path: Path, then: str, content: str) -> bool:
    """Whether a file is there with other content than it had at a stamp."""
    now = stamp(file_state(path))
    if now in ("", then):
        return False
    try:
        return content_id_of(path) != content
    except (AudioError, AudioMissing):
        return True
