"""The name of a recording tells what its owner's pattern finds in it, and nothing else."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from callcoach.errors import SettingsError
from callcoach.pipeline.beside import hints_beside, sidecar_path
from callcoach.pipeline.file_names import Named, named_in
from callcoach.settings import Settings, with_values
from callcoach.types.about import About

ALL = (
    r"(?P<date>[\d-]{8,10}[T_]\d+)_(?P<queue>[a-z]+)_(?P<agent>\w+?)_(?P<agent_channel>\w+)"
    r"_(?P<call_id>C\d+)(?:\+(?P<tags>.*))?\.wav"
)


def test_all_groups_tell() -> None:
    named = named_in("20261123T0912_billing_Dana_right_C0412+new refund.wav", ALL)
    about = About("C0412", "Dana", 1, "2026-11-23T09:12", "billing", "new refund")
    assert named == Named(about, follows=True)
    assert named_in("lunch.wav", ALL) == Named()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-11-23", "2026-11-23"),
        ("20261123", "2026-11-23"),
        ("2026.11.23", "2026-11-23"),
        ("20261123T091200", "2026-11-23T09:12:00"),
        ("20261123-0912", "2026-11-23T09:12"),
        ("20261123091230", "2026-11-23T09:12:30"),
        ("2026-11-23_09.12.30", "2026-11-23T09:12:30"),
        ("2026-11-23 09-12-30.250", "2026-11-23T09:12:30"),
        ("20261123T091230Z", "2026-11-23T09:12:30+00:00"),
        ("20261123T0912+0100", "2026-11-23T09:12+01:00"),
    ],
)
def test_dates_as_recorders_write_them(written: str, date: str) -> None:
    assert named_in(f"x{written}.wav", r"x(?P<date>.*)\.wav").about.date == date


@pytest.mark.parametrize("written", ["20261323", "23.11.2026", "261123", "20261123T2561"])
def test_what_is_no_date_is_told_and_not_guessed(written: str) -> None:
    named = named_in(f"x{written}.wav", r"x(?P<date>.*)\.wav")
    assert named == Named(follows=True, unread=(f"date {written!r}",))


def test_unix_seconds_count_only_where_asked_for() -> None:
    name = "call-1795425150.wav"
    assert named_in(name, r"(?P<date>\d+)").unread == ("date '1795425150'",)
    asked = named_in(name, r"(?P<date_unix_s>\d+)")
    assert asked.about.date == "2026-11-23T09:12:30+00:00"
    thousands = named_in("call-1795425150000.wav", r"(?P<date_unix_s>\d+)")
    assert thousands.unread == ("date_unix_s '1795425150000'",)


def test_a_name_that_is_no_utf8_gives_text_that_is() -> None:
    named = named_in(os.fsdecode(b"J\xfcrgen.wav"), r"(?P<agent>.*)\.wav")
    assert named.about.agent == r"J\xfcrgen"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(?P<agent>", "is no regular expression: missing \\)"),
        (r"\d+", "has no group with a name; name what it finds by groups: .*; there are: call_id"),
        ("(?P<agnet>.)", "has a group 'agnet'; .*; there are: call_id, agent, agent_channel"),
        (r"(?P<agent>(\w+\s?)+)-x", "may take for ever on a long name"),
    ],
)
def test_a_pattern_with_a_fault_is_one_line(pattern: str, why: str) -> None:
    with pytest.raises(SettingsError, match=f"^agent.file_name_pattern {why}"):
        named_in("x.wav", pattern)


def test_a_review_takes_the_date_where_nothing_stronger_tells_it(tmp_path: Path) -> None:
    recording = tmp_path / "20261123_left.wav"
    pattern = r"(?P<date>\d+)_(?P<agent_channel>\w+)\."
    hints = hints_beside(recording, "auto", pattern)
    assert (hints.recorded_at, hints.file_name, hints.notices) == ("2026-11-23", 0, ())
    sidecar_path(recording).write_text('{"recorded_at": "2026-05-04"}')
    assert hints_beside(recording, "auto", pattern).recorded_at == "2026-05-04"
    odd = hints_beside(tmp_path / "20261399_middle.wav", "auto", pattern)
    assert (odd.recorded_at, odd.file_name) == (None, None)
    assert odd.notices == (
        "the file's name was passed over in part: agent_channel 'middle' is none",
        "the file's name was passed over in part: date '20261399' is none",
    )


def test_the_examples_of_the_docs() -> None:
    text = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
    examples = re.findall(r"^`(.+?\.wav)`[^`]*```toml\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    told = [
        named_in(name, with_values(Settings(), tomllib.loads(settings)).agent.file_name_pattern)
        for name, settings in examples
    ]
    assert told == [
        Named(About("C0412", "Dana", None, "2026-11-23T09:12:30", "billing"), follows=True),
        Named(
            About("1795425150.8841", "2011", None, "2026-11-23T09:12:30+00:00", "out"),
            follows=True,
        ),
        Named(About("", "Kim", 1, "2026-11-23T09:12:30", "", "new"), follows=True),
    ]


def test_the_pattern_as_shipped_ends_in_time_and_finds_a_side() -> None:
    pattern = Settings().agent.file_name_pattern
    assert named_in("Monday AGENT-left.wav", pattern).about == About(agent_channel=0)
    assert named_in("leftover.wav", pattern) == Named()
