"""The ledger keeps what was done through any end of the process that wrote it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from callcoach.batch.folder.ledger import NAME, Entry, Ledger
from callcoach.errors import BatchError, OutputError

ONE = Entry("k1", "c1", {"path": "é\udcff.wav", "n": 1.5}, stages_s={"turns": 0.5}, base="b1")
TWO = Entry("k2", "c2", failed_at="opening", reason="broken")


def written(folder: Path, *entries: Entry) -> Path:
    with Ledger(folder) as ledger:
        for entry in entries:
            ledger.add(entry)
    return folder / NAME


def test_what_was_added_is_there_again(tmp_path: Path) -> None:
    written(tmp_path, ONE, TWO)
    with Ledger(tmp_path) as ledger:
        assert dict(ledger.entries) == {"c1": ONE, "c2": TWO}
        assert ledger.entry("c1", "b1") == ONE
        assert ledger.entry("c1", "k1") is None
        assert ledger.entry("c3", "b1") is None


def test_the_last_entry_of_a_content_counts(tmp_path: Path) -> None:
    again = Entry("k3", "c1")
    written(tmp_path, ONE, TWO, again)
    with Ledger(tmp_path) as ledger:
        assert list(ledger.entries.values()) == [again, TWO]


def test_wherever_the_last_line_is_torn_it_alone_is_lost(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", ONE, TWO).read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole)):
        torn = tmp_path / f"torn{cut}"
        torn.mkdir()
        (torn / NAME).write_bytes(whole[:cut])
        with Ledger(torn) as ledger:
            assert dict(ledger.entries) == {"c1": ONE}
            ledger.add(TWO)
        assert (torn / NAME).read_bytes() == whole


def test_a_line_that_the_disk_spoilt_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, ONE, TWO)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"\0\0{\n[1]\n7\n" + b'{"key": "k"}\n{"content": []}\n' + lines[1])
    with Ledger(tmp_path) as ledger:
        assert dict(ledger.entries) == {"c2": TWO}


def test_a_second_batch_is_kept_out_until_the_first_is_over(tmp_path: Path) -> None:
    folder = tmp_path / "out" / ".callcoach"
    with (
        Ledger(folder),
        pytest.raises(BatchError, match="out: another batch, rejudge"),
    ):
        Ledger(folder)
    with Ledger(folder):
        pass


def test_a_full_disk_is_told_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, ONE)

    class Full:
        def __init__(self, file: object) -> None:
            self.file = file
            self.n_left = 20

        def write(self, data: bytes) -> int:
            if not self.n_left:
                raise OSError(errno.ENOSPC, "No space left on device")
            part = data[: self.n_left]
            self.n_left -= len(part)
            return self.file.write(part)  # type: ignore[attr-defined, no-any-return]

    with Ledger(tmp_path) as ledger:
        true_file = ledger._file
        monkeypatch.setattr(ledger, "_file", Full(true_file))
        with pytest.raises(OutputError, match="the disk is full; what is done is kept"):
            ledger.add(TWO)
        monkeypatch.undo()
    with Ledger(tmp_path) as ledger:
        assert dict(ledger.entries) == {"c1": ONE}


def test_a_folder_that_takes_no_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write .*ledger.jsonl"):
        Ledger(tmp_path / "file" / ".callcoach")


def test_what_is_forgotten_leaves_a_mark_that_only_its_content_fits(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.add(Entry("k1", "a" * 64, {"agent": "Dana"}))
        ledger.add(Entry("k2", "b" * 64, {"agent": "Kim"}))
        ledger.note_content("/calls/a.wav", "1 2", "a" * 64)
        ledger.forget(["a" * 64], "2026-11-27")
        ledger.note_content("/calls/a.wav", "1 2", "a" * 64)
        with pytest.raises(BatchError, match="is at work there"):
            Ledger(tmp_path)  # the lock is on the new file, too
        ledger.add(Entry("k3", "c" * 64))
    text = (tmp_path / "ledger.jsonl").read_text()
    assert not any(gone in text for gone in ("a" * 64, "Dana", "a.wav"))
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.jsonl"]
    with Ledger(tmp_path) as ledger:
        assert list(ledger.entries) == ["b" * 64, "c" * 64]
        assert ledger.forgotten_on("a" * 64) == "2026-11-27"
        assert ledger.forgotten_on("b" * 64) is None
        ledger.recall("a" * 64)
        assert ledger.forgotten_on("a" * 64) is None
    with Ledger(tmp_path) as ledger:
        assert ledger.forgotten_on("a" * 64) is None


def test_who_opened_a_ledger_that_was_then_replaced_opens_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.add(Entry("k1", "a" * 64))
    real, n_locked = Ledger._lock, []

    def lock(self: Ledger, file: Any) -> None:
        real(self, file)
        n_locked.append(file)
        if len(n_locked) == 1:
            (tmp_path / "new").write_bytes(b"")
            (tmp_path / "new").replace(tmp_path / "ledger.jsonl")

    monkeypatch.setattr(Ledger, "_lock", lock)
    with Ledger(tmp_path) as ledger:
        assert (len(n_locked), dict(ledger.entries)) == (2, {})
