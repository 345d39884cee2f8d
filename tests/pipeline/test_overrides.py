"""What a person corrected is read from the file beside the review; what cannot be used is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from callcoach.errors import OverridesError
from callcoach.pipeline.beside import hints_beside
from callcoach.pipeline.overrides import overrides_of, overrides_path, read_overrides
from callcoach.settings import Settings
from callcoach.types.overrides import Overrides, PersonAnswer


def written(folder: Path, plain: Any) -> Path:
    path = folder / "call.overrides.json"
    path.write_text(plain if isinstance(plain, str) else json.dumps(plain), encoding="utf-8")
    return path


def test_they_stand_beside_the_review() -> None:
    assert overrides_path(Path("out/a.b.json")) == Path("out/a.b.overrides.json")


def test_answers_comments_and_the_channel_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "agent_channel": "right",
            "scorecard": {
                "solved": {"answer": True, "by": " Dana ", "comment": "refunded"},
                "greets": {"answer": False},
                "apologises": {"answer": None, "by": "Dana"},
                "paraphrases": {"comment": "nearly", "colour": "green"},
            },
            "of a later release": [1, 2],
        },
    )
    assert read_overrides(path) == Overrides(
        1,
        {
            "solved": PersonAnswer(True, "Dana", "refunded"),
            "greets": PersonAnswer(False, "a person", None),
            "apologises": PersonAnswer(None, "Dana", None),
            "paraphrases": PersonAnswer(None, "a person", "nearly", is_answered=False),
        },
    )


def test_no_file_corrects_nothing(tmp_path: Path) -> None:
    assert read_overrides(tmp_path / "none.overrides.json") == Overrides()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("yes", "it is 'yes'; it must be an object with \"answer\""),
        ({"answer": "yes"}, "answer is 'yes'; allowed: true, false, null"),
        ({"answer": 1}, "answer is 1; allowed: true, false, null"),
        ({"answer": True, "by": 7}, "by is 7; it must be text"),
        ({"answer": True, "comment": ["a"]}, "comment is ['a']; it must be text"),
        ({}, "it has neither an answer nor a comment"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_and_the_others_hold(said: Any, why: str) -> None:
    found = overrides_of({"scorecard": {"greets": said, "solved": {"answer": True}}}, "c.json")
    assert found.answers == {"solved": PersonAnswer(True)}
    assert found.faults == (f"c.json: the answer to 'greets' was passed over: {why}.",)


def test_a_scorecard_that_is_no_object_is_told(tmp_path: Path) -> None:
    found = read_overrides(written(tmp_path, {"agent_channel": 0, "scorecard": ["greets"]}))
    assert (found.agent_channel, found.answers) == (0, {})
    assert "its scorecard is ['greets']; it must be an object" in found.faults[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "it is not valid JSON (line 1"),
        ("[]", "it holds no JSON object"),
        ('{"agent_channel": 3}', "its agent_channel is '3'; allowed: 0, 1, left, right"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: str, why: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(OverridesError) as caught:
        read_overrides(path)
    assert str(caught.value).startswith(f"{path}: {why}")
    assert path.read_text(encoding="utf-8") == content


def test_before_a_review_a_bad_file_is_a_notice_and_answers_come_along(tmp_path: Path) -> None:
    pattern = Settings().agent.file_name_pattern
    path = written(tmp_path, {"scorecard": {"solved": {"answer": False}}})
    hints = hints_beside(tmp_path / "call.wav", "auto", pattern, path)
    assert hints.overrides.answers == {"solved": PersonAnswer(False)}
    assert (hints.corrected, hints.notices) == (None, ())
    bad = hints_beside(tmp_path / "call.wav", "auto", pattern, written(tmp_path, "{"))
    assert bad.overrides == Overrides()
    assert bad.notices[0].startswith("call.overrides.json was passed over: it is not valid JSON")
