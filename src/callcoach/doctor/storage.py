"""Owns the checks of the disk: room where results go, and where models are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from callcoach.settings import WordSettings
from callcoach.types.checks import Check
from callcoach.words.disk import free_bytes, size_text
from callcoach.words.model_files import folder_here
from callcoach.words.model_hub import cache_folder
from callcoach.words.model_names import REPOSITORIES, about_bytes

RESULTS_LEAST_BYTES = 100_000_000
"""Room for the page of a long call with its sound, and some more. Chosen by us."""


def for_results(folder: Path) -> Iterator[Check]:
    """Whether results can be written, and have room."""
    item = "disk for results"
    folder = folder.absolute()
    there = next(part for part in (folder, *folder.parents) if part.exists())
    free = free_bytes(folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        advice = "go to a folder of yours, or name one with --out FOLDER"
        found = f"no results can be written to {folder}"
        yield Check(item, "fails", found, advice, is_needed=True)
    elif free is not None and free < RESULTS_LEAST_BYTES:
        advice = "free some space, or name another place with --out FOLDER"
        found = f"only {size_text(free)} free in {there}"
        yield Check(item, "fails", found, advice, is_needed=True)
    else:
        yield Check(item, "works", f"{_free_text(free)} in {there}", is_needed=True)


def for_models(words: WordSettings) -> Iterator[Check]:
    """Whether the model of the settings has room where it is not here yet."""
    item, folder = "disk for models", cache_folder()
    free = free_bytes(folder)
    if words.transcribe and words.model in REPOSITORIES and folder_here(words.model) is None:
        about = about_bytes(words.model)
        if free is not None and free < about:
            found = f"only {size_text(free)} free in {folder}, {words.model} takes about "
            advice = "free some space, or set HF_HOME to a folder on another disk"
            yield Check(item, "fails", found + size_text(about), advice)
            return
    yield Check(item, "works", f"{_free_text(free)} in {folder}")


def _free_text(free: int | None) -> str:
    return "free space cannot be told" if free is None else f"{size_text(free)} free"
