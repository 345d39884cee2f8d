"""Owns a browser without a window for looking at pages: Debian's Chromium, by Playwright."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

WAIT_S = 20.0
PATIENCE_MS = 90_000
SETTLED = 4
_FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update")


class Window:
    """One page in a context of its own. What it logs, throws and asks for is kept.

    `complaints`: errors, messages and dialogs; `requests`: every address that was asked for.
    """

    def __init__(self, browser: Browser, **context: Any) -> None:
        self._context = browser.new_context(offline=True, **context)
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._told)

    def _told(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: Path) -> None:
        """Opens a file and waits until its scripts are done."""
        self.complaints.clear()
        self.requests.clear()
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives."""
        return self.page.evaluate(expression)

    def until(self, condition: str) -> None:
        """Waits until the JavaScript condition holds."""
        end = time.monotonic() + WAIT_S
        # Playwright's own waiting evaluates text in the page, which the page's policy forbids.
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, f"never came true: {condition}; {self.complaints}"
            self.page.wait_for_timeout(20)

    def settled(self, expression: str) -> Any:
        """What a JavaScript expression gives once it no longer changes: what is laid out late
        moves what stands below it."""
        end = time.monotonic() + WAIT_S
        seen: list[Any] = []
        while len(seen) < SETTLED or any(value != seen[-1] for value in seen[-SETTLED:]):
            assert time.monotonic() < end, f"never settled: {expression}; {seen[-SETTLED:]}"
            self.page.wait_for_timeout(50)
            seen.append(self.page.evaluate(expression))
        return seen[-1]

    def fetched(self) -> list[str]:
        """Addresses asked for that are neither the file itself nor data that it holds."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]

    def close(self) -> None:
        """Ends the context with all that it holds."""
        self._context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, **context: Any) -> Iterator[Window]:
    """A window on the browser, closed at the end; `context`: as Playwright's `new_context`."""
    one = Window(browser, **context)
    try:
        yield one
    finally:
        one.close()
