"""The worker process may die, hang or fail, and does not outlive who started it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.live.words.process import WordsProcess, WordsProcessEnded
from words_driving import MODEL, settings, wait_for

PARENT = """
import sys, time
from callcoach.live.words.process import WordsProcess
from callcoach.settings import WordSettings
process = WordsProcess(WordSettings(model=sys.argv[1], device="cpu"))
print(process.pid, flush=True)
if sys.argv[2] == "ready":
    process.ready()
    print("ready", flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("when", ["starting", "ready"])
def test_it_goes_when_its_parent_is_killed(when: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(MODEL), when], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent, parent.stdout as told:
        pid = int(told.readline())
        if when == "ready":
            assert told.readline() == "ready\n"
        assert is_running(pid)
        parent.kill()
    wait_for(lambda: not is_running(pid), within_s=10)


@pytest.fixture
def ended() -> Iterator[list[WordsProcess]]:
    """Ends the processes that a test puts here."""
    begun: list[WordsProcess] = []
    yield begun
    for process in begun:
        process.end()


def test_it_is_nicer_than_we_are_and_says_what_it_loaded(ended: list[WordsProcess]) -> None:
    process = WordsProcess(settings().words)
    ended.append(process)
    ready = process.ready()
    assert (ready.model, ready.runs_on, ready.window_s) == (
        str(MODEL), f"cpu, int8, {min(2, len(os.sched_getaffinity(0)))} threads", 10.0,
    )  # fmt: skip
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, own + 10)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(WordsProcessEnded, match="its process was ended by SIGKILL"):
        process.ready()
    assert process.end() == ""


def test_one_that_hangs_is_ended(ended: list[WordsProcess]) -> None:
    process = WordsProcess(settings().words, start_s=0.3)
    ended.append(process)
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(WordsProcessEnded, match=r"^no answer within 0\.3 s$"):
        process.ready()
    assert not is_running(process.pid)


def test_a_broken_model_is_told_in_one_line(tmp_path: Path, ended: list[WordsProcess]) -> None:
    shutil.copytree(MODEL, tmp_path / "broken")
    model = tmp_path / "broken" / "model.bin"
    model.write_bytes(model.read_bytes()[:1000])
    process = WordsProcess(settings(model=str(tmp_path / "broken")).words)
    ended.append(process)
    with pytest.raises(ModelUnavailable, match="broken: cannot be loaded"):
        process.ready()
