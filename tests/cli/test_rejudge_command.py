"""`callcoach rejudge` judges past reviews again, shows the difference and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from callcoach import __version__
from callcoach.cli import rejudge as command
from callcoach.pipeline import judge_timeline
from callcoach.report.json_file import json_text
from callcoach.report.page import page_html
from callcoach.report.page_file import read_page
from callcoach.types.review import Review
from made_calls import SAMPLES

Run = Callable[..., Any]

STRICT = """
version = "strict-2"
title = "Strict"
[[items]]
id = "lets_customer_finish"
question = "No talk-over?"
group = "g"
weight = 2
measure = "talk_overs.count"
most = 0
[[items]]
id = "greets"
question = "Greets?"
group = "g"
weight = 1
technique = "greeting"
least = 1
"""


@cache
def judged(name: str) -> Review:
    return judge_timeline(SAMPLES / f"{name}-call.timeline.json")


def read(path: Path) -> Review:
    return Review.from_dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A folder with the reviews of two calls, one with a page that holds sound."""
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    (folder / "bad.json").write_text(json_text(judged("bad")), encoding="utf-8")
    (folder / "deep" / "good.json").write_text(json_text(judged("good")), encoding="utf-8")
    page = page_html(
        judged("bad"), swapped=judged("bad"), contours=None, sound_url="data:,x", name="bad"
    )
    (folder / "bad.html").write_text(page, encoding="utf-8")
    (folder / "notes.json").write_text('{"schema": "mine"}', encoding="utf-8")
    return folder


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """Settings that name a scorecard of one's own."""
    (tmp_path / "strict.toml").write_text(STRICT, encoding="utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text('[coaching]\nscorecard = "strict.toml"\n', encoding="utf-8")
    return settings


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_where_nothing_changed_nothing_is_written(run: Run, calls: Path) -> None:
    before = files_in(calls)
    ran = run("rejudge", calls)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "2 reviews: 0 changed, 2 unchanged.\n"
    assert files_in(calls) == before


def test_another_card_is_shown_and_written(run: Run, calls: Path, strict: Path) -> None:
    ran = run("rejudge", "out", "--settings", strict)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "out/bad.json"
    assert lines[1].startswith(f"  judged by callcoach: {__version__}, settings ")
    assert "  scorecard en: en-1 -> none" in lines
    assert "  scorecard strict.toml: none -> strict-2" in lines
    assert any(
        line.startswith("  score: ") and line.endswith("-> 33 (100 % answered)") for line in lines
    )
    assert "  item greets: no such" not in ran.out
    assert "  item solved: open -> no such item any more" in lines
    assert lines[-1] == "2 reviews: 2 changed, 0 unchanged."
    card = read(calls / "bad.json").scorecard
    assert card is not None
    assert (card.version, [item.answer for item in card.items]) == ("strict-2", [False, True])
    assert read(calls / "bad.json").talk_overs == judged("bad").talk_overs
    assert run("rejudge", "out", "--settings", strict).out == "2 reviews: 0 changed, 2 unchanged.\n"


def test_a_dry_run_shows_the_same_and_writes_nothing(run: Run, calls: Path, strict: Path) -> None:
    before = files_in(calls)
    dry = run("rejudge", "out", "--settings", strict, "--dry-run")
    assert files_in(calls) == before
    done = run("rejudge", "out", "--settings", strict)
    assert dry.out.splitlines()[:-1] == done.out.splitlines()[:-1]
    assert dry.out.endswith("2 reviews: 2 changed, 0 unchanged. Nothing was written (--dry-run).\n")
    assert dry.err == ""


def test_the_page_is_written_again_with_its_sound(run: Run, calls: Path, strict: Path) -> None:
    before = read_page(calls / "bad.html")
    ran = run("rejudge", calls, "--settings", strict)
    assert ran.err == ""
    after = read_page(calls / "bad.html")
    assert (after.sound_url, after.rows, after.speech) == ("data:,x", before.rows, before.speech)
    assert "strict-2" in (calls / "bad.html").read_text(encoding="utf-8")


def test_the_other_way_round_is_judged_again_without_what_a_person_answered(
    run: Run, calls: Path, strict: Path
) -> None:
    said = {"scorecard": {"greets": {"answer": False, "by": "Dana"}}}
    (calls / "bad.overrides.json").write_text(json.dumps(said), encoding="utf-8")
    run("rejudge", calls, "--settings", strict)
    swapped = read_page(calls / "bad.html").swapped
    for review, answered in ((read(calls / "bad.json"), ["Dana"]), (swapped, [])):
        assert review is not None
        assert review.scorecard is not None
        assert review.scorecard.version == "strict-2"
        who = [item.overridden_by for item in review.scorecard.items if item.overridden_by]
        assert who == answered


def other_page() -> str:
    return page_html(judged("good"), swapped=None, contours=None, sound_url=None, name="bad")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: "<p>mine</p>", "is no page that callcoach wrote"),
        (other_page, "is the page of another review"),
    ],
)
def test_a_page_of_something_else_is_left_as_it_is(
    run: Run, calls: Path, strict: Path, make: Callable[[], str], why: str
) -> None:
    page = calls / "bad.html"
    page.write_text(make(), encoding="utf-8")
    ran = run("rejudge", calls / "bad.json", "--settings", strict)
    assert (ran.code, page.read_text(encoding="utf-8")) == (0, make())
    assert ran.error_line == f"{page}: {why}; it was left as it is"
    assert read(calls / "bad.json").scorecard.version == "strict-2"


def test_what_a_person_answered_is_taken_up_and_their_file_kept(run: Run, calls: Path) -> None:
    said = {"scorecard": {"solved": {"answer": True, "by": "Dana", "comment": "refunded"},
                          "gone": {"answer": True}}}  # fmt: skip
    file = calls / "bad.overrides.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    kept = file.read_bytes()
    ran = run("rejudge", calls)
    assert ran.code == 0
    assert "  item solved: open -> yes; answered by Dana: refunded\n" in ran.out
    assert "2 reviews: 1 changed, 1 unchanged.\n" in ran.out
    assert file.read_bytes() == kept
    card = read(calls / "bad.json").scorecard
    assert "'gone'" in card.notices[0]
    assert f"\n  {card.notices[0]}\n" in ran.out
    file.unlink()
    assert "  item solved: yes -> open; a person answers this\n" in run("rejudge", calls).out
    assert read(calls / "bad.json").scorecard == judged("bad").scorecard


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("bad.json", '{"schema": "callcoach.review/2"}', "is a callcoach.review/2, this release"),
        ("bad.json", '{"schema": "callcoach.review/1"}', "review.call is missing; review the call"),
        ("bad.json", '{"schema": "callcoach.review/1", ', "is no JSON"),
        ("bad.overrides.json", "{", "it is not valid JSON (line 1"),
        ("bad.overrides.json", '{"agent_channel": 1}', "agent is on the right"),
    ],
)
def test_one_that_cannot_be_judged_is_one_line_and_the_others_go_on(
    run: Run, calls: Path, strict: Path, name: str, content: str, why: str
) -> None:
    (calls / name).write_text(content, encoding="utf-8")
    before = files_in(calls)
    ran = run("rejudge", calls, "--settings", strict)
    assert ran.code == 3
    assert ran.error_line.startswith(f"{calls / 'bad'}")
    assert why in ran.error_line
    assert ran.out.endswith("2 reviews: 1 changed, 0 unchanged, 1 not judged again.\n")
    after = files_in(calls)
    assert {path for path in after if after[path] != before[path]} == {"deep/good.json"}


def test_our_own_mistake_with_one_review_stops_no_other(
    run: Run, calls: Path, strict: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(file: Path, *arguments: Any, **named: Any) -> tuple[str, ...]:
        if file.name == "bad.json":
            raise ZeroDivisionError("by zero")
        return ()

    monkeypatch.setattr(command, "_rejudged", breaks)
    ran = run("rejudge", calls, "--settings", strict)
    assert ran.code == 3
    assert ran.error_line == (
        f"{calls / 'bad.json'}: unexpected ZeroDivisionError: by zero. This is our mistake"
    )
    assert ran.out == "2 reviews: 0 changed, 1 unchanged, 1 not judged again.\n"


def test_a_page_that_cannot_be_written_leaves_the_json_to_be_judged_again(
    run: Run, calls: Path, strict: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from callcoach.errors import OutputError
    from callcoach.report import atomic

    def full(path: Path, data: str) -> None:
        raise OutputError(f"cannot write {path}: the disk is full; name another place")

    before = files_in(calls)
    monkeypatch.setattr(atomic, "write_whole", full)
    ran = run("rejudge", calls / "bad.json", "--settings", strict)
    assert ran.code == 3
    assert ran.error_line.startswith(f"{calls / 'bad.json'}: cannot write {calls / 'bad.html'}")
    assert files_in(calls) == before


def test_settings_that_cannot_be_used_are_one_error_and_no_review_is_read(
    run: Run, calls: Path, strict: Path, tmp_path: Path
) -> None:
    (tmp_path / "strict.toml").write_text(STRICT.replace("= 2", "= 0"), encoding="utf-8")
    ran = run("rejudge", calls, "--settings", strict)
    assert ran.code == 1
    assert ran.error_line.startswith(
        "scorecard strict.toml: item 1 ('lets_customer_finish'): weight is 0; it must be over 0"
    )
    assert run("rejudge", calls, "--settings", "none.toml").code == 1


def test_a_place_without_reviews_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("rejudge", "empty")
    assert ran.code == 1
    assert ran.error_line.startswith("empty: no review in there; name the JSON")
    ran = run("rejudge", "none.json")
    assert (ran.code, ran.error_line[:33]) == (3, "none.json: there is no such file;")
    assert run("rejudge").code == 2


def test_quiet_tells_only_what_went_wrong(run: Run, calls: Path, strict: Path) -> None:
    (calls / "deep" / "good.overrides.json").write_text("{", encoding="utf-8")
    ran = run("rejudge", calls, "--settings", strict, "--quiet")
    assert (ran.code, ran.out) == (3, "")
    assert "good.overrides.json: it is not valid JSON" in ran.error_line


def test_each_review_is_judged_once_however_it_is_named(
    run: Run, calls: Path, strict: Path
) -> None:
    named = ("out/bad.json", "out", "out/*.json", "out/de*", calls / "bad.json")
    ran = run("rejudge", *named, "--settings", strict, "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith("out/bad.json\n")
    assert "2 reviews: 2 changed" in ran.out
    pattern = run("rejudge", "out/de*", "--settings", strict, "--dry-run")
    assert pattern.out.startswith("out/deep/good.json\n")


def test_what_is_named_is_read_and_what_a_folder_holds_beside_reviews_is_not(
    run: Run, calls: Path
) -> None:
    (calls / "bad.overrides.json").write_text("{}", encoding="utf-8")
    assert run("rejudge", calls).out.startswith("2 reviews")
    ran = run("rejudge", calls / "notes.json")
    assert ran.code == 3
    assert "is no review; name the JSON" in ran.error_line
