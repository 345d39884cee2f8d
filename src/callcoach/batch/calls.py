"""Owns what a batch knows of a call before it is listened to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcoach.types.about import About


@dataclass(frozen=True, slots=True)
class CallFile:
    """A recording to review."""

    path: Path
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class Failed:
    """A call, or a folder, that could not be done: where, at which stage, and why."""

    path: Path
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
