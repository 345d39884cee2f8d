"""Owns the list of models: which are known, which are here, which the settings use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from callcoach.words.model_files import is_folder, missing_files
from callcoach.words.model_hub import cached_snapshot, leftovers
from callcoach.words.model_names import REPOSITORIES, about_bytes


@dataclass(frozen=True, slots=True)
class ShelfModel:
    """A model, or a place for it.

    `names`: all that mean it, the first to show. `state`: here, part (a broken-off download)
    or absent. `n_bytes`: on disk, what is there of it. `about_bytes`: about how many it takes as
    a whole, None for a folder of the user's.
    """

    names: tuple[str, ...]
    state: Literal["here", "part", "absent"]
    folder: Path | None
    n_bytes: int
    about_bytes: int | None
    is_used: bool


def shelf(used: str) -> Iterator[ShelfModel]:
    """The models known by name, and the folder `used` where the settings name one."""
    names_of: dict[str, list[str]] = {}
    for name, repository in REPOSITORIES.items():
        names_of.setdefault(repository, []).append(name)
    by_folder = is_folder(used)
    for repository, names in names_of.items():
        longest_first = tuple(sorted(names, key=len, reverse=True))
        yield _known(repository, longest_first, not by_folder and used in names)
    if by_folder:
        folder = Path(used)
        state: Literal["here", "part"] = "part" if missing_files(folder) else "here"
        yield ShelfModel((used,), state, folder, size_of(folder), None, True)


def size_of(folder: Path) -> int:
    """Bytes that the files of a folder take, those that it links to included."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _known(repository: str, names: tuple[str, ...], is_used: bool) -> ShelfModel:
    folder = cached_snapshot(repository)
    about = about_bytes(names[0])
    if folder is not None and not missing_files(folder):
        return ShelfModel(names, "here", folder, size_of(folder), about, is_used)
    left = leftovers(repository)
    n_bytes = left.n_bytes + (size_of(folder) if folder is not None else 0)
    state: Literal["part", "absent"] = "part" if n_bytes or folder is not None else "absent"
    return ShelfModel(names, state, folder, n_bytes, about, is_used)
