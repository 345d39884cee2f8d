"""What stands beside a recording tells who is the agent; what cannot be read is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callcoach.errors import SettingsError
from callcoach.pipeline.beside import (
    RoleHints,
    channel_named,
    hints_beside,
    memory_path,
    memory_text,
    sidecar_path,
)
from callcoach.settings import Settings
from callcoach.types.overrides import Overrides

PATTERN = Settings().agent.file_name_pattern


def hints(recording: Path, agent: str = "auto", overrides: Path | None = None) -> RoleHints:
    return hints_beside(recording, agent, PATTERN, overrides)


def test_nothing_beside_a_recording_says_nothing(tmp_path: Path) -> None:
    assert hints(tmp_path / "monday-3.wav") == RoleHints()


@pytest.mark.parametrize(
    ("name", "channel"),
    [("auto", None), ("left", 0), ("RIGHT", 1), ("0", 0), ("1", 1)],
)
def test_a_channel_has_a_name_and_a_number(name: str, channel: int | None) -> None:
    assert channel_named(name) == channel


def test_another_name_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"agent is 'middle'; allowed: auto, left, right"):
        channel_named("middle")


def test_each_place_is_read(tmp_path: Path) -> None:
    recording = tmp_path / "monday-3 agent-right.wav"
    sidecar_path(recording).write_text('{"agent_channel": "right", "recorded_at": "2026-05-04"}')
    memory_path(recording).write_text(memory_text(1))
    overrides = tmp_path / "out.json"
    overrides.write_text('{"agent_channel": 0, "comment": "swapped"}')
    assert hints(recording, "left", overrides) == RoleHints(
        explicit=0,
        corrected=0,
        sidecar=1,
        file_name=1,
        remembered=1,
        recorded_at="2026-05-04",
        overrides=Overrides(agent_channel=0),
    )


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("call agent-left.wav", 0),
        ("call_agent_1.wav", 1),
        ("agent is right 2026.wav", 1),
        ("Agent-ch1.wav", 1),
        ("agent-1234.wav", None),
        ("agent-ben.wav", None),
        ("leftover.wav", None),
    ],
)
def test_the_file_name_tells_where_it_follows_the_pattern(
    tmp_path: Path, name: str, channel: int | None
) -> None:
    assert hints(tmp_path / name).file_name == channel


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "it is not valid JSON (line 1"),
        (b"[]", "it holds no JSON object"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b'{"agent_channel": 2}', "its agent_channel is '2'; allowed: 0, 1, left, right"),
        (b'{"recorded_at": 3}', "its recorded_at is not text"),
    ],
)
def test_an_unreadable_sidecar_is_passed_over_with_a_notice(
    tmp_path: Path, content: bytes, why: str
) -> None:
    recording = tmp_path / "monday-3.wav"
    sidecar_path(recording).write_bytes(content)
    found = hints(recording)
    assert found.sidecar is None
    (notice,) = found.notices
    assert notice.startswith(f"monday-3.call.json was passed over: {why}")


def test_what_is_remembered_can_be_read_again(tmp_path: Path) -> None:
    assert json.loads(memory_text(1)) == {"agent_channel": 1}
    memory_path(tmp_path / "a.wav").write_text(memory_text(1))
    assert hints(tmp_path / "b.wav").remembered == 1
