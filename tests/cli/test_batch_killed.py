"""A batch that is killed or stopped at any moment goes on, and gives the same folder."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch_folder import digest, make_old, tables
from callcoach.batch.folder.ledger import Ledger
from callcoach.store import Store
from made_calls import sample_part, write_wav

KILLS = 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with six short calls, a copy of one and a broken one."""
    place = tmp_path_factory.mktemp("killed")
    (place / "calls").mkdir()
    for number in range(6):
        part = sample_part("bad-call", 5.0 * number, 5.0 * number + 6.0)
        write_wav(place / "calls" / f"{number}.wav", *part)
    (place / "calls" / "copy.wav").write_bytes((place / "calls" / "3.wav").read_bytes())
    (place / "calls" / "broken.wav").write_bytes(b"RIFF, they said")
    make_old(place / "calls")
    return place


def started(place: Path, out: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "callcoach", "batch", "calls", "--out", out]
    return subprocess.Popen(
        [*command, "--no-transcribe", "--workers", "2"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> tuple[dict[str, str], float]:
    """The digests of a batch that ran through, and the seconds it took."""
    began_s = time.monotonic()
    batch = started(place, "whole")
    out, _ = batch.communicate(timeout=200)
    assert batch.returncode == 3
    assert out.startswith("7 calls: 6 reviewed, 1 failed")
    return digest(place / "whole"), time.monotonic() - began_s


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def ledger_lines(place: Path, out: str) -> int:
    path = place / out / ".callcoach" / "ledger.jsonl"
    return path.read_bytes().count(b'{"key"') if path.is_file() else 0


def test_killed_at_random_moments_it_gives_the_same_folder(
    place: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    whole, took_s = undisturbed
    draw = random.Random(20261127)
    n_killed = 0
    n_done = [0]
    for _ in range(KILLS):
        batch = started(place, "killed")
        time.sleep(draw.uniform(0.3, 0.8) * took_s)
        batch.kill()
        batch.communicate(timeout=60)
        n_killed += batch.returncode == -signal.SIGKILL
        n_done.append(ledger_lines(place, "killed"))
    assert n_killed >= 1
    assert n_done == sorted(n_done), "what was done was done again or lost"
    batch = started(place, "killed")
    batch.communicate(timeout=200)
    assert batch.returncode == 3
    assert digest(place / "killed") == whole
    assert ledger_lines(place, "killed") == 7


@pytest.mark.parametrize(
    ("most", "is_database_there", "why"),
    [
        (300, False, "files may not be that large there"),
        (40_000, False, "the database says: "),
        (40_000, True, "files may not be that large there"),
    ],
)
def test_where_a_disk_takes_no_more_it_ends_in_one_line(
    place: Path, most: int, is_database_there: bool, why: str
) -> None:
    if is_database_there:
        Store.open(place / "stopped" / "callcoach.db").close()
    batch = started(place, "stopped")  # which the next test brings to its end
    resource.prlimit(batch.pid, resource.RLIMIT_FSIZE, (most, -1))
    _, err = batch.communicate(timeout=60)
    assert batch.returncode == 1
    assert err.splitlines()[-1].endswith("what is done is kept: run the same command again")
    assert why in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not [name for name in digest(place / "stopped") if name.startswith("reviews")]


def test_ctrl_c_keeps_what_is_done_leaves_nothing_running_and_ends_with_130(
    place: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    whole, _ = undisturbed
    for how, n_before in ((signal.SIGINT, 1), (signal.SIGTERM, 3)):
        batch = started(place, "stopped")
        while ledger_lines(place, "stopped") < n_before and batch.poll() is None:
            time.sleep(0.02)
        workers = children(batch.pid)
        batch.send_signal(how)
        _, err = batch.communicate(timeout=60)
        assert batch.returncode == 130
        assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
        assert err.splitlines()[-1] == "callcoach: interrupted; nothing was left half-written"
        assert "Traceback" not in err
        kept = digest(place / "stopped")
        assert {"calls.csv", "calls.parquet", "callcoach.db", "failed.csv"} < set(kept)
        n_listed = (place / "stopped" / "calls.csv").read_bytes().count(b"\n") - 1
        assert len(tables(place / "stopped" / "callcoach.db")["calls"]) == n_listed
        made = {name: value for name, value in kept.items() if name.startswith("reviews")}
        assert made.items() <= whole.items()
        assert n_before <= ledger_lines(place, "stopped") < 7
    batch = started(place, "stopped")
    batch.communicate(timeout=200)
    assert ledger_lines(place, "stopped") == 7
    assert digest(place / "stopped") == whole


def test_a_second_batch_in_a_folder_is_refused(place: Path) -> None:
    with Ledger(place / "shared" / ".callcoach"):
        second = started(place, "shared")
        _, err = second.communicate(timeout=60)
    assert second.returncode == 1
    assert err.startswith("callcoach: shared: another batch, rejudge or forget is at work there; ")
    assert digest(place / "shared") == {}


def test_half_written_files_of_a_killed_run_are_cleared(
    place: Path, undisturbed: tuple[dict[str, str], float]
) -> None:
    left = place / "whole" / "reviews" / ".callcoach-0123.part"
    left.write_text("half")
    os.utime(left)
    batch = started(place, "whole")
    batch.communicate(timeout=60)
    assert batch.returncode == 3
    assert digest(place / "whole") == undisturbed[0]
