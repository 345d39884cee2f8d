"""Owns how much room a disk has left, and how a number of bytes is said."""

from __future__ import annotations

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> int | None:
    """Bytes free where a folder is or would be; None where that cannot be told."""
    for part in (folder.absolute(), *folder.absolute().parents):
        try:
            return shutil.disk_usage(part).free
        except OSError:  # not there yet: its parent then
            continue
    return None


def size_text(n_bytes: float) -> str:
    """Bytes in plain words, in powers of a thousand: 484 MB, 3.1 GB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= 0.9995 * size:
            number = n_bytes / size
            return f"{number:.1f} {unit}" if number < 9.95 else f"{number:.0f} {unit}"
    return f"{n_bytes:.0f} bytes"
