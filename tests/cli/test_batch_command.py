"""`callcoach batch`: what it writes, what it tells, and with which code it ends."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch_folder import digest, make_old
from callcoach.batch.recordings.calls import Failed
from callcoach.batch.rounds import Status
from callcoach.batch.work.attempt import attempt, written
from callcoach.batch.work.workers import Processes
from callcoach.cli.batch_progress import line
from callcoach.types.review import Review
from made_calls import SAMPLES, sample_part, write_wav

Run = Callable[..., Any]

QUICK = ("--no-transcribe", "--workers", "2")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A folder with two short calls, named as people name things."""
    folder = tmp_path / "calls"
    folder.mkdir()
    for number, name in enumerate(("Tom's 1st.wav", "é 🎧.wav")):
        write_wav(folder / name, *sample_part("bad-call", 8.0 * number, 8.0 * number + 8.0))
    make_old(folder)
    return folder


def in_this_process(_executor: Any, units: Any) -> Any:
    """What `Processes.work` gives, without processes and the seconds that they need to start."""
    for unit in units:
        came = attempt(unit, None, lambda _stage: None)
        yield unit, written(unit, came.files, came.answer)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are reviewed in this process."""
    monkeypatch.setattr(Processes, "work", in_this_process)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_is_reviewed_and_the_next_run_has_nothing_to_do(run: Run, calls: Path) -> None:
    ran = run("batch", "calls", "--out", "out", *QUICK)
    assert ran.code == 0
    assert ran.out == "2 calls: 2 reviewed.\nOpen out/index.html to see where to listen.\n"
    listed = rows(Path("out/calls.csv"))
    assert [row["path"] for row in listed] == ["calls/Tom's 1st.wav", "calls/é 🎧.wav"]
    for row in listed:
        content = hashlib.sha256(Path(row["path"]).read_bytes()).hexdigest()
        review = Review.from_dict(json.loads(Path(f"out/reviews/{content}.json").read_text()))
        assert row["id"] == review.call.id == content
        assert row["talk_overs"] == str(review.talk_overs.count)
        assert row["duration_s"] == "8.0"
        assert row["talk_share"] == str(review.time.talk_share)
        assert Path("out", row["review"]).is_file()
    assert rows(Path("out/failed.csv")) == []
    before = digest(Path("out"))
    again = run("batch", "calls", "--out", "out", *QUICK)
    assert again.out.startswith("2 calls: 0 reviewed, 2 were reviewed before.\n")
    assert again.err == "callcoach: 2/2 calls, 0 failed\n"
    assert digest(Path("out")) == before


@pytest.mark.usefixtures("quick")
def test_where_nothing_is_to_do_no_worker_is_started(
    run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("batch", "calls", "--out", "out", *QUICK)
    asked: list[int] = []

    def none(executor: Any, units: Any) -> Any:
        asked.append(len(units))
        return iter(())

    monkeypatch.setattr(Processes, "work", none)
    run("batch", "calls", "--out", "out", *QUICK)
    run("batch", "calls", "--out", "out", "--workers", "1", "--no-transcribe")
    assert asked == []
    run("batch", "calls", "--out", "out", "--agent", "right", *QUICK)
    Path("calls/.callcoach.json").write_text('{"agent_channel": 1}')
    run("batch", "calls", "--out", "out", *QUICK)
    first = hashlib.sha256(Path("calls/Tom's 1st.wav").read_bytes()).hexdigest()
    Path(f"out/reviews/{first}.html").unlink()
    Path("calls/.callcoach.json").unlink()
    run("batch", "calls", "--out", "out", *QUICK)
    Path("calls/below").mkdir()
    Path("calls/é 🎧.wav").rename("calls/below/é 🎧.wav")
    run("batch", "calls", "--out", "out", *QUICK)
    assert asked == [2, 2, 1, 1, 1]  # of the last two one is moved, one without its page


@pytest.mark.usefixtures("quick")
def test_bad_files_of_many_kinds_stop_nothing(run: Run, calls: Path) -> None:
    good = Path("calls/Tom's 1st.wav").read_bytes()
    bad = {
        "cut-header.wav": good[:30],
        "empty.wav": b"",
        "header-only.wav": good[:44],
        "noise.mp3": bytes(range(256)) * 40,
        "page.wav": b"<!doctype html>" * 50,
        "zeros.ogg": bytes(5000),
    }
    for name, data in bad.items():
        (calls / name).write_bytes(data)
    make_old(calls)
    ran = run("batch", "calls", "--out", "out", *QUICK)
    assert ran.code == 3
    assert ran.out.startswith("8 calls: 2 reviewed, 6 failed, see out/failed.csv.\n")
    failed = rows(Path("out/failed.csv"))
    assert [row["path"] for row in failed] == [f"calls/{name}" for name in sorted(bad)]
    assert {row["stage"] for row in failed} <= {"finding", "opening", "listening"}
    assert all(row["reason"] for row in failed)
    for row in failed:
        assert ran.err.count(f"callcoach: failed: {row['path']}: {row['stage']}: ") <= 1
    assert len(rows(Path("out/calls.csv"))) == 2


@pytest.mark.usefixtures("quick")
def test_what_failed_is_tried_again_only_when_asked(run: Run, calls: Path) -> None:
    (calls / "bad.wav").write_bytes(b"no sound")
    make_old(calls)
    assert run("batch", "calls", "--out", "out", *QUICK).code == 3
    again = run("batch", "calls", "--out", "out", *QUICK)
    assert (again.code, "failed: calls/bad.wav" in again.err) == (3, False)
    assert again.out.startswith("3 calls: 0 reviewed, 2 were reviewed before, 1 failed")
    assert [row["path"] for row in rows(Path("out/failed.csv"))] == ["calls/bad.wav"]
    asked = run("batch", "calls", "--out", "out", "--retry-failed", *QUICK)
    assert (asked.code, "failed: calls/bad.wav: opening" in asked.err) == (3, True)
    (calls / "bad.wav").unlink()
    assert run("batch", "calls", "--out", "out", *QUICK).code == 0
    assert rows(Path("out/failed.csv")) == []


@pytest.mark.usefixtures("quick")
def test_a_manifest_says_who_when_and_which_side(run: Run, calls: Path) -> None:
    Path("list.csv").write_text(
        "path,call_id,agent,agent_channel,date,queue,tags\n"
        "calls/é 🎧.wav,C-9,=Dana,right,2026-11-23T09:12,billing,new\n"
    )
    assert run("batch", "--manifest", "list.csv", "--out", "out", *QUICK).code == 0
    (row,) = rows(Path("out/calls.csv"))
    told = [row[name] for name in ("call_id", "agent", "agent_channel", "date", "queue", "tags")]
    assert told == ["C-9", "'=Dana", "1", "2026-11-23T09:12", "billing", "new"]
    review = json.loads(Path("out", row["review"]).with_suffix(".json").read_text())
    assert review["call"]["agent_channel"] == 1
    assert review["call"]["recorded_at"] == "2026-11-23T09:12"
    before = digest(Path("out/reviews"))
    Path("list.csv").write_text("path,agent,agent_channel,date\n"
        "calls/é 🎧.wav,Kim,right,2026-11-23T09:12\n")  # fmt: skip
    again = run("batch", "--manifest", "list.csv", "--out", "out", *QUICK)
    assert again.out.startswith("1 call: 0 reviewed, 1 were reviewed before.")
    assert [row["agent"] for row in rows(Path("out/calls.csv"))] == ["Kim"]
    assert digest(Path("out/reviews")) == before


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--out", "out"), 2, "name recordings, folders or patterns, or a --manifest"),
        (("calls", "--out", "out", "--workers", "999"), 2, "999 workers are too many here"),
        (("calls",), 2, "Missing option '--out'"),
        (("none", "--out", "out"), 1, "none: there is no such file or folder"),
        (("empty", "--out", "out"), 1, "empty: no recording in there"),
        (("calls", "--out", "mine"), 1, "mine/calls.csv: is there already and was not written by"),
        (
            ("--manifest", "bad.csv", "--out", "out"),
            1,
            "bad.csv: none of the 1 files that it lists is there, such as no",
        ),
        (("calls", "--out", "out", "--model", "tinny"), 1, "tinny"),
    ],
)
def test_what_cannot_be_is_told_before_any_work(
    run: Run, calls: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    for folder in ("empty", "mine"):
        Path(folder).mkdir()
    Path("mine/calls.csv").write_text("mine")
    Path("bad.csv").write_text("path\nno.wav\n")
    words = () if "--model" in arguments else ("--no-transcribe",)
    ran = run("batch", *arguments, *words)
    assert (ran.code, why in ran.err) == (code, True), ran.err
    assert not Path("out/reviews").exists()
    assert Path("mine/calls.csv").read_text() == "mine"


def test_a_model_that_is_not_to_be_had_begins_nothing(
    run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    ran = run("batch", "calls", "--out", "out")
    assert ran.code == 1
    assert "small" in ran.error_line
    assert not Path("out").exists()


def test_words_do_not_depend_on_the_number_of_workers(run: Run, calls: Path) -> None:
    model = SAMPLES.parent / "tests" / "data" / "tiny-whisper"
    for number in ("1", "2"):
        ran = run("batch", "calls", "--out", f"out{number}", "--model", model, "--workers", number)
        assert ran.code == 0, ran.err
    assert digest(Path("out1")) == digest(Path("out2"))
    for path in Path("out1/reviews").glob("*.json"):
        plain = json.loads(path.read_text())
        assert sum(len(each["words"]) for each in plain["transcript"]["utterances"]) > 5
        assert plain["provenance"]["models"]["words"].endswith("1 thread)")


def test_a_recording_that_is_written_on_is_reviewed_as_it_is_in_the_end(
    run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grows, other = calls / "Tom's 1st.wav", calls / "é 🎧.wav"
    half = hashlib.sha256(grows.read_bytes()).hexdigest()

    def meanwhile(executor: Any, units: Any) -> Any:
        yield from in_this_process(executor, units)
        write_wav(grows, *sample_part("bad-call", 0.0, 9.0))
        other.touch()  # a copy by a backup, say: another time and the same content

    with monkeypatch.context() as patch:
        patch.setattr(Processes, "work", meanwhile)
        ran = run("batch", "calls", "--out", "out", *QUICK)
    assert (ran.code, ran.out.split(", see")[0]) == (3, "2 calls: 1 reviewed, 1 failed")
    (failed,) = rows(Path("out/failed.csv"))
    assert (failed["path"], failed["reason"]) == (
        str(grows.relative_to(calls.parent)), "was changed after it was reviewed; run again"
    )  # fmt: skip
    assert [row["path"] for row in rows(Path("out/calls.csv"))] == ["calls/é 🎧.wav"]
    assert not list(Path("out/reviews").glob(f"{half}*"))
    make_old(calls)
    monkeypatch.setattr(Processes, "work", in_this_process)
    assert run("batch", "calls", "--out", "out", *QUICK).code == 0
    assert [row["duration_s"] for row in rows(Path("out/calls.csv"))] == ["9.0", "8.0"]


def test_a_recording_that_was_gone_for_a_while_is_reviewed_unasked_when_it_is_back(
    run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, away = calls / "é 🎧.wav", calls.parent / "away"

    def meanwhile(executor: Any, units: Any) -> Any:
        call.rename(away)
        yield from in_this_process(executor, units)

    with monkeypatch.context() as patch:
        patch.setattr(Processes, "work", meanwhile)
        assert run("batch", "calls", "--out", "out", *QUICK).code == 3
    (failed,) = rows(Path("out/failed.csv"))
    assert failed["stage"] == "opening"
    assert failed["reason"] == "there is no such file; check the name and the folder"
    away.rename(call)
    monkeypatch.setattr(Processes, "work", in_this_process)
    assert run("batch", "calls", "--out", "out", *QUICK).code == 0
    assert len(rows(Path("out/calls.csv"))) == 2


def test_names_of_all_kinds_go_all_the_way(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [b"-x.wav", b"a\nb.wav", b"q\"uo'te;.wav", b"\xff_C1.wav"]
    Path("odd").mkdir()
    for number, name in enumerate(names):
        part = sample_part("bad-call", 8.0 * number, 8.0 * number + 6.0)
        write_wav(tmp_path / "odd" / os.fsdecode(name), *part)
    Path(os.fsdecode(b"odd/broken\xff.wav")).write_bytes(b"RIFF, they said")
    make_old(Path("odd"))
    Path("s.toml").write_text("[agent]\nfile_name_pattern = '(?P<agent>.)_(?P<call_id>C\\d)'\n")
    monkeypatch.setattr(Processes, "work", in_this_process)
    ran = run("batch", "odd", "--out", "out", "--settings", "s.toml", *QUICK)
    assert ran.code == 3
    told = "5 recordings are not named as agent.file_name_pattern says, such as -x.wav"
    assert f"callcoach: 4 of {told}" in ran.err
    listed = {row["path"]: (row["agent"], row["call_id"]) for row in rows(Path("out/calls.csv"))}
    assert listed == {
        "odd/-x.wav": ("", ""),
        "odd/a b.wav": ("", ""),
        "odd/q\"uo'te;.wav": ("", ""),
        r"odd/\udcff_C1.wav": (r"\xff", "C1"),
    }
    assert [row["path"] for row in rows(Path("out/failed.csv"))] == [r"odd/broken\udcff.wav"]


@pytest.mark.usefixtures("quick")
def test_quiet_says_nothing(run: Run, calls: Path) -> None:
    ran = run("batch", "calls", "--out", "out", "--quiet", *QUICK)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.usefixtures("quick")
def test_a_full_disk_ends_it_in_one_line_with_what_is_done_kept(run: Run, calls: Path) -> None:
    Path("out/reviews").mkdir(parents=True)
    first = hashlib.sha256(Path("calls/Tom's 1st.wav").read_bytes()).hexdigest()
    Path(f"out/reviews/{first}.html").mkdir()  # no file can be written here, as on a full disk
    ran = run("batch", "calls", "--out", "out", "--quiet", "--no-transcribe", "--workers", "1")
    assert ran.code == 1
    assert ran.error_line.endswith("what is done is kept: run the same command again")
    Path(f"out/reviews/{first}.html").rmdir()
    assert run("batch", "calls", "--out", "out", *QUICK).code == 0
    assert len(rows(Path("out/calls.csv"))) == 2


def test_the_line_of_progress() -> None:
    status = Status(10, n_before=2, n_done=4, audio_s=7200.0)
    status.failed.append(Failed(Path("x"), "opening", "broken"))
    status.started_s = time.monotonic() - 400
    assert line(status) == ("7/10 calls, 2.0 h of audio, 18 x real time, 5 min left, 1 failed")
