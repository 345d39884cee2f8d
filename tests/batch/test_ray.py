"""The same batch on a Ray cluster: equal to the byte, and nothing lost when a worker dies."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from batch_folder import digest, make_old
from callcoach.audio.call_audio import content_id_of
from callcoach.batch.work import ray_workers
from callcoach.batch.work.alike import parts_here
from callcoach.batch.work.executor import Answer
from callcoach.batch.work.ray_workers import Crew, RayCluster
from callcoach.batch.work.unit import Unit
from callcoach.errors import BatchError
from callcoach.settings import BatchSettings, Settings, with_values
from callcoach.types.about import About
from made_calls import SAMPLES, sample_part, write_wav

pytest.importorskip("ray")

SETTINGS = with_values(Settings(), {"words": {"transcribe": False}, "report": {"sound": "link"}})


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a cluster of two CPUs, one for all tests: to start one takes seconds."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    short = tempfile.mkdtemp(prefix="ccray-", dir="/tmp")  # for a socket's path is short
    before = os.environ.get("RAY_AUTH_MODE")
    os.environ["RAY_AUTH_MODE"] = "disabled"  # else it makes a key in the home folder
    command = [
        str(Path(sys.executable).parent / "ray"), "start", "--head", "--block", f"--port={port}",
        "--node-ip-address=127.0.0.1", "--num-cpus=2", "--include-dashboard=false",
        f"--object-store-memory={100 << 20}", f"--temp-dir={short}", "--disable-usage-stats",
    ]  # fmt: skip
    with Path(short, "log").open("wb") as log:
        head = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **paths()})
    while b"runtime started" not in Path(short, "log").read_bytes():
        assert head.poll() is None, Path(short, "log").read_text()
        time.sleep(0.1)
    yield f"127.0.0.1:{port}"
    head.terminate()
    head.wait(60)
    shutil.rmtree(short, ignore_errors=True)
    os.environ.pop("RAY_AUTH_MODE")
    if before is not None:
        os.environ["RAY_AUTH_MODE"] = before


def paths() -> dict[str, str]:
    """Where Python finds us, for processes that we do not start ourselves."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def units(calls: Path) -> list[Unit]:
    return [
        Unit(path, content_id_of(path), About(), calls.parent / "out" / "reviews", SETTINGS)
        for path in sorted(calls.rglob("*.wav"))
    ]


class Fragile(Crew):
    """Actors that are killed in the middle of a call, as often as told by the call's name."""

    deaths: dict[str, int]
    pids: list[int]
    late: set[str]

    def begin(self, seat: Any, task: Any) -> None:
        super().begin(seat, task)
        self.pids.append(seat.place.pid)
        if task.unit.path.name in self.late:
            seat.until_s = 0.0  # its time is over
        if self.deaths.get(task.unit.path.name, 0) > 0:
            self.deaths[task.unit.path.name] -= 1
            while self._ray.get(seat.actor.stage.remote()) != "listening":
                time.sleep(0.01)
            seat.stage = "listening"
            os.kill(seat.place.pid, signal.SIGKILL)


def fragile(**deaths: int) -> type[Fragile]:
    return type("Fragile", (Fragile,), {"deaths": deaths, "pids": [], "late": set()})


def came(kind: type[Crew], settings: BatchSettings, calls: Path) -> dict[str, Answer]:
    with RayCluster(2, settings, kind) as executor:
        return {unit.path.name: answer for unit, answer in executor.work(units(calls))}


def test_a_killed_worker_loses_no_call_and_one_that_kills_each_is_named(
    cluster: str, calls: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kind = fragile(**{"a.wav": 1, "b.wav": 3})
    answers = came(kind, BatchSettings(ray_address=cluster), calls)
    assert [answers[name].failed_at for name in ("a.wav", "b.wav", "c.wav")] == [
        "", "listening", "",
    ]  # fmt: skip
    assert answers["b.wav"].reason == "its process died (3 times)"
    assert answers["c.wav"].duration_s == 8.0
    assert set(kind.deaths.values()) == {0}
    reviews = {path.name for path in (calls.parent / "out" / "reviews").iterdir()}
    done = [each for each in units(calls) if each.path.name != "b.wav"]
    assert reviews == {f"{each.content}{end}" for each in done for end in (".json", ".html")}
    assert capfd.readouterr() == ("", "")


def test_workers_are_recycled_late_calls_given_up_and_other_versions_refused(
    cluster: str, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (calls / "below" / "c.wav").unlink()
    whole = sample_part("good-call", 0.0, 138.0)
    # Takes longer than the step in which an end or a limit is seen.
    write_wav(calls / "b.wav", *(np.tile(channel, 5) for channel in whole))
    kind = fragile()
    kind.late = {"b.wav"}
    settings = BatchSettings(recycle_calls=1, ray_address=cluster, call_limit_s=60)
    with RayCluster(1, settings, kind) as executor:
        (_, first), (_, second) = executor.work(units(calls))
        assert (first.failed_at, first.duration_s) == ("", 8.0)
        assert second.reason == "took longer than 60 s"
        assert len(set(kind.pids)) == 2
        kind.pids.clear()

        def other(settings: Settings) -> dict[str, str]:
            return {**parts_here(settings), "numpy": "1.0"}

        monkeypatch.setattr(ray_workers, "parts_here", other)
        with pytest.raises(BatchError, match=r"machine .*: numpy is \d.* there, 1.0 here"):
            list(executor.work(units(calls)))
        assert kind.pids == []


def batch(place: Path, out: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    model = SAMPLES.parent / "tests" / "data" / "tiny-whisper"
    command = [sys.executable, "-m", "callcoach", "batch", "--out", out, "--model", str(model)]
    return subprocess.Popen(
        [*command, *arguments],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def running(marked: str) -> list[str]:
    """Processes that were started, by whom ever, with this in their environment."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if marked.encode() in (each / "environ").read_bytes():
                found.append((each / "cmdline").read_text().replace("\0", " ").strip())
    return [each for each in found if each]


def test_it_gives_what_processes_give_and_after_ctrl_c_goes_on(cluster: str, calls: Path) -> None:
    place = calls.parent / ("deep" * 20)  # longer with its name than a socket's path may be
    (place / "here").mkdir(parents=True)
    calls.rename(place / "here" / "calls")
    place = place / "here"
    make_old(place / "calls")
    there = (f"file://{place}/calls/below", "calls/a.wav", "calls/b.wav")
    one = batch(place, "out", *there, "--workers", "2")
    out, err = one.communicate(timeout=200)
    assert (one.returncode, out.splitlines()[0]) == (0, "3 calls: 3 reviewed."), err
    whole = digest(place / "out")
    (place / "ray.toml").write_text(f'[batch]\nexecutor = "ray"\nray_address = "{cluster}"\n')
    mark = f"CALLCOACH_TEST={place}"
    alone = ("--executor", "ray", "--workers", "2")
    one = batch(place, "own", *there, *alone, CALLCOACH_TEST=str(place), TMPDIR=str(place))
    ledger = place / "own" / ".callcoach" / "ledger.jsonl"
    while one.poll() is None and not (ledger.is_file() and b'{"key"' in ledger.read_bytes()):
        time.sleep(0.05)
    assert len(running(mark)) > 3
    one.send_signal(signal.SIGINT)
    out, err = one.communicate(timeout=60)
    assert (one.returncode, out) == (130, ""), err
    assert err.splitlines()[-1] == "callcoach: interrupted; nothing was left half-written"
    until_s = time.monotonic() + 20
    while running(mark) and time.monotonic() < until_s:
        time.sleep(0.1)
    assert running(mark) == []
    one = batch(place, "own", *there, "--settings", "ray.toml")
    out, err = one.communicate(timeout=200)
    assert "were reviewed before" in out
    assert len(out.splitlines()) == 2
    assert all(line.startswith("callcoach: ") for line in err.splitlines()), err
    assert digest(place / "own") == whole


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (
            "127.0.0.1:9",
            r"Ray cluster 127.0.0.1:9: cannot be reached \(Connection refused\); use HOST",
        ),
        ("ray://h:10001", r"batch.ray_address is 'ray://h:10001'; use HOST:PORT of its head"),
        ("head", r"batch.ray_address is 'head'; use HOST:PORT of its head"),
    ],
)
def test_a_cluster_that_is_not_there_is_told_in_one_line(
    calls: Path, address: str, why: str
) -> None:
    with pytest.raises(BatchError, match=why):
        came(Crew, BatchSettings(ray_address=address), calls)


def test_where_ray_is_not_installed_it_is_told_how_to_get_it(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BatchError, match=r"which is not here; pip install 'callcoach\[ray\]'"):
        came(Crew, BatchSettings(), calls)


def test_where_nothing_is_to_do_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with RayCluster(2, BatchSettings()) as executor:
        assert list(executor.work([])) == []
