"""Owns which reviews are meant by paths on the command line."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from callcoach.batch.folder.places import OWN_FOLDER

_HEAD_BYTES = 4096
_SCHEMA = re.compile(rb'"schema"\s*:\s*"callcoach\.review/')


def review_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The JSON of reviews: files as named, and what folders and patterns hold, each once.

    A folder is searched through; what in it is no review is passed over. A file that is named
    stays in the list whatever it is, so that reading it tells what is wrong.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for each in _meant(path):
            found.setdefault(each.resolve(), each)
    return tuple(found.values())


def _meant(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from _reviews_in(path)
    elif not path.exists() and glob.has_magic(str(path)):
        for name in sorted(glob.glob(str(path), recursive=True)):
            if Path(name).is_dir():
                yield from _reviews_in(Path(name))
            elif _is_review(Path(name)):
                yield Path(name)
    else:
        yield path


def _reviews_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.json")):
        if path.is_file() and OWN_FOLDER not in path.relative_to(folder).parts and _is_review(path):
            yield path


def _is_review(path: Path) -> bool:
    """Whether a file begins as a review; one that cannot be opened is asked about later."""
    try:
        with path.open("rb") as file:
            return _SCHEMA.search(file.read(_HEAD_BYTES)) is not None
    except OSError:
        return path.suffix == ".json"
