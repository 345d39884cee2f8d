"""What a person takes away from the page: the note, and a file of what they corrected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Window, window
from page_files import page_file
from playwright.sync_api import Browser
from report_examples import two_channel

from callcoach.pipeline.overrides import read_overrides
from callcoach.report.note import note_lines
from callcoach.types.overrides import PersonAnswer

ROSA = {"answer": True, "by": "Rosa", "comment": "At 0:47, in other words."}


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Window]:
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        one.open(page_file(tmp_path, two_channel(), name="it's a/call"))
        yield one
        assert one.complaints == []
        assert one.fetched() == []


def _item(page: Window, item_id: str) -> None:
    page.page.click(f"[data-item={item_id}] summary")


def _saved(page: Window, tmp_path: Path, link: str = "#card a[data-overrides]") -> Path:
    with page.page.expect_download() as waited:
        page.page.click(link)
    assert waited.value.suggested_filename == "it's a_call.overrides.json"
    place = tmp_path / "saved.json"
    waited.value.save_as(place)
    return place


def test_what_was_chosen_stands_in_the_file_beside_what_stood_there(
    page: Window, tmp_path: Path
) -> None:
    _item(page, "lets_finish")
    page.page.check("[data-item=lets_finish] input[value=yes]")
    page.page.fill("[data-item=lets_finish] .comment input", 'They said "go on" </script>')
    _item(page, "apologises")
    page.page.check("[data-item=apologises] input[value=open]")
    _item(page, "solved")
    page.page.fill("[data-item=solved] .comment input", "Ask Tom.")
    page.page.fill("#card .by", " Dana ")
    assert "3 answers changed" in page.page.inner_text("#card [role=status]")
    place = _saved(page, tmp_path)
    assert json.loads(place.read_text("utf-8")) == {
        "scorecard": {
            "paraphrases": ROSA,
            "lets_finish": {
                "answer": True,
                "by": "Dana",
                "comment": 'They said "go on" </script>',
            },
            "apologises": {"answer": None, "by": "Dana"},
            "solved": {"comment": "Ask Tom."},
        }
    }
    # callcoach itself reads all of it.
    read = read_overrides(place)
    assert read.faults == ()
    assert read.answers["apologises"] == PersonAnswer(None, "Dana")
    assert read.answers["solved"].is_answered is False


def test_a_choice_taken_back_leaves_no_trace(page: Window, tmp_path: Path) -> None:
    _item(page, "lets_finish")
    page.page.check("[data-item=lets_finish] input[value=no]")
    page.page.check("[data-item=lets_finish] input[value='']")
    _item(page, "paraphrases")
    page.page.check("[data-item=paraphrases] input[value=judged]")
    assert json.loads(_saved(page, tmp_path).read_text("utf-8")) == {}


def test_a_swap_and_answers_go_into_one_file(page: Window, tmp_path: Path) -> None:
    _item(page, "lets_finish")
    page.page.check("[data-item=lets_finish] input[value=yes]")
    page.page.click("#swap")
    place = _saved(page, tmp_path, "#swapped-note a[data-overrides]")
    answers = {"paraphrases": ROSA, "lets_finish": {"answer": True, "by": "a person"}}
    assert json.loads(place.read_text("utf-8")) == {"agent_channel": 1, "scorecard": answers}
    page.page.click("#swap")
    assert page.page.is_checked("[data-item=lets_finish] input[value=yes]")
    assert "agent_channel" not in json.loads(_saved(page, tmp_path).read_text("utf-8"))


NOTED = two_channel().note
assert NOTED is not None
NOTE = "\n".join(note_lines(NOTED))


def test_the_note_is_copied(browser: Browser, tmp_path: Path) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with window(browser, permissions=allowed) as one:
        one.open(page_file(tmp_path, two_channel()))
        one.page.click("#note .copy")
        one.until("document.querySelector('#note .copy').textContent === 'Copied'")
        assert one.value("navigator.clipboard.readText()") == NOTE


def test_where_the_clipboard_is_shut_the_note_is_selected(page: Window) -> None:
    page.value("(document.execCommand = () => false, navigator.clipboard.writeText = null, 0)")
    page.page.click("#note .copy")
    page.until("document.querySelector('#note .copy').textContent.startsWith('Selected')")
    assert page.value("document.getSelection().toString()") == NOTE
