"""The overview in a real browser: it filters, remembers, opens calls, and complains of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chromium import Window, window
from overview_examples import HOSTILE, call, overview
from page_files import page_file, silence
from playwright.sync_api import Browser
from report_examples import two_channel
from test_page_accessible import FOCUSED, _violations

from callcoach.report.overview import overview_html
from callcoach.types.overview import Overview

FAILED = [("lost/é \udcff.wav", "opening", "no audio in it"), ("b.wav", "transcribing", "slow")]
NAMES = "[...document.querySelectorAll('#rows th')].map((each) => each.textContent)"
ROW_TOPS = (
    "new Set([...document.querySelectorAll('#rows td')]"
    ".map((each) => each.getBoundingClientRect().top)).size"
)
FIRST_LINK = "document.querySelector('#rows a')?.getAttribute('href')"
PROMISED = "[...document.querySelectorAll('#promise-rows .state')].map((each) => each.textContent)"


def written(folder: Path, given: Overview | None = None) -> Path:
    place = folder / "index.html"
    html = overview_html(overview(140) if given is None else given, FAILED)
    place.write_text(html, encoding="utf-8")
    return place


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Window]:
    """The overview of 140 calls; nothing may complain or be fetched by the end."""
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        one.page.clock.set_fixed_time("2026-11-10T12:00:00")
        one.open(written(tmp_path))
        yield one
        assert one.complaints == []
        assert one.fetched() == []


def test_filters_leave_what_holds_and_live_in_the_address(page: Window) -> None:
    assert page.value("byId('count').textContent") == "140 calls"
    assert page.value("document.querySelectorAll('#rows tr').length") == 100
    page.page.click("#more")
    assert len(set(page.value(NAMES))) == 140
    page.page.select_option("#filters [name=triage]", "person")
    assert page.value(ROW_TOPS) == 1
    page.page.select_option("#filters [name=triage]", "")
    page.page.select_option("#filters [name=event]", "abuse")
    assert page.value(NAMES) == ["call 3.wav"]
    assert page.value(FIRST_LINK) == "./reviews/0003.html#t=40.5"
    page.page.select_option("#filters [name=event]", "empathy")
    page.page.select_option("#filters [name=agent]", "Dana")
    page.page.fill("#filters [name=from]", "2026-11-03")
    page.page.fill("#filters [name=to]", "2026-11-03")
    page.page.select_option("#filters [name=tag]", "refund")
    page.page.select_option("#filters [name=queue]", "technical")
    expected = ["call 86.wav", "call 2.wav"]
    assert page.value(NAMES) == expected
    assert page.value(FIRST_LINK) == "./reviews/0056.html#t=104.0"
    sent = page.value("location.href")
    assert "agent=Dana" in sent
    with window(page.page.context.browser) as other:
        other.page.goto(sent)
        other.until("document.documentElement.dataset.ready !== undefined")
        assert other.value(NAMES) == expected
        assert other.value("byId('filters').elements.from.value") == "2026-11-03"
        assert other.value("byId('calls').getBoundingClientRect().top < 400")
    page.page.click("#filters [type=reset]")
    assert page.value("byId('count').textContent") == "140 calls"
    assert "#" not in page.value("location.href")


def test_text_finds_in_every_column_of_words(page: Window) -> None:
    page.page.keyboard.press("/")
    page.page.keyboard.type("ABUSIVE kim")
    page.until("document.querySelectorAll('#rows tr').length === 1")
    assert page.value(NAMES) == ["call 3.wav"]


def test_links_within_the_page_leave_the_filters_alone(page: Window) -> None:
    page.page.select_option("#filters [name=agent]", "Kim")
    page.page.click("nav a[href='#people']")
    assert page.value("location.hash") == "#agent=Kim"
    assert page.value("document.activeElement.id") == "people"


def test_promises_are_due_by_the_day_on_which_the_page_is_opened(page: Window) -> None:
    told = ["Due today", "Due", "Overdue", "Overdue", "Due", "No date"]
    assert page.value(PROMISED) == told  # ten o'clock is over, the day is not
    page.page.select_option("#due", "overdue")
    first = page.page.locator("#promise-rows li").first
    assert "At ten I call." in first.inner_text()
    assert "#due=overdue" in page.value("location.href")
    assert page.value("byId('promise-count').textContent") == "2 promises"
    link = first.locator("a").get_attribute("href")
    assert link is not None
    assert link.endswith("#t=61.0")
    page.page.select_option("#due", "")


def test_a_link_opens_the_call_at_its_moment(browser: Browser, tmp_path: Path) -> None:
    review = two_channel()
    (tmp_path / "reviews").mkdir()
    place = page_file(tmp_path / "reviews", review, sound=silence(review.call.duration_s))
    (worst,) = [each for each in review.findings if each.kind == "coach"][:1]
    one = call(0, page=f"reviews/{place.name}", triage="person", why="made", start_s=worst.start_s)
    with window(browser) as shown:
        shown.open(written(tmp_path, Overview((one,), (), ())))
        shown.page.keyboard.press("n")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**/call.html#t=*")
        shown.page.wait_for_selector("html[data-ready]", state="attached")
        shown.until("document.querySelector('.moment.selected') !== null")
        assert (
            shown.value("document.querySelector('.moment.selected h4').textContent") == worst.title
        )
        shown.until("player.isPlaying || byId('what').textContent.startsWith('Press space')")
        assert shown.value("player.atS") >= worst.start_s - 2.01
        shown.value("location.hash = '#t=12.5', player.sound.pause()")
        shown.until("Math.abs(player.atS - 12.5) < 5")


def hostile() -> Overview:
    one = call(0, name=HOSTILE, agent=HOSTILE, why=HOSTILE, page=HOSTILE, triage="person")
    return replace(overview(30), calls=(one, *overview(30).calls))


@pytest.mark.parametrize(
    ("given", "scheme", "width"),
    [
        (hostile(), "light", 1280),
        (hostile(), "dark", 390),
        (overview(3), "dark", 800),
        (Overview((), (), ()), "light", 390),
    ],
    ids=["hostile", "hostile dark", "three", "none"],
)
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    browser: Browser, tmp_path: Path, given: Overview, scheme: Any, width: int
) -> None:
    with window(
        browser, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    ) as one:  # fmt: skip
        one.open(written(tmp_path, given))
        one.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert _violations(one) == []
        assert one.value("document.documentElement.scrollWidth") == width
        assert one.complaints == []


def test_tab_reaches_filters_and_rows_and_shows_where_it_is(
    browser: Browser, tmp_path: Path
) -> None:
    with window(browser, reduced_motion="reduce", viewport={"width": 1280, "height": 900}) as one:
        one.open(written(tmp_path, overview(6)))
        seen = []
        for _ in range(80):
            one.page.keyboard.press("Tab")
            at = one.value(FOCUSED)
            if at["tag"] == "BODY":
                break
            seen.append(at)
        unseen = [at for at in seen if at["outline"] < 2 or not at["inView"]]
        assert unseen == []
        assert [at["tag"] for at in seen].count("A") >= 1 + 6 + 1 + 6 + 6
        assert {"skip", "due"} <= {at["name"] for at in seen}


def test_without_scripts_the_answer_is_there(browser: Browser, tmp_path: Path) -> None:
    with window(browser, java_script_enabled=False) as one:
        one.page.goto(written(tmp_path).as_uri())
        text = one.page.inner_text("body")
        assert "140 calls reviewed: 1 needs a person" in text
        assert "Abusive words of the customer twice" in text
        assert "calls.csv" in text


def test_on_paper_it_is_light_and_without_the_table(page: Window) -> None:
    page.page.emulate_media(media="print", color_scheme="dark")
    assert page.value("getComputedStyle(document.querySelector('h1')).color") == "rgb(35, 39, 44)"
    assert not page.page.is_visible("#calls")
    assert page.page.is_visible("#persons")
