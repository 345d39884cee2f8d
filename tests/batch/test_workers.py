"""A worker that dies, hangs or has done enough is replaced, and no call is lost by it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.work import workers
from callcoach.batch.work.executor import TRIES_MOST, Answer
from callcoach.batch.work.unit import Unit
from callcoach.batch.work.workers import Process, Processes
from callcoach.errors import BatchError
from callcoach.settings import BatchSettings, Settings, with_values
from callcoach.types.about import About

SETTINGS = with_values(Settings(), {"words": {"transcribe": False}, "report": {"sound": "link"}})


def unit(path: Path, out: Path) -> Unit:
    return Unit(path, content_id_of(path), About(), out / "reviews", SETTINGS)


def units(calls: Path) -> list[Unit]:
    return [unit(path, calls.parent / "out") for path in sorted(calls.rglob("*.wav"))]


class Fragile(Process):
    """A process that is killed as it takes a call, as often as told by the call's name."""

    deaths: dict[str, int]
    pids: set[int]

    def do(self, unit: Unit, within_s: float) -> Answer:
        self.pids.add(self._child.pid)
        if self.deaths.get(unit.path.name, 0) > 0:
            self.deaths[unit.path.name] -= 1
            os.kill(self._child.pid, signal.SIGKILL)
        return super().do(unit, within_s)


def fragile(**deaths: int) -> type[Fragile]:
    return type("Fragile", (Fragile,), {"deaths": deaths, "pids": set()})


def test_a_call_whose_worker_dies_twice_is_done_and_one_that_kills_each_fails(
    calls: Path,
) -> None:
    kind = fragile(**{"a.wav": 2, "b.wav": 3})
    came = {each.path.name: answer for each, answer in Processes(
        2, BatchSettings(), kind
    ).work(units(calls))}  # fmt: skip
    assert [came[name].failed_at for name in ("a.wav", "b.wav", "c.wav")] == ["", "opening", ""]
    assert came["b.wav"].reason == "its process was ended by SIGKILL (3 times)"
    assert came["c.wav"].duration_s == 8.0
    assert set(kind.deaths.values()) == {0}
    reviews = {path.name for path in (calls.parent / "out" / "reviews").iterdir()}
    done = [each for each in units(calls) if each.path.name != "b.wav"]
    assert reviews == {f"{each.content}{end}" for each in done for end in (".json", ".html")}


def test_a_worker_is_recycled_and_otherwise_kept(calls: Path) -> None:
    kept, fresh = fragile(), fragile()
    assert len(list(Processes(1, BatchSettings(), kept).work(units(calls)))) == 3
    assert len(list(Processes(1, BatchSettings(recycle_calls=2), fresh).work(units(calls)))) == 3
    assert (len(kept.pids), len(fresh.pids)) == (1, 2)


def test_a_call_that_takes_too_long_is_given_up(calls: Path) -> None:
    process = Process(0)
    answer = process.do(units(calls)[0], 0.01)
    assert (answer.failed_at, answer.reason) == ("opening", "took longer than 0.01 s")
    assert process.is_gone


def test_the_stage_is_told_at_which_a_call_failed(calls: Path, tmp_path: Path) -> None:
    data = (calls / "a.wav").read_bytes()
    (calls / "a.wav").write_bytes(b"RIFF" + data[44:300])
    process = Process(0)
    answer = process.do(units(calls)[0], 60)
    assert answer.failed_at == "opening"
    assert answer.reason.startswith("not a recording that can be read")
    assert process.do(units(calls)[1], 60).failed_at == ""
    process.end()


def test_a_worker_ends_with_the_process_that_started_it(calls: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}; "
        "from callcoach.batch.work.workers import Process; "
        "print(Process(0)._child.pid, flush=True); import time; time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until_s = time.monotonic() + 20
    while is_running(child) and time.monotonic() < until_s:
        time.sleep(0.05)
    assert not is_running(child)


def test_a_worker_that_is_killed_as_it_starts_is_started_again(calls: Path) -> None:
    starts: list[int] = []

    def start(number: int) -> Process:
        starts.append(number)
        if len(starts) < TRIES_MOST:
            raise BatchError("no worker could be started (its process was ended by SIGKILL)")
        return Process(number)

    ((_, answer),) = Processes(1, BatchSettings(), start).work(units(calls)[:1])
    assert (answer.failed_at, starts) == ("", [0, 0, 0])


def test_workers_that_cannot_start_stop_the_batch(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.sys, "executable", "/bin/false")
    with pytest.raises(BatchError, match=r"no worker could be started .*code 1"):
        list(Processes(2, BatchSettings()).work(units(calls)))


def test_left_early_all_processes_end(calls: Path) -> None:
    kind = fragile()
    came = Processes(2, BatchSettings(), kind).work(units(calls))
    next(came)
    came.close()  # type: ignore[attr-defined]
    assert not any(is_running(pid) for pid in kind.pids)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no affinity here")
def test_each_worker_has_one_core() -> None:
    cores = sorted(os.sched_getaffinity(0))
    processes = [Process(number) for number in range(2)]
    taken = [os.sched_getaffinity(each._child.pid) for each in processes]
    for each in processes:
        each.end()
    assert taken == [{cores[0]}, {cores[1 % len(cores)]}]


def test_the_review_holds_no_times_and_the_answer_does(calls: Path) -> None:
    process = Process(0)
    one = units(calls)[0]
    answer = process.do(one, 60)
    process.end()
    assert {"listening", "turns", "coaching"} <= set(answer.stages_s)
    plain = json.loads(one.json_path.read_text())
    assert plain["provenance"]["stages_s"] == {}
    assert plain["call"]["id"] == one.content
    assert "../../calls/a.wav" in one.page_path.read_text()


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
