"""Database and tables follow the reviews of a folder, whatever happened before."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pyarrow import parquet

from batch_folder import made_batch, tables
from callcoach.batch.folder import publish as room
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.folder.publish import publish
from callcoach.batch.folder.tables import COLUMNS, VOICE_COLUMNS
from callcoach.batch.recordings.calls import Failed
from callcoach.errors import StoreError
from callcoach.report.json_file import json_text
from callcoach.settings import Settings, with_values
from callcoach.store import Store
from stored_examples import WHOLE, call_of

IDS = tuple(letter * 64 for letter in "abc")
SELF_ONLY = with_values(Settings(), {"policy": {"voice_measures": "self_only"}})

Put = Callable[..., tuple[str, ...]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of three reviewed calls, published nowhere yet."""
    calls = (call_of(IDS[0], "I am sorry."), call_of(IDS[1], "A giraffe.", recorded_at=None))
    return made_batch(tmp_path / "out", *calls, replace(WHOLE, call=replace(WHOLE.call, id=IDS[2])))


def put(out: Path, settings: Settings = Settings()) -> tuple[str, ...]:  # noqa: B008
    with Ledger(out / ".callcoach") as ledger:
        return publish(out, ledger, settings)


def ids(out: Path) -> list[str]:
    with Store.open(out / "callcoach.db") as store:
        return sorted(store.digests())


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_both_tables_hold_the_same_with_types_of_their_own(out: Path) -> None:
    put(out)
    table = parquet.read_table(out / "calls.parquet")
    listed = rows(out)
    assert table.column_names == list(listed[0]) == [*COLUMNS, *VOICE_COLUMNS]
    kinds = {name: str(table.schema.field(name).type) for name in table.column_names}
    told = ("path", "talk_overs", "talk_share", "date", "raised")
    assert [kinds[name] for name in told] == ["string", "int64", "double", "timestamp[us]", "int64"]
    plain = {row["id"]: row for row in table.to_pylist()}
    assert plain[IDS[0]]["date"] == datetime(2026, 11, 2, 9, 30)
    assert plain[IDS[1]]["date"] is None
    assert plain[IDS[2]]["steadiness"] == WHOLE.steadiness["agent"].score == 71.0
    assert plain[IDS[2]]["n_promises"] == 2
    for row in listed:
        assert row["talk_overs"] == str(plain[row["id"]]["talk_overs"])
        assert row["score"] == str(plain[row["id"]]["score"])


def test_a_policy_that_keeps_voices_back_keeps_them_out_of_all_three(out: Path) -> None:
    put(out)
    assert tables(out / "callcoach.db")["calls"][2].count("'steadiness': 71.0") == 1
    put(out, SELF_ONLY)
    assert set(VOICE_COLUMNS).isdisjoint(rows(out)[0])
    assert parquet.read_table(out / "calls.parquet").column_names == list(COLUMNS)
    for row in tables(out / "callcoach.db")["calls"]:
        for name in VOICE_COLUMNS:
            assert f"'{name}': None" in row


def test_what_is_in_step_is_neither_read_nor_written(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out)
    before = {path: path.stat().st_mtime_ns for path in out.glob("calls.*")}
    read: list[str] = []
    real = room.read_review
    monkeypatch.setattr(room, "read_review", lambda path: (read.append(path.stem), real(path))[1])
    put(out)
    assert read == []
    assert {path: path.stat().st_mtime_ns for path in out.glob("calls.*")} == before
    (out / "reviews" / f"{IDS[1]}.json").write_text(json_text(call_of(IDS[1], "Now a lantern.")))
    put(out)
    assert read == [IDS[1]]
    with Store.open(out / "callcoach.db") as store:
        assert [hit.call_id for hit in store.search("lantern")] == [IDS[1]]
        assert store.search("giraffe") == ()


def test_a_review_that_is_gone_is_taken_out_and_a_lost_database_is_made_anew(out: Path) -> None:
    put(out)
    whole = tables(out / "callcoach.db")
    (out / "callcoach.db").unlink()
    put(out)
    assert tables(out / "callcoach.db") == whole
    (out / "reviews" / f"{IDS[0]}.json").unlink()
    put(out)
    assert ids(out) == list(IDS[1:])
    assert [row["id"] for row in rows(out)] == [IDS[1], IDS[2]]


def test_a_database_that_lags_behind_is_brought_in_step(out: Path) -> None:
    """As after a kill between the database and the note of what is in it."""
    put(out)
    whole, noted = tables(out / "callcoach.db"), (out / ".callcoach" / "published.json")
    kept = noted.read_bytes()
    with Store.open(out / "callcoach.db") as store:
        store.remove(IDS[0])
        store.add(call_of(IDS[1], "Of an earlier state."))
        store.add(call_of("d" * 64, "Of nowhere."))
    put(out)
    assert tables(out / "callcoach.db") == whole
    assert noted.read_bytes() == kept
    noted.write_text("{torn")
    put(out)
    assert noted.read_bytes() == kept


def test_the_overview_is_of_what_is_there_and_what_failed(out: Path) -> None:
    put(out)
    assert "3 calls reviewed" in (out / "index.html").read_text("utf-8")
    (out / "reviews" / f"{IDS[0]}.html").unlink()
    with Ledger(out / ".callcoach") as ledger:
        publish(out, ledger, Settings(), [Failed(Path("calls/bad.wav"), "opening", "is <broken>")])
    page = (out / "index.html").read_text("utf-8")
    assert "2 calls reviewed" in page
    assert "1 could not be read" in page
    assert "opening: Is &lt;broken&gt;" in page
    put(out)
    assert (out / "index.html").read_text("utf-8") == page


def test_a_review_that_cannot_be_read_is_told_and_left_out(out: Path) -> None:
    (out / "reviews" / f"{IDS[0]}.json").write_text("{}")
    (told,) = put(out)
    assert told.startswith(f"{out}/reviews/{IDS[0]}.json: is no review")
    assert ids(out) == list(IDS[1:])
    assert [row["id"] for row in rows(out)] == [IDS[1], IDS[2]]


def test_another_name_of_the_agent_reaches_the_database(out: Path) -> None:
    put(out)
    with Ledger(out / ".callcoach") as ledger:
        entry = ledger.entries[IDS[0]]
        ledger.add(replace(entry, row={**entry.row, "agent": "Kim"}))
        publish(out, ledger, Settings())
    with Store.open(out / "callcoach.db") as store:
        assert store.of([IDS[0]])[0].agent == "Kim"


def test_a_password_is_written_nowhere(out: Path, tmp_path: Path) -> None:
    url = "postgresql://dana:s3cr3t@127.0.0.1:1/calls?password=s3cr3t"
    settings = with_values(Settings(), {"store": {"url": url}})
    assert settings.hash == Settings().hash
    assert "s3cr3t" not in repr(settings)
    with pytest.raises(StoreError) as told:
        put(out, settings)
    assert str(told.value).startswith("postgresql://dana:***@127.0.0.1:1/calls: ")
    assert "s3cr3t" not in str(told.value)
    for path in out.rglob("*"):
        assert path.is_dir() or b"s3cr3t" not in path.read_bytes()


def test_paths_that_are_no_text_and_dates_that_are_none_are_written(tmp_path: Path) -> None:
    call = call_of(IDS[0], recorded_at="last week")
    out = made_batch(tmp_path / "out", call, path=os.fsdecode(b"calls/\xff.wav"))
    put(out)
    (row,) = parquet.read_table(out / "calls.parquet").to_pylist()
    assert (row["path"], row["date"]) == ("calls/\\udcff.wav", None)
    assert (rows(out)[0]["path"], rows(out)[0]["date"]) == ("calls/\\udcff.wav", "last week")
    assert (
        json.loads((out / ".callcoach" / "published.json").read_text())["place"] == "callcoach.db"
    )
