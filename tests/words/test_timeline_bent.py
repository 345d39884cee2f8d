"""Whatever stands in a field of a transcript, it is read or refused, and nothing else happens."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcoach.errors import TimelineError
from callcoach.words import Timeline, read_timeline
from written_formats import AGENT_IS, WRITERS, conversation

ODD: tuple[Any, ...] = (None, True, 3, -1, 10**400, float("nan"), "x", "", [], {}, [1], {"a": 1})
JSON_EXTRAS: dict[str, dict[str, Any]] = {
    "own": {"language": {"agent": "en"}, "engine": "x"},
    "whisper": {"language": "en", "duration": 99.0},
    "call_analytics": {
        "LanguageCode": "en-US",
        "Participants": [{"ParticipantId": "1", "ParticipantRole": "AGENT"}],
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 99000},
    },
    "transcribe": {"status": "COMPLETED"},
    "deepgram": {"metadata": {"duration": 99.0}},
}


def paths(plain: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a JSON value."""
    yield here
    if not isinstance(plain, dict | list):
        return
    for key, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
        yield from paths(value, (*here, key))


def read_or_refused(file: Path, named: Any) -> Timeline | str:
    """The timeline, or why it was refused."""
    try:
        return read_timeline(file, named)
    except TimelineError as error:
        return str(error)


def bent(plain: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with the value at one place replaced."""
    if not path:
        return value
    changed = copy.deepcopy(plain)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", JSON_EXTRAS)
def test_odd_values_are_read_or_refused(name: str, tmp_path: Path) -> None:
    lines = [line[:2] for line in conversation(1, 3)]
    plain = {**json.loads(WRITERS[name](lines)), **JSON_EXTRAS[name]}
    if name == "deepgram":
        plain["results"]["channels"][0]["detected_language"] = "en"
    file = tmp_path / "call"
    named: Any = {AGENT_IS[name]: "agent"} if name in AGENT_IS else {}
    assert read_timeline(plain, named).transcript.utterances
    n_refused = 0
    for path in list(paths(plain)):
        for value in ODD:
            file.write_text(json.dumps(bent(plain, path, value)))
            got = read_or_refused(file, named)
            if isinstance(got, str):
                n_refused += 1
                assert "\n" not in got
            else:
                ends = [u.end_s for u in got.transcript.utterances]
                assert all(0 <= end_s <= got.duration_s for end_s in ends)
    assert n_refused > 100


@pytest.mark.parametrize("name", ["srt", "vtt", "rttm", "ctm"])
def test_a_text_cut_anywhere_is_read_or_refused(name: str, tmp_path: Path) -> None:
    text = WRITERS[name]([line[:2] for line in conversation(1, 3)])
    file = tmp_path / "call"
    named: Any = {AGENT_IS[name]: "agent"} if name in AGENT_IS else {}
    n_read = 0
    for end in range(len(text) + 1):
        file.write_text(text[:end])
        got = read_or_refused(file, named)
        if isinstance(got, str):
            assert "\n" not in got
        else:
            n_read += len(got.transcript.utterances) > 0
    assert 10 < n_read <= len(text)
