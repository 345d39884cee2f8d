"""`callcoach export` writes a past review for other programs, redacted unless told otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach.pipeline import judge_timeline
from callcoach.report.exports import EXPORTS
from callcoach.report.json_file import json_text
from callcoach.words import read_timeline
from callcoach.words.redact_review import redact_review

Run = Callable[..., Any]

SAID = "My card is 4111 1111 1111 1111 and my mail is jo@example.com"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A review whose customer reads a card number out."""
    made = judge_timeline(
        {
            "duration_s": 20.0,
            "language": "en",
            "utterances": [
                {"party": "agent", "start_s": 0.5, "end_s": 2.0, "text": "How can I help?"},
                {"party": "customer", "start_s": 3.0, "end_s": 9.0, "text": SAID},
            ],
        }
    )
    path = tmp_path / "call.json"
    path.write_text(json_text(made), encoding="utf-8")
    return path


@pytest.mark.parametrize(("form", "export"), EXPORTS.items(), ids=EXPORTS)
def test_each_format_is_written_beside_the_review(
    run: Run, review: Path, form: str, export: Any
) -> None:
    ran = run("export", review, "--as", form)
    target = review.with_suffix(export.suffix)
    assert (ran.code, ran.out) == (0, f"{target}\n")
    assert ran.err == "Redacted: 1 card number and 1 e-mail address taken out.\n"
    text = target.read_text(encoding="utf-8")
    assert "4111" not in text
    assert "jo@example" not in text
    assert ("[card number]" in text) == (form != "rttm")


def test_unredacted_is_said_and_holds_everything(run: Run, review: Path) -> None:
    ran = run("export", review, "--as", "srt", "--out", "-", "--unredacted")
    assert ran.code == 0
    assert f"Customer: {SAID}\n" in ran.out
    assert ran.err.startswith("Not redacted: card numbers")


def test_the_screen_gets_the_text_alone(run: Run, review: Path, tmp_path: Path) -> None:
    ran = run("export", review, "--as", "vtt", "--out", "-")
    assert ran.out.startswith("WEBVTT\n")
    assert "My card is [card number] and my mail is [e-mail]</v>" in ran.out
    assert [path.name for path in tmp_path.iterdir()] == ["call.json"]


def test_what_is_exported_can_be_judged_again(run: Run, review: Path, tmp_path: Path) -> None:
    run("export", review, "--as", "srt", "--out", "deep/er/again.srt")
    again = read_timeline(tmp_path / "deep" / "er" / "again.srt").transcript
    assert [u.party for u in again.utterances] == ["agent", "customer"]
    assert again.utterances[1].text == "My card is [card number] and my mail is [e-mail]"
    assert run("turns", "deep/er/again.srt").code == 0


def test_a_review_that_was_redacted_stays_so(run: Run, review: Path) -> None:
    from callcoach.report.review_file import read_review

    review.write_text(json_text(redact_review(read_review(review))), encoding="utf-8")
    ran = run("export", review, "--as", "srt", "--out", "-", "--unredacted")
    assert "4111" not in ran.out
    assert ran.err.startswith(
        "The review was redacted when it was made: 1 card number and 1 e-mail"
    )


def test_a_file_that_is_there_is_kept_unless_it_is_the_same(run: Run, review: Path) -> None:
    target = review.with_suffix(".srt")
    target.write_text("mine", encoding="utf-8")
    ran = run("export", review, "--as", "srt")
    assert ran.code == 1
    assert ran.error_line.endswith(
        "is there already; name another file with --out, or add --replace"
    )
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("export", review, "--as", "srt", "--replace").code == 0
    assert "[card number]" in target.read_text(encoding="utf-8")
    assert run("export", review, "--as", "srt").code == 0


def test_the_review_itself_is_never_written_over(run: Run, review: Path) -> None:
    before = review.read_bytes()
    ran = run("export", review, "--as", "csv", "--out", review, "--replace")
    assert "would be written over" in ran.error_line
    assert review.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("<!DOCTYPE html><title>call</title>", "is the page; name the JSON beside it"),
        ("RIFFwave", "is no JSON"),
        ("[1, 2]", "is no review"),
        ('{"utterances": []}', "is no review"),
        ('{"schema": 7}', "is no review"),
        ('{"schema": "callcoach.review/2"}', "is a callcoach.review/2, this release reads"),
        ('{"schema": "callcoach.review/1"}', "review.call is missing; review the call again"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_review_is_refused_in_one_line(
    run: Run, tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "call.json"
    file.write_text(content, encoding="utf-8")
    ran = run("export", file, "--as", "srt")
    assert ran.code == 1
    assert ran.error_line.startswith(f"{file}: ")
    assert told in ran.error_line
    assert [path.name for path in tmp_path.iterdir()] == ["call.json"]


def test_a_review_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("export", "none.json", "--as", "srt")
    assert (ran.code, ran.error_line[:35]) == (1, "none.json: there is no such file; n")
    ran = run("export", tmp_path, "--as", "srt")
    assert "cannot be read (Is a directory)" in ran.error_line


def test_a_review_without_words_exports_who_spoke_when(run: Run, review: Path) -> None:
    from callcoach.report.review_file import read_review

    silent = replace(read_review(review), transcript=None, reasons={"transcript": "switched off"})
    review.write_text(json_text(silent), encoding="utf-8")
    ran = run("export", review, "--as", "textgrid")
    assert ran.error_line == "the review has no words (switched off); --as rttm needs none"
    ran = run("export", review, "--as", "rttm", "--out", "-")
    assert ran.code == 0
    assert ran.out.count("SPEAKER call ") + ran.out.count("SPEAKER timeline ") == 2


def test_a_place_that_takes_no_files_is_one_line(run: Run, review: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert (
        "is a file, not a folder"
        in run("export", review, "--as", "csv", "--out", "file/x.csv").error_line
    )
    assert "it is a folder" in run("export", review, "--as", "csv", "--out", tmp_path).error_line


def test_a_format_that_is_not_known_is_wrong_usage(run: Run, review: Path) -> None:
    ran = run("export", review, "--as", "docx")
    assert ran.code == 2
    assert "'srt', 'vtt', 'textgrid', 'rttm', 'csv'" in ran.err
    assert run("export", review).code == 2


def test_the_export_is_of_the_review_that_the_json_holds(run: Run, review: Path) -> None:
    run("export", review, "--as", "csv")
    lines = review.with_suffix(".csv").read_text(encoding="utf-8-sig").splitlines()
    plain = json.loads(review.read_text(encoding="utf-8"))
    n_words = sum(len(u["words"]) for u in plain["transcript"]["utterances"])
    assert len(lines) - 1 == n_words - 3  # the four words of the card became one
