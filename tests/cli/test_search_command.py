"""`callcoach search` finds what was said and which calls are meant, and never makes a database."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch_folder import made_batch
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.folder.publish import publish
from callcoach.cli.found_shown import Hits
from callcoach.settings import Settings
from callcoach.store import Store
from stored_examples import call_of

Run = Callable[..., Any]

FIRST, SECOND = "a" * 64, "b" * 64


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of two calls that are published."""
    first = call_of(FIRST, "Hello.", "A refund, by Friday.", "My card is 4111 1111 1111 1111.")
    second = call_of(SECOND, "Friday, a refund.", recorded_at="2026-11-09T14:05", count=5)
    out = made_batch(tmp_path / "week", first, second, call_id="C-7")
    with Ledger(out / ".callcoach") as ledger:
        publish(out, ledger, Settings())
    return out


def test_hits_are_told_with_call_time_party_snippet_and_link(run: Run, out: Path) -> None:
    ran = run("search", "week", "refund")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "2026-11-02 09:30:00  Dana  C-7",
        "  0:10  agent: A refund, by Friday.",
        f"    {(out / 'reviews' / FIRST).as_uri()}.html#t=10.0",
        "2026-11-09 14:05  Dana  C-7",
        "  0:00  agent: Friday, a refund.",
        f"    {(out / 'reviews' / SECOND).as_uri()}.html#t=0.0",
        "2 places found.",
    ]
    assert run("search", "week", "refund", "by friday").out.splitlines()[-1] == "1 place found."
    cut = run("search", "week", "refund", "--limit", "1").out
    assert cut.endswith("\n1 place found; there are more: raise --limit.\n")


def test_what_was_found_is_marked_on_a_terminal(
    out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    with Store.open(out / "callcoach.db") as store:
        hits = store.search("friday refund")
    monkeypatch.setattr("sys.stdout", screen)
    Hits(hits, is_cut=False).show(out)
    assert "agent: A \x1b[1;7mrefund\x1b[0m, by \x1b[1;7mFriday\x1b[0m." in screen.getvalue()


def test_without_words_the_calls_that_filters_leave_are_listed(run: Run, out: Path) -> None:
    ran = run(
        "search", "week", "--measure", "talk_overs >= 3", "--agent", "Dana", "--tag", "refund"
    )
    first, link, end = ran.out.splitlines()
    assert first.startswith("2026-11-09 14:05  Dana  C-7  ")
    assert first.endswith(", 5 talk-overs")
    assert link.endswith(f"/week/reviews/{SECOND}.html")
    assert end == "1 call found."
    for filters in (("--queue", "sales"), ("--tag", "ref"), ("--before", "2026-11-02")):
        none = run("search", "week", *filters)
        assert (none.code, none.out) == (0, "Nothing was found.\n")
    assert run("search", "week", "--since", "2026-11-03", "friday").out.count("agent: ") == 1
    (told,) = json.loads(run("search", "week", "--since", "2026-11-03", "--json").out)
    assert (told["call"], told["own_id"], told["measures"]["talk_overs"]) == (SECOND, "C-7", 5)


def test_what_goes_to_programs_is_redacted_unless_asked(run: Run, out: Path) -> None:
    ran = run("search", "week", "card", "--json")
    (hit,) = json.loads(ran.out)
    assert (hit["call"], hit["party"], hit["start_s"]) == (FIRST, "agent", 20.0)
    assert hit["text"] == "My card is [card number]."
    (whole,) = json.loads(run("search", "week", "card", "--json", "--unredacted").out)
    assert whole["text"] == "My card is 4111 1111 1111 1111."


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("week",), 2, "name words to look for, or a filter such as --agent"),
        (("week", "--since", "monday"), 1, "'monday' is no date; write it as 2026-11-27"),
        (("week", "--measure", "luck > 3"), 1, "there is no measure 'luck'; there are duration_s"),
        (("week", "--event", "rain"), 1, "no call holds an event 'rain'; there are "),
        (("week", "..."), 1, "'...' holds no word to look for"),
        (("none", "word"), 1, "none: there is no database; name the folder of a batch"),
        ((".", "word"), 1, ".: there is no database"),
        (("mysql://x/y", "word"), 1, "mysql://x/y: mysql is not supported"),
    ],
)
def test_what_cannot_be_understood_is_one_line(
    run: Run, out: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    ran = run("search", *arguments)
    assert (ran.code, ran.out, why in ran.err) == (code, "", True), ran.err
    assert not Path("callcoach.db").exists()
    assert not Path("none").exists()


def test_a_database_elsewhere_is_found_by_the_settings(run: Run, out: Path) -> None:
    (out / "callcoach.db").rename("moved.db")
    Path("settings.toml").write_text('[store]\nurl = "moved.db"\n')
    for place in (("moved.db",), ("week", "--settings", "settings.toml")):
        assert "2 places found." in run("search", *place, "refund").out
