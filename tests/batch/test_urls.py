"""A URL is shown, kept and linked to without its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach.batch.recordings.calls import CallFile
from callcoach.batch.recordings.urls import is_url, page_link, scrubbed, shown, stand_in
from callcoach.batch.work.unit import Unit
from callcoach.settings import Settings
from callcoach.types.about import About


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://bucket/a b/c.wav", "s3://bucket/a b/c.wav"),
        ("sftp://dana:s3cret@host:22/in/c.wav", "sftp://host:22/in/c.wav"),
        ("sftp://dana@host/c.wav", "sftp://host/c.wav"),
        ("sftp://dana:s3cret/x@host/c.wav", "sftp://..."),
        ("https://h/c.wav?X-Amz-Signature=s3cret&X-Amz-Expires=60", "https://h/c.wav"),
        ("https://h/c.wav?sv=2&sp=r&sig=s3cret", "https://h/c.wav"),
        ("https://h/c.wav?Expires=6&Signature=s3cret#t", "https://h/c.wav"),
        ("https://h?sig=s3cret", "https://h"),
        ("file:///calls/c.wav", "file:///calls/c.wav"),
    ],
)
def test_what_is_shown(url: str, told: str) -> None:
    assert is_url(url)
    assert shown(url) == told
    for held in (shown(url), str(stand_in(url)), repr(CallFile(stand_in(url), url=url))):
        assert "s3cret" not in held
    unit = Unit(stand_in(url), "c", About(), Path("r"), Settings(), url=url)
    assert "s3cret" not in repr(unit)


def test_questions_for_different_calls_stay_apart_and_new_signatures_do_not() -> None:
    one, two = "https://h/get?id=1&sig=a", "https://h/get?id=2&sig=a"
    assert shown(one) != shown(two)
    assert stand_in(one) != stand_in(two)
    assert shown(one) == shown("https://h/get?id=1&sig=b")
    assert shown("https://h/get?key=s3cret").startswith("https://h/get?")
    assert "s3cret" not in shown("https://h/get?key=s3cret")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://bucket/week/agent-left.wav", "agent-left.wav"),
        ("https://h/a%20b.wav?sig=x", "a b.wav"),
        ("https://h/a%2Fb.wav", "a_b.wav"),
        ("https://h/?id=5", "recording"),
        ("s3://bucket/..", "recording"),
    ],
)
def test_its_name(url: str, name: str) -> None:
    assert stand_in(url).name == name


def test_a_page_links_to_what_a_browser_opens_without_a_secret() -> None:
    assert page_link("https://h/c.wav") == "https://h/c.wav"
    for url in ("https://h/c.wav?sig=x", "https://u:p@h/c.wav", "s3://b/c.wav", "file:///c.wav"):
        assert page_link(url) is None


def test_what_others_say_of_it_is_scrubbed() -> None:
    url = "https://dana:p%40ss@h/c.wav?sig=ab%2Fc&id=7"
    said = f"403 for {url}: dana:p@ss, ab/c, sig=ab%2Fc"
    told = scrubbed(said, url)
    assert told.startswith("403 for https://h/c.wav")
    assert not any(secret in told for secret in ("dana", "p@ss", "p%40ss", "ab/c", "ab%2Fc"))


@pytest.mark.parametrize("path", ["calls", "C:\\calls", "a/b://c", "é://x", "://x"])
def test_paths_are_no_urls(path: str) -> None:
    assert not is_url(path)
