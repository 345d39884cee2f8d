"""`callcoach forget` removes all that is kept of calls, to its end, and never a recording."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch_folder import digest, made_batch
from callcoach.batch.folder import forget as room
from callcoach.batch.folder.ledger import Entry, Ledger
from callcoach.batch.folder.publish import publish
from callcoach.batch.recordings.calls import Failed
from callcoach.settings import Settings
from callcoach.store import Store
from stored_examples import call_of

Run = Callable[..., Any]

DANA, KIM, OLD, BAD = "a" * 64, "b" * 64, "c" * 64, "d" * 64
SAID = "An unforgettable albatross."


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of three calls with all that can lie there of one, and one that failed."""
    calls = (call_of(DANA, SAID), call_of(KIM, "Hello."), call_of(OLD, recorded_at=None))
    out = made_batch(tmp_path / "week", *calls)
    for name in ("overrides.json", "srt", "TextGrid"):
        (out / "reviews" / f"{DANA}.{name}").write_text(SAID)
    (out / ".callcoach" / "heard").mkdir()
    for suffix in (".frames", ".words"):
        (out / ".callcoach" / "heard" / f"{DANA}{suffix}").write_text(SAID)
    (out / ".callcoach" / "heard" / f"{KIM}.words").write_text("of another")
    (out / "reviews" / ".callcoach-01.part").write_text(SAID)
    with Ledger(out / ".callcoach") as ledger:
        for content, agent, on in ((KIM, "Kim", "2026-11-20"), (OLD, "Dana", "2025-01-01")):
            entry = ledger.entries[content]
            row = {**entry.row, "agent": agent, "call_id": f"C-{content[0]}"}
            ledger.add(Entry(entry.key, content, row, on=on))
        ledger.add(Entry("m.j.c.o", BAD, failed_at="opening", reason="broken", on="2026-11-20"))
        ledger.note_content(str(tmp_path / "calls" / "dana.wav"), "1 1", DANA)
        ledger.note_content(str(tmp_path / "calls" / "bad.wav"), "1 1", BAD)
        failed = [Failed(Path("calls/bad.wav"), "opening", "broken")]
        publish(out, ledger, Settings(), failed)
    return out


def everything(out: Path) -> bytes:
    """All bytes in a folder but those of receipts."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return b"".join(path.read_bytes() for path in files if path.parent.name != "receipts")


def ids(out: Path) -> list[str]:
    with (out / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = sorted(row["id"] for row in csv.DictReader(file))
    with Store.open(out / "callcoach.db") as store:
        assert sorted(store.digests()) == listed
    return listed


def test_nothing_is_left_of_a_call_but_a_receipt(run: Run, out: Path) -> None:
    assert SAID.encode() in everything(out)
    ran = run("forget", "week", "--call", DANA[:6], "--yes")
    assert (ran.code, ran.err) == (0, "")
    left = everything(out)
    for gone in (SAID.encode(), b"albatross", DANA.encode(), b"calls/0.wav", b"dana.wav"):
        assert gone not in left
    assert ids(out) == [KIM, OLD]
    assert (out / ".callcoach" / "heard" / f"{KIM}.words").read_text() == "of another"
    (receipt,) = (out / "receipts").iterdir()
    told = json.loads(receipt.read_text())
    assert told["removed"] == {
        "reviews": 1, "pages": 1, "corrections": 1, "exports": 2, "caches": 2,
        "calls in the database": 1, "lines of the ledger": 2,
    }  # fmt: skip
    assert (told["calls"], told["rule"]) == (1, {"by": ["calls"]})
    assert json.loads(ran.out[ran.out.index("{") :]) == told
    assert not any(name in receipt.read_text() for name in (DANA, "Dana", "wav"))
    assert "The recordings are yours; callcoach never removes them:" in ran.out
    assert "/calls/dana.wav\n" in ran.out
    with Ledger(out / ".callcoach") as ledger:
        assert [ledger.mark_of(DANA)] == told["digests"]
        assert ledger.forgotten_on(DANA) == told["at"][:10]
        assert ledger.forgotten_on(KIM) is None


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (("--agent", "Dana"), [KIM]),
        (("--agent", "Dana", "--before", "2026-01-01"), [DANA, KIM]),
        (("--before", "2026-11-03"), []),
        (("--before", "2026-11-02"), [DANA, KIM]),
        (("--call", "C-b", "--call", OLD), [DANA]),
        (("--call", "C-b", "--agent", "Dana"), [DANA, KIM, OLD]),
        (("--agent", "dana"), [DANA, KIM, OLD]),
    ],
)
def test_what_is_meant_goes_and_no_more(
    run: Run, out: Path, filters: tuple[str, ...], left: list[str]
) -> None:
    before = digest(out)
    dry = run("forget", "week", *filters, "--dry-run")
    assert (dry.code, digest(out)) == (0, before)
    assert run("forget", "week", *filters, "--yes").code == 0
    assert ids(out) == left
    assert sum(f"  {content}\n" in dry.out for content in (DANA, KIM, OLD)) == 3 - len(left)


def test_a_call_that_failed_is_forgotten_too(run: Run, out: Path) -> None:
    assert b"bad.wav" in (out / "failed.csv").read_bytes()
    assert run("forget", "week", "--call", BAD, "--yes").code == 0
    assert b"bad.wav" not in everything(out)
    assert ids(out) == [DANA, KIM, OLD]


STEPS = ("store.remove", "_unlist_failed", "ledger.forget", "publish", "_receipt")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_after", [False, True])
def test_ended_at_any_step_the_same_command_does_the_rest(
    run: Run, out: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_after: bool
) -> None:
    shutil.copytree(out, "undisturbed")
    command = ("forget", "week", "--agent", "Dana", "--yes")
    assert run("forget", "undisturbed", "--agent", "Dana", "--yes").code == 0
    where = {"store.remove": (Store, "remove"), "ledger.forget": (Ledger, "forget")}
    owner, name = where.get(step, (room, step))
    real = getattr(owner, name)

    def ends(*arguments: Any) -> Any:
        if is_after:
            real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, ends)
        assert run(*command).code == 130
    ran = run(*command)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("What was being forgotten is done: week/receipts/")
    assert ids(out) == [KIM]
    assert b"albatross" not in everything(out)
    (one,), (other,) = (list(Path(each, "receipts").iterdir()) for each in ("week", "undisturbed"))
    receipts = [json.loads(path.read_text()) for path in (one, other)]
    for told in receipts:
        del told["at"], told["digests"]
        told["removed"].pop("lines of the ledger")
    assert receipts[0] == receipts[1]
    whole = {
        name: value for name, value in digest(Path("undisturbed")).items() if "rec" not in name
    }
    assert {name: it for name, it in digest(out).items() if "rec" not in name} == whole
    assert not (out / ".callcoach" / "forgetting.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("week", "--yes"), 2, "say which calls: --call, --agent or --before"),
        (("week", "--agent", "Dana"), 2, "add --yes if that is meant"),
        (("week", "--call", "C-9", "--yes"), 1, "no call here has the id 'C-9'"),
        (("week", "--call", DANA[:5], "--yes"), 1, "no call here has the id 'aaaaa'"),
        (("week", "--before", "May", "--yes"), 1, "'May' is no date; write it as 2026-11-27"),
        ((".", "--agent", "Dana", "--yes"), 1, ".: is no folder of a batch"),
    ],
)
def test_what_cannot_be_is_told_and_removes_nothing(
    run: Run, out: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    before = digest(out)
    ran = run("forget", *arguments)
    assert (ran.code, why in ran.err) == (code, True), ran.err
    assert digest(out) == before
    assert not Path(".callcoach").exists()


def test_an_owners_id_that_two_calls_have_names_neither(run: Run, out: Path) -> None:
    with Ledger(out / ".callcoach") as ledger:
        for content in (DANA, KIM):
            entry = ledger.entries[content]
            ledger.add(Entry(entry.key, content, {**entry.row, "call_id": "C-1"}, on=entry.on))
    ran = run("forget", "week", "--call", "C-1", "--yes")
    assert (ran.code, ran.error_line) == (1, f"'C-1' is the id of 2 calls: {DANA}, {KIM}")


def test_rows_in_another_database_are_not_left_behind(run: Run, out: Path) -> None:
    noted = out / ".callcoach" / "published.json"
    noted.write_text(noted.read_text().replace("callcoach.db", "postgresql://dana:***@host/calls"))
    ran = run("forget", "week", "--agent", "Dana", "--yes")
    assert ran.code == 1
    assert "its calls are in the database postgresql://dana:***@host/calls; name the" in ran.err


def test_it_waits_for_nobody(run: Run, out: Path) -> None:
    with Ledger(out / ".callcoach"):
        ran = run("forget", "week", "--agent", "Dana", "--yes")
    assert (ran.code, "is at work there; wait for its end" in ran.error_line) == (1, True)
