"""Files, folders and patterns: which recordings a batch is of, and what is told of the others."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.recordings import inputs
from callcoach.batch.recordings.calls import Found
from callcoach.batch.recordings.inputs import find_calls
from callcoach.errors import AudioError, AudioMissing, OutputError
from callcoach.types.about import About

NOBODY = 65534


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "out" / ".callcoach") as ledger:
        yield ledger


def old(path: Path, data: bytes = b"") -> Path:
    """A file of some content of its own, changed last an hour ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data or os.fsencode(path.name))
    then_s = time.time() - 3600
    os.utime(path, (then_s, then_s))
    return path


def found(
    ledger: Ledger, *paths: Path, out: Path = Path("none"), pattern: str = "(?P<agent_channel>-)"
) -> Found:
    return find_calls(paths, None, out, ledger, pattern)


def names(found: Found) -> list[str]:
    return [call.path.name for call in found.calls]


def test_a_folder_is_searched_through(tmp_path: Path, ledger: Ledger) -> None:
    top = tmp_path / "calls"
    for name in ("b.WAV", "a.mp3", "deep/er/c.ogg", ".hidden/d.wav", ".e.wav", "notes.txt"):
        old(top / name)
    old(top / "out" / "reviews" / "f.wav")
    assert names(found(ledger, top, out=top / "out")) == ["a.mp3", "b.WAV", "c.ogg"]


def test_a_named_file_needs_no_known_ending_and_counts_once(tmp_path: Path, ledger: Ledger) -> None:
    call = old(tmp_path / "calls" / "take.1")
    (tmp_path / "link").symlink_to(tmp_path / "calls")
    result = found(ledger, call, tmp_path / "link" / "take.1", tmp_path / "calls")
    assert names(result) == ["take.1"]
    assert result.notices == ()


def test_patterns(tmp_path: Path, ledger: Ledger) -> None:
    for name in ("x1.wav", "x2.wav", "y.wav", "x.txt", "deep/x3.wav", "odd[1].wav"):
        old(tmp_path / name)
    assert names(found(ledger, tmp_path / "x*")) == ["x1.wav", "x2.wav"]
    assert names(found(ledger, tmp_path / "**" / "x?.wav")) == ["x3.wav", "x1.wav", "x2.wav"]
    assert names(found(ledger, tmp_path / "odd[1].wav")) == ["odd[1].wav"]
    with pytest.raises(AudioMissing, match=r"z.*: there is no such file or folder"):
        found(ledger, tmp_path / "z*.wav")


def test_equal_content_is_taken_once_and_told(tmp_path: Path, ledger: Ledger) -> None:
    one, two = old(tmp_path / "c" / "1.wav", b"same"), old(tmp_path / "c" / "2.wav", b"same")
    result = found(ledger, tmp_path / "c")
    assert names(result) == ["1.wav"]
    assert result.notices == (f"{two}: is the same recording as {one}; reviewed once, as that",)


def test_an_empty_or_vanished_file_is_told_and_the_rest_taken(
    tmp_path: Path, ledger: Ledger
) -> None:
    old(tmp_path / "c" / "good.wav")
    (tmp_path / "c" / "empty.wav").touch()
    (tmp_path / "c" / "gone.wav").symlink_to(tmp_path / "nowhere")
    result = found(ledger, tmp_path / "c")
    assert names(result) == ["good.wav"]
    told = {each.path.name: (each.stage, each.reason) for each in result.failed}
    assert told["empty.wav"][0] == told["gone.wav"][0] == "finding"
    assert told["empty.wav"][1].startswith("the file is empty (0 bytes)")
    assert told["gone.wav"][1].startswith("there is no such file")


def test_an_unreadable_folder_is_told(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(tmp_path / "c" / "good.wav")
    shut = tmp_path / "c" / "shut"
    shut.mkdir()
    look = os.scandir

    def refuse(path: str) -> object:  # root, as who tests often run, may read all
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = found(ledger, tmp_path / "c")
    assert names(result) == ["good.wav"]
    (failed,) = result.failed
    assert (failed.path, failed.stage) == (shut, "finding")
    assert failed.reason == "the folder cannot be read (Permission denied)"


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that who is not root comes to; while it is used, we are not root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        was = os.geteuid()
        yield Path(name)
        os.seteuid(was)


def test_what_may_not_be_read_is_told_and_the_rest_taken(ledger: Ledger, open_to_all: Path) -> None:
    old(open_to_all / "a.wav")
    for name in ("shut/b.wav", "names-only/c.wav", "d.wav"):
        old(open_to_all / name)
    (open_to_all / "shut").chmod(0)
    (open_to_all / "names-only").chmod(0o744)
    (open_to_all / "d.wav").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    result = found(ledger, open_to_all)
    assert names(result) == ["a.wav"]
    assert {str(each.path.relative_to(open_to_all)): each.reason for each in result.failed} == {
        "shut": "the folder cannot be read (Permission denied)",
        "names-only/c.wav": "cannot be read (Permission denied); check the name and the "
        "permissions",
        "d.wav": "cannot be read (Permission denied); check the file's permissions",
    }
    with pytest.raises(AudioError, match=r"b.wav: cannot be looked at \(Permission denied\)"):
        found(ledger, open_to_all / "shut" / "b.wav")
    with pytest.raises(OutputError, match=r"cannot write .*: no permission to write there; name"):
        Ledger(open_to_all / "out")


@pytest.mark.parametrize(
    "name",
    [b"a b.wav", b"\"q'.wav", "😀é.wav".encode(), b"\xff\xfe.wav", b"a\nb.wav", b"-x.wav"],
)
def test_names_of_all_kinds(tmp_path: Path, ledger: Ledger, name: bytes) -> None:
    try:
        path = old(tmp_path / "c" / os.fsdecode(name))
    except OSError:
        pytest.skip("the disk takes no such name")
    assert [call.path for call in found(ledger, tmp_path / "c").calls] == [path]


def test_what_only_looks_like_a_recording_is_told_exactly(tmp_path: Path, ledger: Ledger) -> None:
    top = tmp_path / "c"
    old(top / "x.wav" / "in.wav")
    os.mkfifo(top / "pipe.wav")
    (top / "round.wav").symlink_to(top / "round.wav")
    (top / "null.wav").symlink_to("/dev/null")
    (top / "gone.wav").symlink_to("nowhere.wav")
    (top / "empty.wav").touch()
    result = found(ledger, top, top / "pipe.wav")
    assert names(result) == ["in.wav"]
    assert {each.path.name: each.reason for each in result.failed} == {
        "pipe.wav": "is not a file on disk; save the recording and name that file",
        "null.wav": "is not a file on disk; save the recording and name that file",
        "round.wav": "cannot be read (Too many levels of symbolic links); check the name and the "
        "permissions",
        "gone.wav": "there is no such file; it is a link to nowhere.wav, which is not there",
        "empty.wav": "the file is empty (0 bytes); copy or record the call again",
    }
    assert {each.stage for each in result.failed} == {"finding"}


def test_folders_that_are_linked_are_searched_and_a_circle_ends(
    tmp_path: Path, ledger: Ledger
) -> None:
    call = old(tmp_path / "elsewhere" / "a.wav")
    top = tmp_path / "c"
    old(top / "b" / "b.wav")
    (top / "a-link").symlink_to(tmp_path / "elsewhere")
    (top / "b" / "up").symlink_to(top)
    result = found(ledger, top, tmp_path / "elsewhere", top / "b")
    assert [each.path for each in result.calls] == [top / "b" / "b.wav", top / "a-link" / "a.wav"]
    assert found(ledger, call).content_of[call] == result.content_of[top / "a-link" / "a.wav"]


def test_what_has_no_ending_of_a_recording_is_counted(tmp_path: Path, ledger: Ledger) -> None:
    for name in ("a.wav", "a.txt", "b.TXT", "x", ".hidden.txt"):
        old(tmp_path / "c" / name)
    told = "files passed over, for their endings are of no recording: 1 without, 2 .txt"
    assert found(ledger, tmp_path / "c").notices == (told,)


def test_the_folder_of_results_may_lie_among_the_recordings_or_be_theirs(
    tmp_path: Path, ledger: Ledger
) -> None:
    top = tmp_path / "c"
    for name in ("a.wav", "reviews/r.wav", "reviews/r.json", "calls.csv"):
        old(top / name)
    assert names(found(ledger, top, out=top)) == ["a.wav"]
    assert found(ledger, top, out=top).notices == ()
    assert names(found(ledger, tmp_path / "**" / "*.wav", out=top / "reviews")) == ["a.wav"]


def test_names_tell_what_no_manifest_does(tmp_path: Path, ledger: Ledger) -> None:
    for name in ("Dana_C1.wav", "Kim_C2.wav", "Kim_C1.wav", "lunch.wav"):
        old(tmp_path / name)
    manifest = tmp_path / "list.csv"
    manifest.write_text("path,call_id,agent,tags\nDana_C1.wav,C2,D. Ray,new\nKim_C2.wav\n")
    pattern = r"(?P<agent>[a-z]+)_(?P<call_id>C\d)(?P<date>x)?"
    result = find_calls([tmp_path], manifest, Path("none"), ledger, pattern)
    assert {call.path.name: call.about for call in result.calls} == {
        "Dana_C1.wav": About("C2", "D. Ray", tags="new"),
        "Kim_C2.wav": About("C2", "Kim"),
        "Kim_C1.wav": About("C1", "Kim"),
        "lunch.wav": About(),
    }
    assert result.notices[1:] == (
        "1 of 4 recordings is not named as agent.file_name_pattern says, such as lunch.wav",
        f"once another recording has the same call id, such as C2 of {tmp_path}/Dana_C1.wav "
        f"and {tmp_path}/Kim_C2.wav; all are reviewed; is the manifest or agent.file_name_pattern "
        "right?",
    )


def test_a_file_that_grows_is_left_for_the_next_run(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "WATCH_S", 0.5)
    old(tmp_path / "c" / "done.wav")
    (tmp_path / "c" / "fresh.wav").write_bytes(b"fresh")
    grows = tmp_path / "c" / "grows.wav"
    grows.write_bytes(b"x")
    is_over = threading.Event()

    def write() -> None:
        while not is_over.wait(0.05):
            with grows.open("ab") as file:
                file.write(b"x")

    writer = threading.Thread(target=write)
    writer.start()
    result = found(ledger, tmp_path / "c")
    is_over.set()
    writer.join()
    assert names(result) == ["done.wav", "fresh.wav"]
    assert result.notices == (f"{grows}: is still being written; left for the next run",)


def test_content_is_read_again_only_where_a_file_changed(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old(tmp_path / "c" / "a.wav", b"one")
    first = found(ledger, path).content_of[path]
    read: list[Path] = []
    truly = inputs.content_id_of
    monkeypatch.setattr(inputs, "content_id_of", lambda each: (read.append(each), truly(each))[1])
    assert found(ledger, path).content_of[path] == first
    assert read == []
    old(path, b"two")
    os.utime(path, (1, 1))
    assert found(ledger, path).content_of[path] != first
    assert read == [path]
