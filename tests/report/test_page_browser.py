"""The page in a real browser: it draws, plays, finds and swaps, and complains of nothing.

Needs Chromium; where there is none these tests are skipped and say so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Window, window
from page_files import page_file, silence
from playwright.sync_api import Browser
from report_examples import (
    empty,
    long_call,
    mono,
    no_talk_overs,
    no_words,
    one_sided,
    two_channel,
)
from test_page import HOSTILE, _hostile

from callcoach.types.review import Review

LINKS = "[...document.links].map((link) => link.getAttribute('href'))"
CANNOT_SWAP = (mono, one_sided, empty)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Window]:
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        yield one


@pytest.fixture
def page(plain: Window, tmp_path: Path) -> Iterator[Window]:
    """A window on the page of the bad call, with sound; nothing may complain by the end."""
    review = two_channel()
    plain.open(page_file(tmp_path, review, sound=silence(review.call.duration_s)))
    yield plain
    assert plain.complaints == []
    assert plain.fetched() == []


def _spot(page: Window) -> tuple[float, float]:
    """The middle of the agent's stave, 600 pixels in."""
    box = page.settled(
        "(() => { const b = score.canvas.getBoundingClientRect(); return [b.x, b.y]; })()"
    )
    return box[0] + 600, box[1] + 90


@pytest.mark.parametrize("make", [two_channel, no_talk_overs, no_words, mono, one_sided, empty])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_kind_of_call_draws_without_a_complaint(
    browser: Browser, tmp_path: Path, make: type[Review], width: int, scheme: str
) -> None:
    review = make()
    with window(browser, viewport={"width": width, "height": 900}, color_scheme=scheme) as one:
        one.open(page_file(tmp_path, review))
        assert one.value("document.documentElement.scrollWidth") == width
        one.value("scale.show(0, durationS), score.canvas && score.draw()")
        marks = one.value("score.canvas && score.canvas.dataset.talkOvers")
        drawn = None if make is empty else str(review.talk_overs.count or 0)
        assert marks == drawn
        assert one.value("!!document.querySelector('#swap:not([hidden])')") == (
            make not in CANNOT_SWAP
        )
        assert one.complaints == []
        assert one.fetched() == []


def test_a_call_of_two_hours_draws_within_a_frame_or_two(plain: Window, tmp_path: Path) -> None:
    review = long_call()
    assert review.call.duration_s > 6600
    assert sum(map(len, review.activity.values())) > 3000
    plain.open(page_file(tmp_path, review))
    shown_s = plain.value("scale.endS - scale.startS")
    assert shown_s < 600
    assert plain.page.is_visible("#overview")
    plain.value("scale.show(0, durationS)")
    spent_ms = plain.value(
        "(() => { const from = performance.now(); for (let i = 0; i < 10; i++) score.draw();"
        " return (performance.now() - from) / 10; })()"
    )
    assert spent_ms < 100
    assert plain.value("score.canvas.dataset.talkOvers") == str(review.talk_overs.count)
    assert plain.complaints == []


def test_every_moment_has_a_flag_that_no_other_covers(page: Window) -> None:
    # Zoomed out so far that all of them start within a few pixels.
    page.value("(scale.startS = -3e4, scale.endS = 3e4)")
    places = page.value("score.flagPlaces().map((place) => [place.moment.start, place.x])")
    assert len(places) == page.value("page.data.moments.filter((each) => each.main).length") > 2
    assert places == sorted(places)
    gaps = [second[1] - first[1] for first, second in itertools.pairwise(places)]
    assert min(gaps) >= 18


def test_the_swap_turns_the_whole_page_and_back(page: Window) -> None:
    before = page.value("document.querySelector('h1').textContent")
    rows = "[...document.querySelectorAll('.row[data-start]')].map((row) => row.className).join()"
    first = page.value(rows)
    page.value("document.getElementById('swap').click()")
    assert page.value("document.querySelector('h1').textContent").startswith("No talk-overs found")
    assert page.value("score.draw(), score.canvas.dataset.talkOvers") == "0"
    assert page.value(rows) != first
    assert page.value("document.getElementById('swapped-note').hidden") is False
    assert page.value("document.getElementById('next').disabled") is True
    page.value("document.getElementById('swap').click()")
    assert page.value("document.querySelector('h1').textContent") == before
    assert page.value("score.draw(), score.canvas.dataset.talkOvers") == "4"
    assert page.value(rows) == first
    assert page.value("document.getElementById('swapped-note').hidden") is True


def test_the_keyboard_reaches_everything(page: Window) -> None:
    page.page.keyboard.press("n")
    assert page.value("[moments.at, score.selected.number]") == [1, 1]
    page.until("player.isPlaying")
    page.page.keyboard.press(" ")
    page.until("!player.isPlaying")
    at_s = page.value("player.atS")
    page.page.keyboard.press("ArrowRight")
    assert page.value("player.atS") == pytest.approx(at_s + 5)
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("ArrowLeft")
    assert page.value("player.atS") == pytest.approx(at_s - 5)
    page.page.keyboard.press("+")
    assert page.value("player.sound.playbackRate") == 1.25
    page.page.keyboard.press("-")
    page.page.keyboard.press("-")
    assert page.value("player.sound.playbackRate") == 0.75
    page.page.keyboard.press("p")
    assert page.value("moments.at") == 1
    page.page.keyboard.press("?")
    assert page.value("document.getElementById('help').open") is True


def test_a_moment_plays_from_two_seconds_before_and_all_moves_along(page: Window) -> None:
    start_s = page.value("page.data.moments[3].start")
    page.page.click("#moment-4 button")
    page.until("player.isPlaying && player.sound.currentTime > 0")
    assert start_s - 2.05 < page.value("player.sound.currentTime") < start_s
    page.until(f"player.atS > {start_s - 1.5}")
    assert page.value("document.querySelector('.moment.selected').id") == "moment-4"
    page.value("player.sound.pause()")
    page.until("!player.isPlaying")
    at_s = page.value("player.atS")
    row = page.page.locator(".row.now")
    assert row.count() == 1
    assert float(row.get_attribute("data-start") or "inf") <= at_s
    x = page.value("new DOMMatrix(document.getElementById('playhead').style.transform).e")
    assert x == pytest.approx(page.value(f"scale.x({at_s})"), abs=0.1)


def test_space_pauses_after_a_click_and_presses_a_button_reached_by_tab(page: Window) -> None:
    page.page.click("#moment-4 button")
    page.until("player.isPlaying")
    page.page.keyboard.press(" ")
    page.until("!player.isPlaying")
    page.page.focus("#zoom-all")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Shift+Tab")
    page.value("scale.zoom(0.5)")
    page.page.keyboard.press(" ")
    assert page.value("scale.isWhole() && !player.isPlaying")


def test_a_click_in_the_score_plays_from_there(page: Window) -> None:
    page.page.mouse.click(*_spot(page))
    page.until("player.isPlaying")
    assert page.value("player.atS - scale.time(600)") == pytest.approx(0, abs=0.6)
    page.value("player.sound.pause()")


def test_a_click_on_a_word_plays_from_that_word(page: Window) -> None:
    row = page.page.locator(".row[data-words]").nth(4)
    starts = (row.get_attribute("data-words") or "").split()
    start_s = float(row.get_attribute("data-start") or "nan") + int(starts[3]) / 100
    page.value("document.querySelector('.transcript').scrollIntoView({ behavior: 'instant' })")
    fourth_word = page.settled(
        "(() => { const text = textOf(document.querySelectorAll('.row[data-words] .said')[4]);"
        " let at = -1; for (let i = 0; i < 3; i += 1) at = text.whole.indexOf(' ', at + 1);"
        " const end = text.whole.indexOf(' ', at + 1);"
        " const box = rangeOf(text, at + 1, end).getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    page.page.mouse.click(*fourth_word)
    page.until("player.isPlaying")
    assert page.value("player.atS") == pytest.approx(start_s, abs=0.3)
    page.until("CSS.highlights.has('spoken')")
    page.value("player.sound.pause()")


def test_the_wheel_zooms_about_the_pointer_and_a_drag_pans(page: Window) -> None:
    x, y = _spot(page)
    at_s = page.value("scale.time(600)")
    page.page.mouse.move(x, y)
    page.page.mouse.wheel(0, -120)
    page.until("scale.endS - scale.startS < 0.8 * durationS")
    assert page.value("scale.time(600)") == pytest.approx(at_s, abs=0.3)
    assert page.page.is_visible("#overview")
    assert page.value("scrollY") == 0
    start_s, per_s = page.value("[scale.startS, scale.perS()]")
    page.page.mouse.down()
    page.page.mouse.move(x - 60, y, steps=3)
    page.page.mouse.up()
    assert page.value("scale.startS") == pytest.approx(start_s + 60 / per_s, abs=0.1)
    assert page.value("player.isPlaying") is False


def test_two_fingers_zoom_about_their_middle(browser: Browser, tmp_path: Path) -> None:
    with window(browser, has_touch=True, viewport={"width": 1280, "height": 900}) as one:
        one.open(page_file(tmp_path, two_channel()))
        x, y = _spot(one)
        at_s = one.value("scale.time(600)")
        fingers = one.page.context.new_cdp_session(one.page)
        for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 160)):
            points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        one.until("scale.endS - scale.startS < durationS / 2")
        assert one.value("scale.time(600)") == pytest.approx(at_s, abs=1)
        assert one.value("player.atS") == 0


def test_the_score_is_a_slider_that_says_where_the_call_stands(page: Window) -> None:
    page.page.focus("#score")
    page.page.keyboard.press("ArrowRight")
    slider = page.page.locator("#score")
    assert slider.get_attribute("aria-valuetext") == "0:05"
    page.page.keyboard.press("End")
    end = page.value("durationS")
    assert slider.get_attribute("aria-valuenow") == str(round(end))
    page.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0:00"


def test_the_find_box_finds_across_words(page: Window) -> None:
    page.page.keyboard.press("/")
    page.page.keyboard.insert_text("The Fifth")
    count = page.page.locator(".find-count")
    assert page.value("document.querySelector('.rows').getBoundingClientRect().top") < 200
    assert count.inner_text() == "1 of 4"
    page.page.keyboard.press("Enter")
    assert count.inner_text() == "2 of 4"
    assert page.page.locator(".row.here").count() == 1
    assert page.value("CSS.highlights.get('found').size") == 5
    page.page.keyboard.insert_text("zebra")
    assert count.inner_text() == "not found"
    page.page.keyboard.press("Escape")
    assert page.page.input_value(".find-box") == ""
    assert page.value("CSS.highlights.has('found')") is False


def test_a_hostile_transcript_runs_nothing(plain: Window, tmp_path: Path) -> None:
    plain.open(page_file(tmp_path, _hostile(), name=HOSTILE))
    plain.page.click("#swap")
    plain.page.keyboard.press("n")
    for fold in plain.page.locator("summary").all():
        fold.click()
    assert plain.value("typeof owned") == "undefined"
    assert plain.value("document.images.length") == 0
    assert "onerror=owned=1" in (plain.page.text_content(".rows") or "")
    # Neither the links nor the file of overrides were made of it.
    assert [
        a for a in plain.value(LINKS) if not a.startswith(("#", "data:application/json,"))
    ] == []
    assert plain.complaints == []
    assert plain.fetched() == []


def test_the_policy_stops_what_would_run_or_fetch(page: Window) -> None:
    page.value(
        "(() => { const script = document.createElement('script'), image = new Image();"
        " script.textContent = 'owned = 1'; image.src = 'http://127.0.0.1:9/x';"
        " document.body.append(script, image); })()"
    )
    assert page.value("typeof owned") == "undefined"
    told = [each for each in page.complaints if "Content Security Policy" in each]
    assert len(told) == 2
    page.complaints.clear()
    page.requests.clear()


def test_sound_that_is_not_there_is_told(plain: Window, tmp_path: Path) -> None:
    plain.open(page_file(tmp_path, two_channel(), sound="./gone.wav"))
    plain.until("document.getElementById('what').textContent.startsWith('The sound could not')")


def test_it_prints_on_two_pages(page: Window) -> None:
    pdf = page.page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) <= 2
