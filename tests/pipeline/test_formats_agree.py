"""The same conversation, however it is written, gives the same judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import callcoach
from callcoach.types.review import Review
from written_formats import AGENT_IS, WRITERS, conversation, own_json

HOLDS = {"srt": "text", "vtt": "text", "rttm": "spans"}
"""What a format carries, where that is less than words with their times."""


def judged(folder: Path, text: str, **parties: Any) -> Review:
    file = folder / "call"
    file.write_text(text, encoding="utf-8")
    return callcoach.judge_timeline(file, parties=parties)


def events(review: Review) -> list[tuple[Any, ...]]:
    return [(e.kind, e.by, e.start_s, e.end_s, e.overlap_s) for e in review.incursions or ()]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_judgement(name: str, seed: int, tmp_path: Path) -> None:
    lines = conversation(seed)
    named = {AGENT_IS[name]: "agent"} if name in AGENT_IS else {}
    review = judged(tmp_path, WRITERS[name](lines), **named)
    expected = judged(tmp_path, own_json(lines, HOLDS.get(name, "words")))
    assert events(review) == events(expected)
    assert review.talk_overs == expected.talk_overs
    assert review.time == expected.time
    assert review.turns == expected.turns
    assert review.pace == expected.pace
    if review.transcript is not None and expected.transcript is not None:
        mine, theirs = review.transcript.utterances, expected.transcript.utterances
        assert [u.text for u in mine] == [u.text for u in theirs]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_conversation_has_talk_overs_to_agree_on(seed: int, tmp_path: Path) -> None:
    review = judged(tmp_path, own_json(conversation(seed)))
    assert len(events(review)) >= 5
    assert (review.talk_overs.count or 0) >= 2
    assert review.time.both_s > 3
