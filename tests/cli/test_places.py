"""Nothing of the user's is ever written over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callcoach.cli.places import Places, check_free
from callcoach.errors import OutputError
from made_calls import SAMPLES, sample_part, write_wav

Run = Callable[..., Any]


@pytest.mark.parametrize("option", ["--json", "--page"])
def test_the_recording_is_not_replaced(run: Run, call: Path, option: str) -> None:
    before = call.read_bytes()
    ran = run("review", call, "--no-transcribe", option, "call.wav")
    assert ran.code == 1
    assert "it is read; name another file" in ran.error_line
    assert call.read_bytes() == before


def test_the_transcript_of_the_same_name_is_not_replaced(
    run: Run, call: Path, tmp_path: Path
) -> None:
    timeline = tmp_path / "call.json"
    shutil.copy(SAMPLES / "bad-call.timeline.json", timeline)
    before = timeline.read_bytes()
    assert run("review", call, "--transcript", "call.json", "--out", ".").code == 1
    assert run("turns", "call.json", "--json", "./call.json").code == 1
    assert timeline.read_bytes() == before


def test_a_file_that_is_not_ours_is_not_replaced(run: Run, call: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.html").write_text("<h1>mine</h1>")
    ran = run("review", call, "--no-transcribe", "--page", "notes.html")
    assert ran.code == 1
    assert "was not written by callcoach" in ran.error_line
    assert (tmp_path / "notes.html").read_text() == "<h1>mine</h1>"


def test_our_own_results_are_replaced(run: Run, call: Path) -> None:
    assert run("review", call, "--no-transcribe").code == 0
    assert run("review", call, "--no-transcribe").code == 0


def test_two_results_need_two_files(run: Run, call: Path) -> None:
    ran = run("review", call, "--no-transcribe", "--json", "x", "--page", "./x")
    assert ran.code == 1
    assert "files of their own" in ran.error_line


def test_another_recording_of_the_same_name_gets_files_of_its_own(
    run: Run, call: Path, tmp_path: Path
) -> None:
    (tmp_path / "tuesday").mkdir()
    other = write_wav(tmp_path / "tuesday" / "call.wav", *sample_part("good-call", 0.0, 15.0))
    run("review", call, "--no-transcribe")
    first = json.loads((tmp_path / "callcoach-out" / "call.json").read_text())
    ran = run("review", other, "--no-transcribe")
    assert ran.code == 0
    assert json.loads((tmp_path / "callcoach-out" / "call.json").read_text()) == first
    (beside,) = (tmp_path / "callcoach-out").glob("call-????????.json")
    assert str(beside.name) in ran.out
    assert json.loads(beside.read_text())["call"]["duration_s"] == 15.0
    assert beside.with_suffix(".html").is_file()


def test_an_empty_file_and_a_device_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    check_free((tmp_path / "empty.json", None, Path("/dev/null")), (tmp_path / "call.wav",))
    with pytest.raises(OutputError, match=r"call\.wav"):
        check_free((tmp_path / "call.wav",), (tmp_path / "call.wav",))


def test_only_a_review_of_another_call_makes_way(tmp_path: Path) -> None:
    places = Places(tmp_path / "a.json", tmp_path / "a.html", False, tmp_path)
    assert places.apart_from("ff00") == places
    (tmp_path / "a.json").write_text("no review")
    assert places.apart_from("ff00") == places
    (tmp_path / "a.json").write_text('{"call": {"id": "ee11"}}')
    moved = places.apart_from("ff00112233445566")
    assert (moved.json, moved.page) == (tmp_path / "a-ff001122.json", tmp_path / "a-ff001122.html")
    assert places.apart_from("ee11") == places
