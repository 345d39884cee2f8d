"""Owns our dealings with the model hub and its cache, through huggingface_hub."""

from __future__ import annotations

import errno
import hashlib
import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from callcoach.types.progress import Progress
from callcoach.words.disk import free_bytes, size_text
from callcoach.words.reach import is_reachable

STAGE = "model"

FILES = ("config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.*", "model.bin")
"""What is fetched of a repository, the large file last, so that it never is there alone."""

_REACH_S = 10.0
_READ_BYTES = 1 << 20
_MAKE_ROOM = "free some space, or set HF_HOME to a folder on another disk, and run again"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True, slots=True)
class NotFetched:
    """Why a model could not be fetched, and what to do where that is special."""

    why: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What broken-off downloads of a repository left: unfinished files and their bytes."""

    folder: Path
    n_files: int
    n_bytes: int


def cache_folder() -> Path:
    """Where fetched models are kept: set by HF_HOME or HF_HUB_CACHE, else in the home folder."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def offline_wish() -> str:
    """The variable of the environment that forbids connections to the hub; empty if none does."""
    from huggingface_hub import constants

    if not constants.HF_HUB_OFFLINE:
        return ""
    by_other = "TRANSFORMERS_OFFLINE" in os.environ and "HF_HUB_OFFLINE" not in os.environ
    return "TRANSFORMERS_OFFLINE" if by_other else "HF_HUB_OFFLINE"


def repository_folder(repository: str) -> Path:
    """Where the cache keeps a repository, whether or not it is there."""
    return cache_folder() / f"models--{repository.replace('/', '--')}"


def cached_snapshot(repository: str) -> Path | None:
    """The newest fetched state of a repository, whole or not; None if there is none."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        with _plain_hub():
            # Without the patterns a later look would miss the files that we do not fetch.
            path = snapshot_download(repository, local_files_only=True, allow_patterns=list(FILES))
    except LocalEntryNotFoundError as error:  # broken off, some versions say with the folder
        part = getattr(error, "snapshot_path", None)
        return Path(part) if part else None
    except (OSError, ValueError):
        return None
    return Path(path)


def leftovers(repository: str) -> Leftovers:
    """What broken-off downloads left in the cache."""
    folder = repository_folder(repository) / "blobs"
    sizes = [path.stat().st_size for path in folder.glob("*.incomplete")]
    return Leftovers(folder, len(sizes), sum(sizes))


def has_kept_hash(file: Path) -> bool:
    """Whether the cache names the content of a file of a snapshot by its hash."""
    return file.is_symlink() and len(_blob_name(file)) in (40, 64)


def is_as_sent(file: Path, progress: Callable[[int], None]) -> bool:
    """Whether a file has the content that the hub sent, by the hash that the cache kept.

    Large files are named by their SHA-256, small ones by the SHA-1 that Git gives them.
    `progress` is told the bytes read.
    """
    name = _blob_name(file)
    is_large = len(name) == 64
    digest = hashlib.sha256() if is_large else hashlib.sha1(usedforsecurity=False)
    if not is_large:
        digest.update(f"blob {file.stat().st_size}\0".encode())
    with file.open("rb") as content:
        while piece := content.read(_READ_BYTES):
            digest.update(piece)
            progress(len(piece))
    return digest.hexdigest() == name


def _blob_name(file: Path) -> str:
    return Path(os.readlink(file)).name


def fetch(repository: str, about_bytes: int, progress: Progress) -> NotFetched | None:
    """Fetches a repository into the cache, file after file; what is there whole stays.

    `about_bytes`: what it takes, told where the hub does not say and the disk gets full.

    Gives None when all is there, else why not: there is no connection or none is wanted, the
    disk has no room, or the hub fails.
    """
    from huggingface_hub import constants

    wish = offline_wish()
    if wish:
        return NotFetched(f"{wish} is set", f"unset {wish} and run again")
    if not is_reachable(constants.ENDPOINT):
        return NotFetched(f"{constants.ENDPOINT} cannot be reached")
    try:
        with _plain_hub():
            return _fetched(repository, progress)
    except Exception as error:  # its connection errors derive from nothing: raises bare Exception
        return _not_fetched(error, repository, about_bytes)


def _fetched(repository: str, progress: Progress) -> NotFetched | None:
    from huggingface_hub import HfApi, hf_hub_download

    known = HfApi().model_info(repository, files_metadata=True, timeout=_REACH_S)
    sizes = {each.rfilename: each.size for each in known.siblings or ()}
    wanted = _to_fetch(repository, sizes)
    n_bytes = sum(sizes[name] or 0 for name in wanted)
    free = free_bytes(cache_folder())
    if free is not None and free < n_bytes:
        return NotFetched(f"it needs {size_text(n_bytes)}, and {_free_text()}", _MAKE_ROOM)
    bar = _told_bar(progress, n_bytes)
    for name in wanted:
        hf_hub_download(repository, name, tqdm_class=bar)
    return None


def _to_fetch(repository: str, sizes: dict[str, int | None]) -> list[str]:
    """The files to fetch: in our order, those that are here left out."""
    from huggingface_hub import try_to_load_from_cache

    wanted = [name for pattern in FILES for name in sizes if fnmatch(name, pattern)]
    here = (try_to_load_from_cache(repository, name) for name in wanted)
    return [name for name, path in zip(wanted, here, strict=True) if not isinstance(path, str)]


def _free_text() -> str:
    free = free_bytes(cache_folder())
    left = "little" if free is None else size_text(free)
    return f"{left} is free in {cache_folder()}"


def _not_fetched(error: Exception, repository: str, about_bytes: int) -> NotFetched:
    number = getattr(error, "errno", None)
    if number in _FULL or "No space left" in str(error):
        room = f"{_free_text()}, it takes about {size_text(about_bytes)}"
        return NotFetched(f"the disk is full: {room}; nothing half-written is kept", _MAKE_ROOM)
    if number in _DENIED:
        advice = "set HF_HOME to a folder of yours, and run again"
        return NotFetched(f"no permission to write in {cache_folder()}", advice)
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return NotFetched(f"the hub answers {status} for {repository}")
    if not isinstance(error, (OSError, ValueError, RuntimeError)):
        return NotFetched(
            f"the connection broke off: {_first_line(error)}",
            "run again; files that had arrived whole are kept",
        )
    return NotFetched(_first_line(error))


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))


@contextmanager
def _plain_hub() -> Iterator[None]:
    """The hub's library, without advice to log in, telemetry, or a second way to fetch.

    That way (Xet) keeps a second cache and cannot be stopped while a file is under way.
    """
    from huggingface_hub import constants

    logger = logging.getLogger("huggingface_hub")
    before = logger.level, constants.HF_HUB_DISABLE_TELEMETRY, constants.HF_HUB_DISABLE_XET
    logger.setLevel(logging.CRITICAL)
    constants.HF_HUB_DISABLE_TELEMETRY = constants.HF_HUB_DISABLE_XET = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        level, constants.HF_HUB_DISABLE_TELEMETRY, constants.HF_HUB_DISABLE_XET = before
        logger.setLevel(level)


def _told_bar(progress: Progress, n_bytes: int) -> type[Any]:
    """A bar, as the hub wants one for each file, that shows nothing and tells `progress`."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    done = 0.0

    class ToldBar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "file": io.StringIO()})

        def update(self, n: float | None = 1) -> Any:
            nonlocal done
            done += n or 0
            progress(STAGE, done, float(n_bytes) or None)
            return super().update(n)

    return ToldBar
