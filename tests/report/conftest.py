"""The browser that the tests of the page share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import CHROMIUM, chromium
from playwright.sync_api import Browser

NO_CHROMIUM = "NO CHROMIUM: the page was not looked at (apt install chromium)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with chromium() as one:
        yield one
