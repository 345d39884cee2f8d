"""The page of over an hour with 5,000 utterances opens at once and can be searched.

benchmarks/page.py measures this and how smoothly the page moves.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from busy_call import N_UTTERANCES, busy_call
from chromium import window
from page_files import page_file
from playwright.sync_api import Browser

OPENED = """(() => {
  const [way] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return Math.max(way.domContentLoadedEventEnd, paint.startTime);
})()"""
MOST_MS = 2000
"""Twice what the page may take, for machines that are slow or do something else too."""


def test_five_thousand_utterances_open_at_once_and_are_all_found(
    browser: Browser, tmp_path: Path
) -> None:
    review = busy_call()
    assert review.call.duration_s > 3600
    place = page_file(tmp_path, review)
    opened = []
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        for _ in range(3):
            one.open(place)
            one.until("performance.getEntriesByName('first-contentful-paint').length > 0")
            opened.append(one.value(OPENED))
        print(f"\nopened in {min(opened):.0f} ms, at best of {len(opened)}")
        assert min(opened) < MOST_MS
        assert one.page.locator(".row[data-start]").count() >= N_UTTERANCES
        last = review.transcript.utterances[-1] if review.transcript else None
        assert last is not None
        one.page.keyboard.press("/")
        one.page.keyboard.insert_text(last.text)
        one.page.keyboard.press("Shift+Enter")
        one.until("document.querySelector('.row.here')?.dataset.start > 3600")
        here = one.page.locator(".row.here")
        one.until(
            "(() => { const row = document.querySelector('.row.here').getBoundingClientRect(),"
            " box = document.querySelector('.rows').getBoundingClientRect();"
            " return row.top >= box.top && row.bottom <= box.bottom; })()"
        )
        assert float(here.get_attribute("data-start") or 0) == pytest.approx(last.start_s, abs=0.01)
        assert one.complaints == []
