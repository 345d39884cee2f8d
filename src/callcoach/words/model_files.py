"""Owns where a Whisper model lies: a folder, the cache, or fetched on first use."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from callcoach.errors import ModelUnavailable
from callcoach.types.progress import Progress, no_progress

STAGE = "model"

REPOSITORIES: Mapping[str, str] = {
    **{
        size: f"Systran/faster-whisper-{size}"
        for size in (
            "tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en",
            "large-v1", "large-v2", "large-v3",
        )
    },
    "large": "Systran/faster-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}  # fmt: skip
"""The models faster-whisper knows by name, and where each is kept."""

_FILES = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_REACH_S = 5.0


def model_folder(name: str, may_download: bool, progress: Progress = no_progress) -> Path:
    """The folder of a model: `name` itself where it is one, else of a size known by that name.

    What is cached is used without any connection; otherwise, where allowed, it is fetched, which
    is told to `progress` in bytes. Nothing is tried for more than some seconds where the network
    does not answer. HF_HUB_OFFLINE, HF_ENDPOINT and proxies count as everywhere.

    Raises
    ------
    ModelUnavailable
        If there is no such model, or it is not here and not to be had; says how to get it.
    """
    check_model(name)
    if name not in REPOSITORIES or Path(name).is_dir():
        return Path(name)
    cached = _cached(REPOSITORIES[name])
    if cached is not None:
        return cached
    if not may_download:
        raise _unavailable(name, "downloads are switched off")
    return _fetched(name, progress)


def check_model(name: str) -> None:
    """Nothing, where `name` is a size that is known or a folder that holds a model.

    Raises
    ------
    ModelUnavailable
        If it is neither; names the sizes, or what the folder lacks.
    """
    folder = Path(name)
    if folder.is_dir():
        _checked_folder(folder)
    elif os.sep in name or folder.exists():
        raise ModelUnavailable(f"model {name}: there is no such folder")
    elif name not in REPOSITORIES:
        raise ModelUnavailable(
            f"model {name!r} is neither a folder nor a known size; known: {', '.join(REPOSITORIES)}"
        )


def _checked_folder(folder: Path) -> Path:
    missing = [needed for needed in _NEEDED if not (folder / needed).is_file()]
    if missing:
        raise ModelUnavailable(
            f"model folder {folder} has no {', '.join(missing)}; a folder for faster-whisper "
            f"(CTranslate2) has {', '.join(_NEEDED)} and a vocabulary"
        )
    for file in folder.glob("*.json"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"model folder {folder}: {file.name} cannot be read") from error
    return folder


def _cached(repository: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        with _quiet_hub():
            folder = Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, OSError, ValueError):
        return None
    # A download that was broken off leaves a snapshot without some of its files.
    return folder if all((folder / needed).is_file() for needed in _NEEDED) else None


def _fetched(name: str, progress: Progress) -> Path:
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    if constants.HF_HUB_OFFLINE:
        raise _unavailable(name, "HF_HUB_OFFLINE is set")
    if not is_reachable(constants.ENDPOINT):
        raise _unavailable(name, f"{constants.ENDPOINT} cannot be reached")
    try:
        with _quiet_hub():
            folder = snapshot_download(
                REPOSITORIES[name], allow_patterns=_FILES, tqdm_class=_told_bar(progress)
            )
    except (HfHubHTTPError, OSError, ValueError, RuntimeError) as error:
        raise _unavailable(name, _first_line(error)) from error
    return _checked_folder(Path(folder))


def is_reachable(url: str, within_s: float = _REACH_S) -> bool:
    """Whether the host of a URL, or the proxy set for it, takes a connection in time.

    Libraries wait for each address and each try; this bounds the whole, name lookup included.
    """
    proxy = getproxies().get(urlsplit(url).scheme)
    target = urlsplit(proxy if proxy and "//" in proxy else f"//{proxy}" if proxy else url)
    port = target.port or (80 if target.scheme == "http" else 443)
    answered = threading.Event()

    def connect() -> None:
        try:
            socket.create_connection((target.hostname, port), timeout=within_s).close()
        except (OSError, ValueError):  # ValueError: a name that cannot be a host's
            return
        answered.set()

    caller = threading.Thread(target=connect, daemon=True)
    caller.start()
    caller.join(within_s)
    return answered.is_set()


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """The library's advice to log in, and the like, is not for our users."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _told_bar(progress: Progress) -> type[Any]:
    """A bar, as the hub wants one, that shows nothing and tells `progress` the bytes."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class ToldBar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "file": io.StringIO()})

        def display(self, *_args: Any, **_kwargs: Any) -> bool:
            if self.unit == "B" and self.n:
                progress(STAGE, float(self.n), float(self.total) if self.total else None)
            return True

    return ToldBar


def _unavailable(name: str, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"speech model {name!r} is not on this machine ({why}); connect once and run again, or "
        f"name a model folder with --model FOLDER, or leave words out with --no-transcribe"
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))
