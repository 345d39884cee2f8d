"""Owns where a Whisper model lies: a folder, the cache, or fetched on first use."""

from __future__ import annotations

import json
import os
from pathlib import Path

from callcoach.errors import ModelUnavailable
from callcoach.types.progress import Progress, no_progress
from callcoach.words.model_hub import cached_snapshot, fetch
from callcoach.words.model_names import REPOSITORIES, about_bytes

NEEDED = ("model.bin", "config.json", "tokenizer.json")


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
    here = folder_here(name)
    if here is not None:
        return here
    if not may_download:
        raise _unavailable(name, "downloads are switched off")
    return pull(name, progress)


def pull(name: str, progress: Progress = no_progress) -> Path:
    """The folder of a size known by its name, fetched where it is not here.

    Raises
    ------
    ModelUnavailable
        If there is no such size, or it is not to be had; says why, and what to do.
    """
    if name not in REPOSITORIES:
        raise ModelUnavailable(
            f"{name!r} is no model that can be fetched; known: {', '.join(REPOSITORIES)}"
        )
    here = cached_folder(name)
    if here is not None:
        return here
    refusal = fetch(REPOSITORIES[name], about_bytes(name), progress)
    if refusal is not None:
        raise _unavailable(name, refusal.why, refusal.advice)
    folder = cached_folder(name)
    if folder is None:
        raise _unavailable(name, f"{REPOSITORIES[name]} does not hold {', '.join(NEEDED)}")
    return folder


def folder_here(name: str) -> Path | None:
    """The folder of a model where it is on this machine, without any connection."""
    return Path(name) if is_folder(name) else cached_folder(name)


def found_folder(name: str) -> Path:
    """The folder of a model on this machine, absolute.

    Raises
    ------
    ModelUnavailable
        If there is no such model, or it is not here as a whole; says how to get it.
    """
    check_model(name)
    folder = folder_here(name)
    if folder is None:
        raise _unavailable(name, "it was not fetched, or not to the end")
    return folder.absolute()


def cached_folder(name: str) -> Path | None:
    """The folder of a known size where it is here as a whole; None where it is not."""
    folder = cached_snapshot(REPOSITORIES[name])
    return folder if folder is not None and not missing_files(folder) else None


def is_folder(name: str) -> bool:
    """Whether a model's name means a folder; a size's does only where that holds a model."""
    folder = Path(name)
    return folder.is_dir() and (name not in REPOSITORIES or (folder / NEEDED[0]).is_file())


def check_model(name: str) -> None:
    """Nothing, where `name` is a size that is known or a folder that holds a model.

    Raises
    ------
    ModelUnavailable
        If it is neither; names the sizes, or what the folder lacks.
    """
    if is_folder(name):
        _check_folder(Path(name))
    else:
        check_name(name)


def check_name(name: str) -> None:
    """Nothing, where `name` is a size that is known or any folder.

    Raises
    ------
    ModelUnavailable
        If it is neither; names the sizes.
    """
    if name in REPOSITORIES or Path(name).is_dir():
        return
    if os.sep in name or Path(name).exists():
        raise ModelUnavailable(f"model {name}: there is no such folder")
    raise ModelUnavailable(
        f"model {name!r} is neither a folder nor a known size; known: {', '.join(REPOSITORIES)}"
    )


def model_mark(folder: Path) -> tuple[str, ...]:
    """The files of a model with size and time: to read hundreds of megabytes takes too long."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    states = ((path.name, path.stat()) for path in files)
    return tuple(f"{name} {state.st_size} {state.st_mtime_ns}" for name, state in states)


def missing_files(folder: Path) -> tuple[str, ...]:
    """The files without which no model loads that a folder lacks, or holds empty."""
    return tuple(name for name in NEEDED if not _has_content(folder / name))


def unreadable_files(folder: Path) -> tuple[str, ...]:
    """The files of a folder that are to be JSON and are not."""
    return tuple(sorted(file.name for file in folder.glob("*.json") if not _is_json(file)))


def _check_folder(folder: Path) -> None:
    missing = missing_files(folder)
    if missing:
        raise ModelUnavailable(
            f"model folder {folder} has no {', '.join(missing)}; a folder for faster-whisper "
            f"(CTranslate2) has {', '.join(NEEDED)} and a vocabulary"
        )
    unreadable = unreadable_files(folder)
    if unreadable:
        raise ModelUnavailable(
            f"model folder {folder}: {', '.join(unreadable)} cannot be read; copy it again"
        )


def _has_content(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size > 0
    except OSError:
        return False


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def _unavailable(name: str, why: str, advice: str = "") -> ModelUnavailable:
    fetch_it = advice or f"run callcoach models pull {name} with a connection"
    return ModelUnavailable(
        f"speech model {name!r} is not on this machine ({why}); {fetch_it}, or copy its folder "
        "from a machine that has it and name that with --model FOLDER, or leave words out with "
        "--no-transcribe"
    )
