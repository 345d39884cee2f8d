"""Owns writing a file whole: beside its place first, then renamed into it."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from callcoach.errors import OutputError, why_not_written


def write_whole(path: str | Path, data: bytes | str) -> None:
    """Writes `data` (text as UTF-8) so that `path` holds either all of it or what it held before.

    Missing folders are made. A device or pipe is written to directly, since renaming would
    put a plain file in its place.

    Raises
    ------
    OutputError
        If a folder cannot be made or the file cannot be written; nothing is left behind.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    asked = Path(path)
    try:
        target = asked.resolve()
        _make_folder(target.parent)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            target.write_bytes(raw)
        else:
            _replace(target, raw)
    except OutputError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(
            f"cannot write {asked}: {why_not_written(error)}; name another place"
        ) from error


def _make_folder(folder: Path) -> None:
    for part in (folder, *folder.parents):
        if part.exists():
            if not part.is_dir():
                raise OutputError(
                    f"cannot write into {folder}: {part} is a file, not a folder; "
                    "name another place"
                )
            break
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        keep_names(folder.parent)


def _replace(target: Path, raw: bytes) -> None:
    # A short name of its own: a long target name plus a suffix could pass the 255-byte limit.
    beside = target.with_name(f".callcoach-{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        keep_names(target.parent)
    finally:
        # After the rename there is nothing here; after an error or Ctrl-C there may be.
        beside.unlink(missing_ok=True)


def keep_names(folder: Path) -> None:
    """Has the system write down the names in a folder, so that a power cut takes back no rename.

    Systems and network drives that cannot do this for a folder have to do without.
    """
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
