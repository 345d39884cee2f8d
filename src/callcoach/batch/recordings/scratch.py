"""Owns folders for a while: each is removed after use, or by a later user where its own died."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_NEW, _LOCKED = ".callcoach-new-", "callcoach-tmp-"
_LOCK = ".lock"


@contextmanager
def scratch_folder(place: Path) -> Iterator[Path]:
    """An empty folder in `place`, which is gone after the block."""
    sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=_NEW, dir=place))
    try:
        with (folder / _LOCK).open("wb") as lock:
            # Locked before it has a name that others look for: what they can lock is of the dead.
            if _take(lock):
                folder = folder.rename(folder.with_name(folder.name.replace(_NEW, _LOCKED)))
            inner = folder / "in"
            inner.mkdir()
            yield inner
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Removes the folders that killed processes left in `place`."""
    for folder in place.glob(f"{_LOCKED}*"):
        with suppress(OSError), (folder / _LOCK).open("ab") as lock:  # another's, or just gone
            if _take(lock):
                shutil.rmtree(folder, ignore_errors=True)


def _take(lock: IO[bytes]) -> bool:
    """Locks while the file is open; not where another has, or the system knows no locks."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
