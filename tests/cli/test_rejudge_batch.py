"""`callcoach rejudge` of a batch's folder: ledger, database and tables follow the new judgement."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from batch_folder import digest, make_old
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.work.executor import Answer
from callcoach.batch.work.unit import Unit, figures
from callcoach.batch.work.workers import Processes
from callcoach.cli import rejudge as command
from callcoach.pipeline import judge_timeline
from callcoach.report.json_file import json_text
from callcoach.report.page import page_html
from callcoach.store import Store
from callcoach.types.review import Review
from made_calls import SAMPLES

Run = Callable[..., Any]

QUICK = ("--no-transcribe", "--workers", "1")

CARD = """
version = "strict-2"
title = "Strict"
[[items]]
id = "lets_customer_finish"
question = "No talk-over?"
group = "g"
weight = 2
measure = "talk_overs.count"
most = 0
"""


@cache
def judged() -> Review:
    review = judge_timeline(SAMPLES / "bad-call.timeline.json")
    return replace(review, provenance=replace(review.provenance, voice_measures="on"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What each batch hands to its workers, who give a review of the sample for each."""
    done: list[list[str]] = []

    def work(_executor: Any, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
        done.append([unit.path.name for unit in units])
        for unit in units:
            review = replace(judged(), call=replace(judged().call, id=unit.content))
            unit.reviews.mkdir(exist_ok=True)
            page = page_html(review, swapped=None, contours=None, sound_url=None, name="bad")
            unit.page_path.write_text(page, encoding="utf-8")
            unit.json_path.write_text(json_text(review), encoding="utf-8")
            yield unit, Answer(85.7, figures(review))

    monkeypatch.setattr(Processes, "work", work)
    return done


@pytest.fixture
def batch(run: Run, tmp_path: Path, done: list[list[str]]) -> Callable[..., Any]:
    """The batch of two recordings, done once; gives the same command, with settings or without."""
    (tmp_path / "calls").mkdir()
    for name in ("a", "b"):
        (tmp_path / "calls" / f"{name}.wav").write_bytes(name.encode() * 100)
    make_old(tmp_path / "calls")
    (tmp_path / "card.toml").write_text(CARD, encoding="utf-8")
    (tmp_path / "strict.toml").write_text('[coaching]\nscorecard = "card.toml"\n', encoding="utf-8")
    (tmp_path / "off.toml").write_text('[policy]\nvoice_measures = "off"\n', encoding="utf-8")

    def batch(*settings: str) -> Any:
        return run("batch", "calls", "--out", "out", *settings, *QUICK)

    assert batch().code == 0
    return batch


STRICT = ("--settings", "strict.toml")


def scores() -> list[str]:
    with Path("out/calls.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [row["score"] for row in csv.DictReader(file)]
    with Store.open("out/callcoach.db") as store:
        assert sorted(str(call.measures["score"]) for call in store.calls()) == sorted(listed)
    return listed


def test_the_same_settings_have_nothing_to_do_then_and_the_old_ones_have(
    run: Run, batch: Callable[..., Any], done: list[list[str]]
) -> None:
    before = scores()
    ran = run("rejudge", "out", *STRICT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("2 reviews: 2 changed, 0 unchanged.\n")
    assert scores() == ["0.0", "0.0"] != before
    after = digest(Path("out"))
    batch(*STRICT)
    assert digest(Path("out")) == after
    batch()
    batch(*STRICT, "--agent", "right")
    assert done == [["a.wav", "b.wav"], ["a.wav", "b.wav"], ["a.wav", "b.wav"]]


def test_a_stricter_policy_takes_the_voice_out_of_everything(
    run: Run, batch: Callable[..., Any], done: list[list[str]]
) -> None:
    assert ",pitch_hz," in Path("out/calls.csv").read_text("utf-8")
    assert run("rejudge", "out", "--settings", "off.toml").code == 0
    assert "pitch_hz" not in Path("out/calls.csv").read_text("utf-8")
    batch("--settings", "off.toml")
    assert run("rejudge", "out").code == 0  # what was taken out does not come back
    batch()
    assert done[1:] == [["a.wav", "b.wav"]]


def test_an_answer_of_a_person_is_judged_without_the_recording(
    run: Run, batch: Callable[..., Any], done: list[list[str]]
) -> None:
    (first, _) = sorted(Path("out/reviews").glob("*.json"))
    answer = {"scorecard": {"lets_customer_finish": {"answer": True, "by": "Kim"}}}
    first.with_suffix(".overrides.json").write_text(json.dumps(answer))
    assert run("rejudge", "out", *STRICT, "--changes", "what.csv").code == 0
    assert sorted(scores()) == ["0.0", "100.0"]
    batch(*STRICT)
    assert done[1:] == []
    first.with_suffix(".overrides.json").write_text("{}")
    batch(*STRICT)
    assert len(done[1]) == 1


def test_what_changed_and_why_is_a_table(run: Run, batch: Callable[..., Any]) -> None:
    dry = run("rejudge", "out", *STRICT, "--changes", "dry.csv", "--dry-run")
    assert (
        run("rejudge", "out", *STRICT, "--changes", "what.csv").out.splitlines()[:-1]
        == (dry.out.splitlines()[:-1])
    )
    assert Path("what.csv").read_bytes() == Path("dry.csv").read_bytes()
    with Path("what.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    cause = "scorecard card.toml: none -> strict-2; scorecard en: en-1 -> none"
    first = [row for row in rows if row["path"] == rows[0]["path"]]
    told = {row["what"]: (row["before"], row["after"], row["why"]) for row in first}
    assert {row["call"] for row in first} == {Path(rows[0]["path"]).stem}
    assert told["scorecard card.toml"] == ("", "strict-2", "made with another")
    assert told["score"][1:] == ("0 (100 % answered)", cause)
    assert told["item solved"] == ("open, weight 2", "", cause)
    n_lines = Path("what.csv").read_bytes().count(b"\n")
    run("rejudge", "out", "--changes", "what.csv")
    assert Path("what.csv").read_bytes().count(b"\n") > n_lines
    ran = run("rejudge", "out", "--changes", "strict.toml")
    assert ran.code == 1
    assert ran.error_line.startswith("strict.toml: is there already and is no table of changes")


@pytest.mark.parametrize("n_before", [0, 1])
def test_stopped_while_writing_no_batch_takes_it_for_done_and_it_can_be_run_again(
    run: Run, batch: Callable[..., Any], done: list[list[str]], monkeypatch: Any, n_before: int
) -> None:
    real, n_written = command._write, [0]

    def ends(*arguments: Any) -> None:
        if n_written[0] == n_before:
            real(*arguments)
            raise KeyboardInterrupt
        n_written[0] += 1
        real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(command, "_write", ends)
        assert run("rejudge", "out", *STRICT).code == 130
    assert scores().count("0.0") == n_before + 1  # in step also with what was stopped
    with Ledger(Path("out/.callcoach")) as ledger:
        assert sum(each.key.startswith("~") for each in ledger.entries.values()) == 1
    again = run("rejudge", "out", *STRICT)
    assert again.out.endswith(f"2 reviews: {1 - n_before} changed, {1 + n_before} unchanged.\n")
    assert scores() == ["0.0", "0.0"]
    batch(*STRICT)
    assert done[1:] == []


def test_two_at_once_is_one_clear_line(run: Run, batch: Callable[..., Any]) -> None:
    with Ledger(Path("out/.callcoach")):
        ran = run("rejudge", "out/reviews", *STRICT)
    assert (ran.code, ran.out) == (1, "")
    assert "out: another batch, rejudge or forget is at work there" in ran.error_line
