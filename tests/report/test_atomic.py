"""A file is written whole or not at all, and what cannot be written is told in one line."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from callcoach.errors import OutputError
from callcoach.report.atomic import write_whole


def test_text_is_written_as_utf_8_without_changing_line_ends(tmp_path: Path) -> None:
    place = tmp_path / "call.json"
    write_whole(place, "“mm-hm”\r\nyes\n")
    assert place.read_bytes() == b"\xe2\x80\x9cmm-hm\xe2\x80\x9d\r\nyes\n"


def test_bytes_are_written_as_they_are_and_replace_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b" / "sound.ogg"
    write_whole(place, b"first, and longer")
    write_whole(place, b"\x00\xffsecond")
    assert place.read_bytes() == b"\x00\xffsecond"
    assert [each.name for each in place.parent.iterdir()] == ["sound.ogg"]


def test_the_new_file_is_readable_as_any_other(tmp_path: Path) -> None:
    plain, written = tmp_path / "plain", tmp_path / "written"
    plain.write_text("x")
    write_whole(written, "x")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_after_a_power_cut_it_is_there_for_file_and_name_are_written_down_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def kept(number: int) -> None:
        fsync(number)
        order.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")

    def renamed(path: Path, target: Path) -> Path:
        order.append("name")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", kept)
    monkeypatch.setattr(Path, "replace", renamed)
    write_whole(tmp_path / "call.json", "{}")
    assert order == ["file", "name", "folder"]
    order.clear()
    write_whole(tmp_path / "reviews" / "call.json", "{}")
    assert order == ["folder", "file", "name", "folder"]


@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "x"), KeyboardInterrupt()])
def test_what_was_there_stays_when_writing_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    place = tmp_path / "call.html"
    write_whole(place, "before")

    def breaks(_: int) -> None:
        raise trouble

    monkeypatch.setattr(os, "fsync", breaks)
    kind = OutputError if isinstance(trouble, OSError) else KeyboardInterrupt
    with pytest.raises(kind):
        write_whole(place, "after")
    assert place.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["call.html"]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"cannot write .*call\.json: the disk is full; name ano"):
        write_whole(tmp_path / "call.json", "x")


def test_a_folder_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuses)
    with pytest.raises(OutputError, match="no permission to write there"):
        write_whole(tmp_path / "new" / "call.json", "x")


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("I am a file")
    with pytest.raises(OutputError, match=r"out is a file, not a folder"):
        write_whole(tmp_path / "out" / "deeper" / "call.json", "x")
    assert (tmp_path / "out").read_text() == "I am a file"


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder; name a file"):
        write_whole(tmp_path, "x")


def test_names_that_no_disk_takes_are_refused_in_one_line(tmp_path: Path) -> None:
    for name in ("n" * 300, "zero\0byte"):
        with pytest.raises(OutputError, match="cannot write") as refusal:
            write_whole(tmp_path / name, "x")
        assert "\n" not in str(refusal.value)


def test_the_longest_name_that_the_disk_takes_is_taken(tmp_path: Path) -> None:
    place = tmp_path / ("n" * 255)
    write_whole(place, "x")
    assert place.read_text() == "x"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    place = tmp_path / "pipe"
    os.mkfifo(place)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(place.read_bytes()), daemon=True)
    reader.start()
    write_whole(place, "through the pipe")
    reader.join(5)
    assert heard == [b"through the pipe"]
    assert stat.S_ISFIFO(place.stat().st_mode)


def test_a_link_keeps_pointing_at_the_file_that_is_written(tmp_path: Path) -> None:
    place, link = tmp_path / "real.json", tmp_path / "link.json"
    place.write_text("before")
    link.symlink_to(place)
    write_whole(link, "after")
    assert link.is_symlink()
    assert place.read_text() == "after"
