"""What a batch keeps out, for how long it keeps, and what it says of the law, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from batch_folder import made_batch, make_old
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.work.workers import Processes
from callcoach.store import Store
from stored_examples import call_of

Run = Callable[..., Any]

QUICK = ("--no-transcribe", "--workers", "1")
TODAY = datetime.now(UTC).date()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Which recordings each batch hands to its workers, who do nothing."""
    asked: list[list[str]] = []

    def none(_executor: Any, units: Any) -> Any:
        asked.append([unit.path.name for unit in units])
        return iter(())

    monkeypatch.setattr(Processes, "work", none)
    return asked


@pytest.fixture
def ids(tmp_path: Path) -> dict[str, str]:
    """Two recordings in a folder, whose reviews are there."""
    (tmp_path / "calls").mkdir()
    for name in ("a", "b"):
        (tmp_path / "calls" / f"{name}.wav").write_bytes(name.encode() * 100)
    make_old(tmp_path / "calls")
    ids = {name: hashlib.sha256(name.encode() * 100).hexdigest() for name in "ab"}
    made_batch(tmp_path / "out", *(call_of(each, "Hello.") for each in ids.values()))
    return ids


def test_what_was_forgotten_comes_back_only_when_asked(
    run: Run, asked: list[list[str]], ids: dict[str, str]
) -> None:
    assert run("forget", "out", "--call", ids["a"], "--yes").code == 0
    ran = run("batch", "calls", "--out", "out", *QUICK)
    assert asked == [["b.wav"]]
    assert (
        f"callcoach: 1 recording left out: forgotten here, last on {TODAY}; "
        "--again reviews what was forgotten\n"
    ) in ran.err
    assert ids["a"] not in Path("out/.callcoach/ledger.jsonl").read_text()
    again = run("batch", "calls", "--out", "out", "--again", *QUICK)
    assert "left out" not in again.err
    run("batch", "calls", "--out", "out", *QUICK)
    assert asked[1:] == [["a.wav", "b.wav"]] * 2


def test_what_is_too_old_is_forgotten_with_a_receipt(
    run: Run, asked: list[list[str]], ids: dict[str, str]
) -> None:
    far = (TODAY - timedelta(days=30)).isoformat()
    with Ledger(Path("out/.callcoach")) as ledger:
        for name, days in (("a", 31), ("b", 30)):
            entry = ledger.entries[ids[name]]
            date = f"{TODAY - timedelta(days=days)}T10:00"
            ledger.add(replace(entry, row={**entry.row, "date": date}))
    Path("keep.toml").write_text("[store]\nkeep_days = 30\n")
    Path("old.csv").write_text("path,date\ncalls/b.wav,2020-01-01\n")
    ran = run("batch", "calls", "--out", "out", "--settings", "keep.toml", *QUICK)
    assert f"callcoach: 1 call from before {far} forgotten: out/receipts/" in ran.err
    (receipt,) = Path("out/receipts").iterdir()
    assert json.loads(receipt.read_text())["rule"] == {"by": ["before"], "before": far}
    with Store.open("out/callcoach.db") as store:
        assert list(store.digests()) == [ids["b"]]
    told = run("batch", "--manifest", "old.csv", "--out", "new", "--settings", "keep.toml", *QUICK)
    assert "1 recording left out: older than store.keep_days allows to keep" in told.err


def test_the_law_is_told_once_a_folder(run: Run, asked: list[list[str]], ids: Any) -> None:
    first = run("batch", "calls", "--out", "new", *QUICK)
    assert first.err.startswith("callcoach: in the EU it is forbidden to infer emotions of people")
    assert 'policy.voice_measures = "off"' in first.err
    assert "in the EU" not in run("batch", "calls", "--out", "new", *QUICK).err
    Path("off.toml").write_text('[policy]\nvoice_measures = "off"\n')
    off = run("batch", "calls", "--out", "off", "--settings", "off.toml", *QUICK)
    assert "in the EU" not in off.err


def test_a_database_that_cannot_be_had_begins_nothing(
    run: Run, asked: list[list[str]], ids: Any
) -> None:
    Path("far.toml").write_text('[store]\nurl = "postgresql://x:s3cr3t@127.0.0.1:1/calls"\n')
    ran = run("batch", "calls", "--out", "out", "--settings", "far.toml", *QUICK)
    assert (ran.code, asked) == (1, [])
    assert ran.error_line.startswith("postgresql://x:***@127.0.0.1:1/calls: the database says: ")
