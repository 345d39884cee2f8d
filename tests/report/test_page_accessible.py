"""The page can be used by everyone: WCAG 2 A and AA by axe, and all of it by Tab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import Window, window
from page_files import page_file, silence
from playwright.sync_api import Browser
from report_examples import EXAMPLES, two_channel
from test_page import _hostile

from callcoach.types.review import Review

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


def _violations(one: Window) -> list[str]:
    found: Any = Axe().run(one.page, options=RULES).response
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(
    browser: Browser, tmp_path: Path, make: Callable[[], Review], scheme: Any, width: int
) -> None:
    # The page's own policy would keep axe out.
    with window(
        browser,
        bypass_csp=True,
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    ) as one:
        review = make()
        one.open(page_file(tmp_path, review, sound=silence(review.call.duration_s)))
        assert _violations(one) == []
        one.value(OPEN_ALL)
        if review.findings:
            one.page.keyboard.press("n")
        assert _violations(one) == []
        if one.page.is_visible("#swap"):
            one.page.click("#swap")
        one.page.keyboard.press("?")
        assert _violations(one) == []


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    with window(browser, bypass_csp=True) as one:
        one.open(page_file(tmp_path, _hostile()))
        one.value("document.querySelector('h1').style.color = '#ddd'")
        one.value("document.querySelector('.find-box').removeAttribute('aria-label')")
        one.value("document.querySelector('.find-box').removeAttribute('placeholder')")
        found = {each.split(":")[0] for each in _violations(one)}
    assert found == {"color-contrast", "label"}


FOCUSED = """(() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return { name: at.id || at.className || at.textContent.trim(), tag: at.tagName,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    inView: box.bottom > 0 && box.top < innerHeight, isRow: !!at.closest(".row") };
})()"""


def test_tab_reaches_everything_and_shows_where_it_is(browser: Browser, tmp_path: Path) -> None:
    with window(browser, reduced_motion="reduce", viewport={"width": 1280, "height": 900}) as one:
        review = two_channel()
        one.open(page_file(tmp_path, review, sound=silence(review.call.duration_s)))
        seen = []
        for _ in range(400):
            one.page.keyboard.press("Tab")
            at = one.value(FOCUSED)
            if at["tag"] == "BODY":
                break
            seen.append(at)
    assert all(at["outline"] >= 2 and at["inView"] for at in seen), seen
    names = [at["name"] for at in seen]
    for expected in ("skip", "swap", "score", "zoom-in", "play-from", "find-box", "copy", "play"):
        assert expected in names, expected
    assert names.index("score") < names.index("play-from") < names.index("find-box")
    # The transcript is one stop, however long it is.
    assert sum(at["isRow"] for at in seen) == 1


def test_arrows_go_from_line_to_line(browser: Browser, tmp_path: Path) -> None:
    with window(browser, reduced_motion="reduce") as one:
        one.open(page_file(tmp_path, two_channel()))
        one.page.focus(".row > .at[tabindex='0']")
        for _ in range(25):
            one.page.keyboard.press("ArrowDown")
        one.page.keyboard.press("ArrowUp")
        one.page.keyboard.press("Enter")
        start_s = one.value("transcript.rows[24].start")
        assert one.value("player.atS") == start_s
        assert one.value("transcript.rows[24].row.classList.contains('now')")
        row, box = one.page.locator(".row.now"), one.page.locator(".rows")
        inside, outside = row.bounding_box(), box.bounding_box()
    assert inside is not None
    assert outside is not None
    assert outside["y"] <= inside["y"] <= outside["y"] + outside["height"] - inside["height"]
