"""A child process may die or hang; we go on, in time, and say how it ended."""

from __future__ import annotations

import sys
import time

import pytest

from callcoach.words.child import ChildEnd, run_child


def test_a_child_gives_what_it_prints_and_gets_its_arguments() -> None:
    end = run_child("import sys; print(sys.argv[1:])", "a b", "c", within_s=30)
    assert end == ChildEnd("done", "['a b', 'c']\n")


def test_one_that_aborts_is_told_by_its_signal() -> None:
    code = "import os, sys; print('half'); sys.stderr.write('no cudnn\\n'); sys.stderr.flush()"
    end = run_child(f"{code}; os.abort()", within_s=30)
    assert end.how == "died"
    assert end.why == "its process was ended by SIGABRT: no cudnn"


def test_one_that_raises_is_told_by_its_last_line() -> None:
    end = run_child("raise ValueError('too old')", within_s=30)
    assert (end.how, end.why) == ("died", "its process ended with code 1: ValueError: too old")


def test_one_that_hangs_is_ended_in_time() -> None:
    started_s = time.monotonic()
    end = run_child("import time; time.sleep(60)", within_s=0.5)
    assert (end.how, end.why) == ("hung", "no answer within 0.5 s")
    assert time.monotonic() - started_s < 5


def test_a_python_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    end = run_child("pass", within_s=30)
    assert (end.how, end.why) == (
        "died",
        "no process could be started (No such file or directory)",
    )


def test_files_where_the_user_stands_are_not_taken_for_modules(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('the wrong one')")
    monkeypatch.chdir(tmp_path)
    assert run_child("import json; print(json.dumps(1))", within_s=30).out == "1\n"
