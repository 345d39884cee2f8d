"""Owns the reading of a small JSON file that a person, or the page, wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from callcoach.types.call import Channel

CHANNEL_NAMES: Mapping[str, Channel] = {
    "0": 0,
    "1": 1,
    "left": 0,
    "right": 1,
    "ch0": 0,
    "ch1": 1,
    "c0": 0,
    "c1": 1,
}


def object_in(path: Path) -> Mapping[str, Any]:
    """The checked object in a file; `agent_channel` made 0 or 1.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is no JSON object, or a value in it is not allowed.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not valid JSON (line {error.lineno}: {error.msg})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(plain, dict):
        raise ValueError("it holds no JSON object {...}")
    if "agent_channel" in plain:
        name = str(plain["agent_channel"]).lower()
        if name not in CHANNEL_NAMES:
            raise ValueError(f"its agent_channel is {name!r}; allowed: 0, 1, left, right")
        plain["agent_channel"] = CHANNEL_NAMES[name]
    if not isinstance(plain.get("recorded_at", ""), str):
        raise ValueError("its recorded_at is not text")
    notices = plain.get("notices", [])
    if not isinstance(notices, list) or not all(isinstance(each, str) for each in notices):
        raise ValueError("its notices are no list of texts")
    return plain
