"""Owns what a batch knows of a call before it is listened to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcoach.batch.recordings.urls import shown
from callcoach.types.about import About


@dataclass(frozen=True, slots=True)
class CallFile:
    """A recording to review. `url`: where it lies, if not on this machine; `path` is its stand-in
    then (`urls.py`), and `place` is what may be shown."""

    path: Path
    about: About = field(default_factory=About)
    url: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Where it lies, for people and tables: the path, or the URL without its secrets."""
        return shown(self.url) if self.url else str(self.path)


@dataclass(frozen=True, slots=True)
class Failed:
    """A call, or a folder, that could not be done: where (as shown), at which stage, and why."""

    path: Path | str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The recordings of a batch, in order; what could not be looked at; what a person should know.

    `content_of`: hex SHA-256 of each recording's bytes. `stamp_of`: of its file before they were
    read.
    """

    calls: tuple[CallFile, ...]
    failed: tuple[Failed, ...] = ()
    notices: tuple[str, ...] = ()
    content_of: Mapping[Path, str] = field(default_factory=dict)
    stamp_of: Mapping[Path, str] = field(default_factory=dict)
