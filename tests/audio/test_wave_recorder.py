"""A recording is a whole file at every moment, whatever ends it."""

from __future__ import annotations

import errno
import resource
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio import CallAudio
from callcoach.audio.wave_recorder import WaveRecorder
from callcoach.errors import OutputError

RATE_HZ = 16_000
BEGAN = datetime(2026, 11, 27, 18, 45, 12, 987_654)


def sound(n: int, seed: int = 0) -> Any:
    """int16 (2, n) of all values, full scale included."""
    made = np.random.default_rng(seed).integers(-32768, 32768, (2, n)).astype(np.int16)
    made[:, :2] = [[-32768, 32767], [32767, -32768]]
    return made


def heard(path: Path) -> Any:
    """What our own reader finds: float32 (2, n); it must have nothing to complain of."""
    found = CallAudio.open(path).blocks()
    whole = np.concatenate(list(found), axis=1)
    assert found.notes.notices == ()
    return whole


def recorder(path: Path, **wishes: Any) -> WaveRecorder:
    return WaveRecorder(path, RATE_HZ, 2, BEGAN, **wishes)


def test_samples_come_back_to_the_bit_with_the_time_of_day(tmp_path: Path) -> None:
    made = sound(40_000)
    file = recorder(tmp_path / "call.wav")
    for start in range(0, 40_000, 1_234):
        file.push(made[:, start : start + 1_234])
    file.push(made[:, :0])
    assert file.duration_s == 2.5
    file.close()
    file.close()
    file.push(made)
    assert (file.duration_s, file.stopped_why) == (2.5, None)
    audio = CallAudio.open(tmp_path / "call.wav")
    assert audio.recorded_at == "2026-11-27T18:45:12"
    assert (audio.sample_rate_hz, audio.n_channels, audio.info.container) == (RATE_HZ, 2, "wav")
    assert audio.duration_hint_s == 2.5
    assert np.array_equal(heard(audio.path), made / np.float32(32768))


def test_one_channel_with_a_time_zone(tmp_path: Path) -> None:
    began = datetime.fromisoformat("2026-11-27T18:45:12+05:30")
    file = WaveRecorder(tmp_path / "one.wav", 8000, 1, began)
    file.push(sound(801)[:1])
    file.close()
    audio = CallAudio.open(tmp_path / "one.wav")
    assert (audio.n_channels, audio.recorded_at) == (1, "2026-11-27T18:45:12+05:30")
    assert np.array_equal(heard(audio.path), sound(801)[:1] / np.float32(32768))


class Watched:
    """A file that keeps how it stood after each write of its own."""

    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path = file, path
        self.stood: list[bytes] = []

    def write(self, raw: bytes) -> int:
        n = self._file.write(raw)
        self.stood.append(self._path.read_bytes())
        return int(n)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_the_file_is_whole_after_each_single_write(tmp_path: Path) -> None:
    made = sound(3 * 1_600)
    file = recorder(tmp_path / "call.wav")
    watched = Watched(file._file, file.path)
    file._file = watched  # type: ignore[assignment]
    for i in range(3):
        file.push(made[:, i * 1_600 : (i + 1) * 1_600])
    file.close()
    found = []
    for i, raw in enumerate(watched.stood):
        copy = tmp_path / f"{i}.wav"
        copy.write_bytes(raw)
        whole = heard(copy)
        assert np.array_equal(whole, made[:, : whole.shape[1]] / np.float32(32768))
        found.append(whole.shape[1])
    # Samples before sizes; the first samples are found even while the sizes say there are none.
    assert found == [1_600, 1_600, 1_600, 3_200, 3_200, 4_800]


CHILD = """
import sys, time
from datetime import datetime
from pathlib import Path
import numpy as np
from callcoach.audio.wave_recorder import WaveRecorder
file = WaveRecorder(Path(sys.argv[1]), 16000, 2, datetime(2026, 11, 27))
at = 0
while True:
    ramp = np.arange(at, at + 320, dtype=np.int64)
    file.push(np.stack([ramp, -ramp]).astype(np.int16))
    at += 320
    print(at, flush=True)
    time.sleep(0.002)
"""


def test_a_recording_that_is_killed_holds_all_that_was_pushed(tmp_path: Path) -> None:
    path = tmp_path / "killed.wav"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child, child.stdout as told:
        n_told = [int(told.readline()) for _ in range(150)][-1]
        time.sleep(0.0137)
        child.send_signal(signal.SIGKILL)
        n_told = max([n_told, *map(int, told.read().split())])
    whole = heard(path)
    assert n_told <= whole.shape[1] <= n_told + 320
    ramp = np.arange(whole.shape[1]).astype(np.int16)
    assert np.array_equal(whole, np.stack([ramp, -ramp]) / np.float32(32768))


class Full:
    """A file on a disk on which `room` bytes more find place; sizes can still be rewritten."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, raw: bytes) -> int:
        if len(raw) < 100:  # the head, which has its place
            return int(self._file.write(raw))
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        n = int(self._file.write(raw[: self._room]))
        self._room -= n
        return n

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_full_disk_ends_the_recording_and_leaves_it_readable(tmp_path: Path) -> None:
    made = sound(3_200)
    file = recorder(tmp_path / "full.wav")
    file._file = Full(file._file, 8_001)  # type: ignore[assignment]
    file.push(made[:, :1_600])
    assert file.stopped_why is None
    file.push(made[:, 1_600:])
    assert file.stopped_why == (
        f"{file.path}: the recording ends at 0:00:00: the disk is full; "
        "free some space or name another place next time"
    )
    told = file.stopped_why
    file.push(made)
    file.close()
    assert file.stopped_why == told
    assert file.duration_s == 2_000 / RATE_HZ
    assert np.array_equal(heard(file.path), made[:, :2_000] / np.float32(32768))
    assert (file.path.stat().st_size - 8_000) < 100


def test_a_limit_of_the_system_ends_the_recording_too(tmp_path: Path) -> None:
    made = sound(9_000)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    file = recorder(tmp_path / "limited.wav")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_003, usual[1]))
        file.push(made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert "files may not be that large there" in (file.stopped_why or "")
    whole = heard(file.path)
    assert 30_003 - 100 - 4 < whole.shape[1] * 4 < 30_003
    assert np.array_equal(whole, made[:, : whole.shape[1]] / np.float32(32768))


def test_a_file_as_large_as_may_be_ends_tidily(tmp_path: Path) -> None:
    made = sound(4_000)
    file = recorder(tmp_path / "long.wav", bytes_most=10_003)
    for start in range(0, 4_000, 500):
        file.push(made[:, start : start + 500])
    assert "a WAV file holds no more than" in (file.stopped_why or "")
    assert 9_999 < file.path.stat().st_size <= 10_003
    whole = heard(file.path)
    assert file.duration_s == whole.shape[1] / RATE_HZ
    assert np.array_equal(whole, made[:, : whole.shape[1]] / np.float32(32768))


def test_sizes_near_four_gibibytes_are_told_right(tmp_path: Path) -> None:
    # A sparse file stands for 18 hours of silence.
    file = recorder(tmp_path / "hours.wav")
    n_before = (file._most - file._n_head) // 4 - 1_000
    file._n_data = n_before * 4
    file.push(sound(800))
    assert file.stopped_why is None
    file.push(sound(800))
    assert "a WAV file holds no more than 4 GiB" in (file.stopped_why or "")
    assert file.duration_s == (n_before + 1_000) / RATE_HZ > 18 * 3600
    with file.path.open("rb") as written:
        head = written.read(12)
    assert int.from_bytes(head[4:8], "little") == file.path.stat().st_size - 8


@pytest.mark.parametrize("stands", ["file", "folder", "link"])
def test_nothing_that_stands_is_written_over(tmp_path: Path, stands: str) -> None:
    path = tmp_path / "call.wav"
    if stands == "file":
        path.write_bytes(b"precious")
    elif stands == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "elsewhere.wav")
    with pytest.raises(OutputError, match=r"call\.wav: is there already.*name another file"):
        recorder(path)
    assert path.is_dir() or path.is_symlink() or path.read_bytes() == b"precious"
    assert not (tmp_path / "elsewhere.wav").exists()


def test_missing_folders_are_made_and_impossible_ones_refused(tmp_path: Path) -> None:
    recorder(tmp_path / "a" / "b" / "call.wav").close()
    assert (tmp_path / "a" / "b" / "call.wav").is_file()
    for place in ("a/b/call.wav/c.wav", "a/b/call.wav/d/c.wav"):
        with pytest.raises(OutputError, match=r"cannot record to .*is a file; name another"):
            recorder(tmp_path / place)
    with pytest.raises(OutputError, match="the name is too long"):
        recorder(tmp_path / ("x" * 300 + ".wav"))


def test_a_file_that_takes_nothing_is_not_left_behind(tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, usual[1]))
        with pytest.raises(OutputError, match=r"cannot record to .*may not be that large there"):
            recorder(tmp_path / "none.wav")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list(tmp_path.iterdir()) == []
