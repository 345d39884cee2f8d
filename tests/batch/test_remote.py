"""Recordings by URL: which there are, read once, told in one line where they cannot be had."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.recordings import inputs, remote
from callcoach.batch.recordings.calls import Found
from callcoach.batch.recordings.inputs import find_calls
from callcoach.batch.recordings.manifest import read_manifest
from callcoach.batch.recordings.remote import copied
from callcoach.batch.recordings.scratch import scratch_folder
from callcoach.errors import AudioError, AudioMissing, ManifestError
from callcoach.settings import AgentSettings

PATTERN = AgentSettings().file_name_pattern


@pytest.fixture
def bucket() -> Iterator[Any]:
    """A place in memory, with calls of an hour ago."""
    files = fsspec.filesystem("memory")
    for name in ("b.WAV", "a.mp3", "deep/er/c.ogg", ".hidden/d.wav", ".e.wav", "notes.txt"):
        put(files, f"/week/{name}", name.encode())
    yield files
    files.rm("/week", recursive=True)


def put(files: Any, path: str, data: bytes, age_s: float = 3600.0) -> None:
    files.pipe_file(path, data)
    file = files.store[path]
    file.created = file.modified = remote.datetime.fromtimestamp(time.time() - age_s, remote.UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "out" / ".callcoach") as ledger:
        yield ledger


def found(ledger: Ledger, *urls: str, manifest: Path | None = None) -> Found:
    return find_calls((), manifest, Path("none"), ledger, PATTERN, urls)


def places(found: Found) -> list[str]:
    return [call.place for call in found.calls]


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ("memory://week", ["a.mp3", "b.WAV", "deep/er/c.ogg"]),
        ("memory://week/", ["a.mp3", "b.WAV", "deep/er/c.ogg"]),
        ("memory://week/?.*", ["a.mp3", "b.WAV"]),
        ("memory://week/**/c.ogg", ["deep/er/c.ogg"]),
        ("memory://week/d*", ["deep/er/c.ogg"]),
        ("memory://week/notes.txt", ["notes.txt"]),
    ],
)
def test_folders_patterns_and_files(
    bucket: Any, ledger: Ledger, named: str, names: list[str]
) -> None:
    assert places(found(ledger, named)) == [f"memory://week/{name}" for name in names]


def test_nothing_is_read_again_that_did_not_change(
    bucket: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(ledger, "memory://week")
    opened: list[str] = []
    truly = type(bucket).open

    def count(files: Any, path: str, *others: Any, **named: Any) -> Any:
        opened.extend([path] if "rb" in (*others, *named.values()) else [])
        return truly(files, path, *others, **named)

    monkeypatch.setattr(type(bucket), "open", count)
    assert found(ledger, "memory://week").content_of == first.content_of
    assert opened == []
    put(bucket, "/week/a.mp3", b"other", age_s=600)
    assert found(ledger, "memory://week").content_of != first.content_of
    assert opened == ["/week/a.mp3"]


def test_equal_content_is_taken_once_whether_by_path_or_url(
    bucket: Any, ledger: Ledger, tmp_path: Path
) -> None:
    here = tmp_path / "here.wav"
    here.write_bytes(b"a.mp3")
    os.utime(here, (1, 1))
    result = find_calls((here,), None, Path("none"), ledger, PATTERN, ("memory://week/?.*",))
    assert places(result) == [str(here), "memory://week/b.WAV"]
    assert result.notices == (
        f"memory://week/a.mp3: is the same recording as {here}; reviewed once, as that",
    )


def test_what_grows_is_left_and_what_is_empty_or_gone_is_told(
    bucket: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(inputs, "WATCH_S", 0.0)
    put(bucket, "/week/empty.wav", b"")
    put(bucket, "/week/grows.wav", b"x", age_s=0)
    truly = remote._stamp_now

    def grow(came: Any) -> str:
        put(bucket, "/week/grows.wav", b"xx", age_s=0)
        return truly(came)

    monkeypatch.setattr(remote, "_stamp_now", grow)
    manifest = tmp_path / "calls.csv"
    names = ("a.mp3", "empty.wav", "grows.wav", "gone.wav")
    manifest.write_text("path\n" + "".join(f"memory://week/{name}\n" for name in names))
    result = found(ledger, manifest=manifest)
    assert places(result) == ["memory://week/a.mp3"]
    assert [(each.path, each.stage, each.reason) for each in result.failed] == [
        ("memory://week/empty.wav", "finding",
         "the file is empty (0 bytes); copy or record the call again"),
        ("memory://week/gone.wav", "finding", "there is no such file or folder"),
    ]  # fmt: skip
    assert result.notices == (
        "memory://week/grows.wav: is still being written; left for the next run",
    )


def test_a_manifest_tells_urls_apart_by_all_but_their_secrets(tmp_path: Path) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text("path\nhttps://h/get?id=1&sig=s3cret\nhttps://h/get?id=2&sig=s3cret\n")
    assert len(read_manifest(manifest).calls) == 2
    manifest.write_text("path\nhttps://u:s3cret@h/a.wav\nhttps://h/a.wav?sig=s3cret\n")
    with pytest.raises(ManifestError, match=r"line 3: path https://h/a.wav stands in line 2"):
        read_manifest(manifest)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://u:s3cret@b/c.wav", r"^s3://b/c.wav: s3:// needs a package .*; pip install s3fs$"),
        ("gs://b/c.wav", "pip install gcsfs"),
        ("sftp://u:s3cret@h/c.wav", "pip install paramiko"),
        ("https://h/c.wav?sig=s3cret", "pip install aiohttp requests"),
        ("gopher://h/c.wav", "gopher:// is no kind of place that is known"),
    ],
)
def test_what_is_not_here_is_told_with_how_to_get_it(
    ledger: Ledger, url: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    truly = builtins.__import__

    def lack(name: str, *others: Any) -> Any:
        if name.split(".", maxsplit=1)[0] in ("s3fs", "gcsfs", "paramiko", "aiohttp"):
            raise ImportError(name)
        return truly(name, *others)

    monkeypatch.setattr(builtins, "__import__", lack)
    with pytest.raises(AudioError, match=why) as told:
        found(ledger, url)
    assert "s3cret" not in str(told.value)


def test_what_is_not_there_is_told(bucket: Any, ledger: Ledger) -> None:
    with pytest.raises(AudioMissing, match=r"^memory://none: there is no such file or folder$"):
        found(ledger, "memory://none")
    with pytest.raises(AudioMissing, match=r"^memory://week/z\*: there is no such file"):
        found(ledger, "memory://week/z*")


def test_a_server_that_refuses_is_not_taken_for_a_file_that_is_not_there() -> None:
    def refuse(cause: Exception) -> None:
        with remote._told("https://h/a.wav?sig=s3cret"):
            raise FileNotFoundError from cause

    denied = RuntimeError("403 for https://h/a.wav?sig=s3cret")
    denied.status = 403  # type: ignore[attr-defined]
    gone = RuntimeError("404")
    gone.status = 404  # type: ignore[attr-defined]
    with pytest.raises(
        AudioError, match=r"^https://h/a.wav: cannot be read \(403 for https:[^?]*$"
    ):
        refuse(denied)
    with pytest.raises(AudioError, match=r"cannot be read \(no route\)"):
        refuse(ConnectionError("no route"))
    with pytest.raises(AudioMissing, match="there is no such file"):
        refuse(gone)


def test_a_copy_is_gone_after_use_and_errors_name_the_url(bucket: Any) -> None:
    with copied("memory://week/a.mp3", "a.mp3") as path:
        assert (path.name, path.read_bytes()) == ("a.mp3", b"a.mp3")
    assert not path.parent.exists()
    with (
        pytest.raises(AudioError, match=r"^memory://week/a.mp3: broken$"),
        copied("memory://week/a.mp3", "a.mp3") as path,
    ):
        raise AudioError(f"{path}: broken")
    assert not path.parent.parent.exists()


def test_what_a_killed_process_had_fetched_is_removed_by_the_next(tmp_path: Path) -> None:
    code = (
        f"import sys, time; sys.path[:0] = {sys.path!r}; from pathlib import Path; "
        "from callcoach.batch.recordings.scratch import scratch_folder\n"
        f"with scratch_folder(Path({str(tmp_path)!r})) as folder:\n"
        "    (folder / 'call.wav').touch(); print(folder, flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    left = Path(other.stdout.readline().strip()) / "call.wav"
    with scratch_folder(tmp_path):
        assert left.exists(), "it is at work"
    other.kill()
    other.communicate()
    assert left.exists()
    with scratch_folder(tmp_path) as mine:
        assert (left.exists(), mine.exists()) == (False, True)
    assert list(tmp_path.iterdir()) == []
