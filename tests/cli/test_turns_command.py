"""`callcoach turns` and `--transcript` take every format, and say what they made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callcoach.types.review import Review
from made_calls import SAMPLES
from written_formats import AGENT_IS, WRITERS, conversation, rttm

Run = Callable[..., Any]


@pytest.mark.parametrize("name", WRITERS)
def test_the_name_of_a_file_does_not_matter(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "call.txt").write_text(WRITERS[name](conversation(1)))
    named = ["--party", f"{AGENT_IS[name]}=agent"] if name in AGENT_IS else []
    ran = run("turns", "call.txt", *named, "--json", "-")
    assert ran.code == 0
    assert ran.err == ""
    review = Review.from_dict(json.loads(ran.out))
    assert review.call.source == "call.txt"
    assert len(review.incursions or ()) > 5
    notices = review.quality.notices
    assert any("the only other speaker" in notice for notice in notices) == (name in AGENT_IS)


def test_unnamed_speakers_are_one_line_with_the_option_to_add(run: Run, tmp_path: Path) -> None:
    (tmp_path / "call.ctm").write_text(WRITERS["ctm"](conversation(1)))
    ran = run("turns", "call.ctm")
    assert ran.code == 1
    option = "--party A=agent --party B=customer"
    assert option in ran.error_line
    assert run("turns", "call.ctm", *option.split()).code == 0


def test_a_party_that_there_is_not_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "call.ctm").write_text(WRITERS["ctm"](conversation(1)))
    ran = run("turns", "call.ctm", "--party", "A=boss")
    assert ran.code == 2
    assert "NAME=agent, NAME=customer, NAME=unknown" in " ".join(ran.err.split())


def test_a_third_speaker_can_be_left_out(run: Run, tmp_path: Path) -> None:
    lines = rttm(conversation(1)) + "SPEAKER call 1 5.0 1.0 <NA> <NA> IVR <NA> <NA>\n"
    (tmp_path / "call.rttm").write_text(lines)
    ran = run("turns", "call.rttm")
    assert ran.code == 1
    assert "Add --party IVR=unknown" in ran.error_line
    ran = run("turns", "call.rttm", "--party", "IVR=unknown")
    assert ran.code == 0
    assert "1 of 41 utterances are of no known party; they were left out" in " ".join(
        ran.out.split()
    )


def test_one_party_alone_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "call.rttm").write_text("SPEAKER call 1 5.0 1.0 <NA> <NA> agent <NA> <NA>\n")
    ran = run("turns", "call.rttm")
    assert ran.code == 0
    assert "Only the agent speaks in the timeline" in " ".join(ran.out.split())


def test_the_help_names_the_formats(run: Run) -> None:
    told = " ".join(run("turns", "--help").out.split())
    for name in ("Whisper", "Amazon Transcribe", "Deepgram", "SRT", "WebVTT", "RTTM", "CTM"):
        assert name in told


def test_a_review_takes_spans_without_words(run: Run, call: Path, tmp_path: Path) -> None:
    timeline = json.loads((SAMPLES / "bad-call.timeline.json").read_text())
    lines = [
        f"SPEAKER bad 1 {u['start_s']} {u['end_s'] - u['start_s']:.3f} <NA> <NA> {u['party']} <NA>"
        for u in timeline["utterances"]
        if u["end_s"] < 30
    ]
    (tmp_path / "bad.rttm").write_text("\n".join(lines))
    ran = run("review", call, "--transcript", "bad.rttm", "--json", "-")
    assert ran.code == 0
    review = Review.from_dict(json.loads(ran.out))
    assert review.transcript is None
    assert review.reasons["transcript"] == "the given transcript holds no words"
    assert review.call.agent_basis == "the parties of the given transcript"
    assert review.call.agent_channel == 0


def test_a_review_tells_how_the_transcript_was_read(run: Run, call: Path, tmp_path: Path) -> None:
    timeline = json.loads((SAMPLES / "bad-call.timeline.json").read_text())
    names = {"agent": "Rep", "customer": "Kund\u00e9"}
    cues = [
        f"{number}\n00:00:{u['start_s']:06.3f} --> 00:00:{u['end_s']:06.3f}\n"
        f"{names[u['party']]}: {u['text']}\n"
        for number, u in enumerate(timeline["utterances"], start=1)
        if u["end_s"] < 30
    ]
    (tmp_path / "bad.srt").write_text("\n".join(cues), encoding="cp1252")
    ran = run("review", call, "--transcript", "bad.srt", "--json", "-")
    assert ran.code == 0
    review = Review.from_dict(json.loads(ran.out))
    told = " ".join(review.quality.notices)
    assert "read as Windows-1252" in told
    assert "'Rep' as the agent" in told
    assert "'Kund\u00e9', the only other speaker, was taken to be the customer" in told
    assert review.transcript is not None
    assert {u.party for u in review.transcript.utterances} == {"agent", "customer"}


def test_what_a_person_answered_beside_the_json_is_taken_up(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "r.overrides.json"
    answers.write_text('{"scorecard": {"solved": {"answer": true, "by": "Dana"}}}')
    timeline = SAMPLES / "bad-call.timeline.json"
    assert run("turns", timeline, "--json", "r.json").code == 0
    card = Review.from_dict(json.loads((tmp_path / "r.json").read_text())).scorecard
    assert card is not None
    assert [item.id for item in card.items if item.overridden_by == "Dana"] == ["solved"]
    before = (tmp_path / "r.json").read_bytes()
    answers.write_text("{")
    ran = run("turns", timeline, "--json", "r.json")
    assert ran.code == 1
    assert ran.error_line.startswith("r.overrides.json: it is not valid JSON (line 1")
    assert (tmp_path / "r.json").read_bytes() == before
