"""The page in a real browser: it draws, plays, finds and swaps, and complains of nothing.

Needs Chromium; where there is none these tests are skipped and say so.
"""

from __future__ import annotations

import base64
import io
import itertools
import re
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_pipe import CHROMIUM, Browser, browser
from report_examples import (
    contours_of,
    empty,
    long_call,
    mono,
    no_talk_overs,
    no_words,
    one_sided,
    swapped,
    two_channel,
)
from test_page import HOSTILE, _hostile

from callcoach.report.page import page_html
from callcoach.types.review import Review

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="NO CHROMIUM: the page was not looked at (apt install chromium)"
)
CANNOT_SWAP = (mono, one_sided, empty)


def _sound(length_s: float) -> str:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(3000)
        out.writeframes(b"\x80" * round(3000 * length_s))
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    """A browser on the page of the bad call, with sound; nothing may complain by the end."""
    review = two_channel()
    _open(chromium, tmp_path, review, sound=_sound(review.call.duration_s))
    yield chromium
    assert chromium.complaints == []


def _open(
    chromium: Browser,
    folder: Path,
    review: Review,
    *,
    sound: str | None = None,
    width: int = 1280,
    scheme: str = "light",
    name: str = "call",
) -> None:
    chromium.complaints.clear()
    chromium.requests.clear()
    can_swap = review.call.layout == "two_channel" and any(review.activity.values())
    place = folder / "call.html"
    place.write_text(
        page_html(
            review,
            swapped=swapped(review) if can_swap else None,
            contours=contours_of(review, max(0.1, review.call.duration_s / 2000)),
            sound_url=sound,
            name=name,
        ),
        encoding="utf-8",
    )
    chromium.open(place, width, scheme=scheme)


def _spot(page: Browser) -> tuple[float, float]:
    """The middle of the agent's stave, 600 pixels in."""
    box = page.value(
        "(() => { const b = score.canvas.getBoundingClientRect(); return [b.x, b.y]; })()"
    )
    return box[0] + 600, box[1] + 90


@pytest.mark.parametrize("make", [two_channel, no_talk_overs, no_words, mono, one_sided, empty])
def test_every_kind_of_call_draws_without_a_complaint(
    chromium: Browser, tmp_path: Path, make: type[Review]
) -> None:
    review = make()
    for width, scheme in ((1280, "light"), (390, "dark")):
        _open(chromium, tmp_path, review, width=width, scheme=scheme)
        assert chromium.complaints == []
        assert chromium.value("document.documentElement.scrollWidth") == width
        assert [url for url in chromium.requests if not url.startswith(("file:", "data:"))] == []
        chromium.value("scale.show(0, durationS), score.canvas && score.draw()")
        marks = chromium.value("score.canvas && score.canvas.dataset.talkOvers")
        drawn = None if make is empty else str(review.talk_overs.count or 0)
        assert marks == drawn
        assert chromium.value("!!document.querySelector('#swap:not([hidden])')") == (
            make not in CANNOT_SWAP
        )


def test_a_call_of_two_hours_draws_within_a_frame_or_two(chromium: Browser, tmp_path: Path) -> None:
    review = long_call()
    assert review.call.duration_s > 6600
    assert sum(map(len, review.activity.values())) > 3000
    _open(chromium, tmp_path, review)
    shown_s = chromium.value("scale.endS - scale.startS")
    assert shown_s < 600
    assert chromium.value("document.getElementById('overview').hidden") is False
    chromium.value("scale.show(0, durationS)")
    spent_ms = chromium.value(
        "(() => { const from = performance.now(); for (let i = 0; i < 10; i++) score.draw();"
        " return (performance.now() - from) / 10; })()"
    )
    assert spent_ms < 100
    assert chromium.value("score.canvas.dataset.talkOvers") == str(review.talk_overs.count)
    assert chromium.complaints == []


def test_every_moment_has_a_flag_that_no_other_covers(page: Browser) -> None:
    # Zoomed out so far that all of them start within a few pixels.
    page.value("(scale.startS = -3e4, scale.endS = 3e4)")
    places = page.value("score.flagPlaces().map((place) => [place.moment.start, place.x])")
    assert len(places) == page.value("page.data.moments.filter((each) => each.main).length") > 2
    assert places == sorted(places)
    gaps = [second[1] - first[1] for first, second in itertools.pairwise(places)]
    assert min(gaps) >= 18


def test_the_swap_turns_the_whole_page_and_back(page: Browser) -> None:
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


def test_the_keyboard_reaches_everything(page: Browser) -> None:
    page.press("n")
    assert page.value("[moments.at, score.selected.number]") == [1, 1]
    page.until("player.isPlaying")
    page.press(" ")
    page.until("!player.isPlaying")
    at_s = page.value("player.atS")
    page.press("ArrowRight")
    assert page.value("player.atS") == pytest.approx(at_s + 5)
    page.press("ArrowLeft")
    page.press("ArrowLeft")
    assert page.value("player.atS") == pytest.approx(at_s - 5)
    page.press("+")
    assert page.value("player.sound.playbackRate") == 1.25
    page.press("-")
    page.press("-")
    assert page.value("player.sound.playbackRate") == 0.75
    page.press("p")
    assert page.value("moments.at") == 1
    page.press("?")
    assert page.value("document.getElementById('help').open") is True


def test_a_moment_plays_from_two_seconds_before_and_all_moves_along(page: Browser) -> None:
    start_s = page.value("page.data.moments[3].start")
    page.value("document.querySelector('#moment-4 button').click()")
    page.until("player.isPlaying && player.sound.currentTime > 0")
    assert start_s - 2.05 < page.value("player.atS") < start_s
    page.until(f"player.atS > {start_s - 1.5}")
    assert page.value("document.querySelector('.moment.selected').id") == "moment-4"
    assert page.value("document.querySelector('.row.now').dataset.start") is not None
    page.value("player.sound.pause()")


def test_a_click_in_the_score_plays_from_there(page: Browser) -> None:
    x, y = _spot(page)
    for kind in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    page.until("player.isPlaying")
    assert page.value("player.atS - scale.time(600)") == pytest.approx(0, abs=0.6)
    page.value("player.sound.pause()")


def test_the_wheel_zooms_about_the_pointer_and_a_drag_pans(page: Browser) -> None:
    x, y = _spot(page)
    at_s = page.value("scale.time(600)")
    page.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-120)
    page.until("scale.endS - scale.startS < 0.8 * durationS")
    assert page.value("scale.time(600)") == pytest.approx(at_s, abs=0.3)
    assert page.value("document.getElementById('overview').hidden || scrollY") == 0
    start_s, per_s = page.value("[scale.startS, scale.perS()]")
    page.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", buttons=1)
    for moved in (20, 40, 60):
        page.call(
            "Input.dispatchMouseEvent",
            type="mouseMoved",
            x=x - moved,
            y=y,
            button="left",
            buttons=1,
        )
    page.call("Input.dispatchMouseEvent", type="mouseReleased", x=x - 60, y=y, button="left")
    assert page.value("scale.startS") == pytest.approx(start_s + 60 / per_s, abs=0.1)
    assert page.value("player.isPlaying") is False


def test_the_find_box_finds_across_words(page: Browser) -> None:
    page.press("/")
    page.call("Input.insertText", text="The Fifth")
    assert page.value("document.querySelector('.find-count').textContent") == "1 of 4"
    page.press("Enter")
    assert page.value("document.querySelector('.find-count').textContent") == "2 of 4"
    assert page.value("document.querySelectorAll('.row.here').length") == 1
    assert page.value("CSS.highlights.get('found').size") == 5
    page.call("Input.insertText", text="zebra")
    assert page.value("document.querySelector('.find-count').textContent") == "not found"
    page.press("Escape")
    assert (
        page.value("document.querySelector('.find-box').value + CSS.highlights.has('found')")
        == "false"
    )


def test_a_hostile_transcript_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    _open(chromium, tmp_path, _hostile(), name=HOSTILE)
    chromium.value("document.getElementById('swap').click()")
    chromium.press("n")
    assert chromium.value("typeof owned") == "undefined"
    assert chromium.value("document.images.length") == 0
    assert chromium.complaints == []


def test_the_policy_stops_what_would_run_or_fetch(page: Browser) -> None:
    page.value(
        "(() => { const script = document.createElement('script'), image = new Image();"
        " script.textContent = 'owned = 1'; image.src = 'http://127.0.0.1:9/x';"
        " document.body.append(script, image); })()"
    )
    assert page.value("typeof owned") == "undefined"
    told = [each for each in page.complaints if "Content Security Policy" in each]
    assert len(told) == 2
    page.complaints.clear()


def test_sound_that_is_not_there_is_told(chromium: Browser, tmp_path: Path) -> None:
    _open(chromium, tmp_path, two_channel(), sound="./gone.wav")
    chromium.until("document.getElementById('what').textContent.startsWith('The sound could not')")


def test_it_prints_on_two_pages(page: Browser) -> None:
    data = base64.b64decode(
        page.call("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69)[
            "data"
        ]
    )
    assert len(re.findall(rb"/Type\s*/Page[^s]", data)) <= 2
