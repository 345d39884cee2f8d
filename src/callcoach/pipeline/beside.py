"""Owns what stands beside a recording and tells who is the agent.

A sidecar ``<name>.call.json`` belongs to one recording (``monday-3.wav`` has
``monday-3.call.json``); ``.callcoach.json`` remembers an answer for a folder;
``<name>.overrides.json`` stands beside the review and holds what a person corrected
(`overrides.py`).
Each is a JSON object with ``agent_channel`` 0, 1, "left" or "right"; a sidecar may give
``recorded_at`` too, and ``notices``, what a person should know of how the call was recorded.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcoach.errors import SettingsError
from callcoach.pipeline.file_names import named_in
from callcoach.pipeline.overrides import overrides_of
from callcoach.pipeline.written import CHANNEL_NAMES, object_in
from callcoach.types.call import Channel
from callcoach.types.overrides import Overrides

MEMORY_NAME = ".callcoach.json"


@dataclass(frozen=True, slots=True)
class RoleHints:
    """What is known of a call before listening; of the agent's channel strongest first.

    `explicit`: said for this review. `corrected`: kept beside an earlier review of this call.
    `sidecar`, `file_name`, `remembered`: see the file's docstring. None where not said.
    `overrides`: all that a person corrected.
    """

    explicit: Channel | None = None
    corrected: Channel | None = None
    sidecar: Channel | None = None
    file_name: Channel | None = None
    remembered: Channel | None = None
    recorded_at: str | None = None
    notices: tuple[str, ...] = ()
    overrides: Overrides = field(default_factory=Overrides)


def channel_named(name: str) -> Channel | None:
    """The channel of 0, 1, left or right; None for auto.

    Raises
    ------
    SettingsError
        For any other name.
    """
    if name == "auto":
        return None
    if name.lower() not in CHANNEL_NAMES:
        raise SettingsError(f"agent is {name!r}; allowed: auto, left, right, 0 (left), 1 (right)")
    return CHANNEL_NAMES[name.lower()]


def hints_beside(
    recording: Path, agent: str, file_name_pattern: str, overrides: Path | None = None
) -> RoleHints:
    """All hints for a recording; a file that cannot be read gives a notice, not an error.

    Raises
    ------
    SettingsError
        If the agent's channel or the pattern of file names is none.
    """
    notices: list[str] = []

    def said_in(path: Path) -> Mapping[str, Any]:
        try:
            return object_in(path) if path.is_file() else {}
        except (OSError, ValueError) as error:
            if getattr(error, "errno", None) == errno.ENAMETOOLONG:
                return {}  # beside a recording with a very long name nothing can stand
            notices.append(f"{path.name} was passed over: {error}")
            return {}

    sidecar = said_in(sidecar_path(recording))
    memory = said_in(memory_path(recording))
    named = named_in(recording.name, file_name_pattern)
    notices += sidecar.get("notices", ())
    notices += [f"the file's name was passed over in part: {said} is none" for said in named.unread]
    corrected = Overrides()
    if overrides is not None:
        corrected = overrides_of(said_in(overrides), overrides.name)
    return RoleHints(
        explicit=channel_named(agent),
        corrected=corrected.agent_channel,
        sidecar=sidecar.get("agent_channel"),
        file_name=named.about.agent_channel,
        remembered=memory.get("agent_channel"),
        recorded_at=sidecar.get("recorded_at") or named.about.date or None,
        notices=tuple(notices),
        overrides=corrected,
    )


def sidecar_path(recording: Path) -> Path:
    """Where a recording's sidecar stands."""
    return recording.parent / f"{recording.stem}.call.json"


def memory_path(recording: Path) -> Path:
    """Where the answer for the recording's folder is remembered."""
    return recording.parent / MEMORY_NAME


def memory_text(channel: Channel) -> str:
    """The content of the folder's memory for one answer."""
    return json.dumps({"agent_channel": channel}) + "\n"
