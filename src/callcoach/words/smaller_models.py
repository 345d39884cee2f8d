"""Owns which smaller model is on this machine, for one that a machine is too slow for."""

from __future__ import annotations

from pathlib import Path

from callcoach.words.model_files import NEEDED, folder_here
from callcoach.words.model_names import REPOSITORIES


def smaller_here(name: str, *, is_english: bool) -> str | None:
    """The largest model, of those known by name, that is here and smaller than `name`'s.

    None where there is none. Nothing is fetched.

    Parameters
    ----------
    name : a size known by its name, or a folder.
    is_english : whether models that know English alone will do.
    """
    own = folder_here(name)
    if own is None:
        return None
    most = _n_bytes(own)
    here = {
        other: folder
        for other in REPOSITORIES
        if (is_english or not _knows_english_alone(other))
        and (folder := folder_here(other)) is not None
    }
    smaller = {other: n for other, folder in here.items() if (n := _n_bytes(folder)) < most}
    return max(smaller, key=lambda other: smaller[other], default=None)


def _n_bytes(folder: Path) -> int:
    return (folder / NEEDED[0]).stat().st_size


def _knows_english_alone(name: str) -> bool:
    """Distilled models were taught English alone, whatever their names say."""
    return name.endswith(".en") or name.startswith("distil-")
