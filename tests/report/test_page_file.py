"""A page that is written anew keeps its sound and its drawn rows, and nothing of another call."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_examples import contours_of, empty, mono, two_channel

from callcoach.errors import PageError
from callcoach.report.page import page_html
from callcoach.report.page_file import parts_for, read_page
from callcoach.types.review import Review
from callcoach.words.redact_review import redact_review

SOUND = "data:audio/ogg;base64,T2dnUw=="


def page_of(review: Review, folder: Path, sound: str | None = SOUND, **given: Any) -> Path:
    contours = contours_of(review, 0.5) if review.activity else None
    text = page_html(review, swapped=None, contours=contours, sound_url=sound, name="call", **given)
    path = folder / "call.html"
    path.write_text(text, encoding="utf-8")
    return path


def data_of(text: str) -> Any:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(found)


@pytest.mark.parametrize("make", [two_channel, mono, empty])
def test_a_page_written_again_is_the_very_same(make: Any, tmp_path: Path) -> None:
    path = page_of(make(), tmp_path)
    parts = parts_for(path, make())
    again = page_html(
        make(), swapped=None, contours=None, sound_url=parts.sound_url, name="call", parts=parts
    )
    assert again == path.read_text(encoding="utf-8")


def test_what_is_taken_over(tmp_path: Path) -> None:
    path = page_of(two_channel(), tmp_path)
    parts = read_page(path)
    assert (parts.sound_url, parts.step_s) == (SOUND, 0.5)
    assert set(parts.rows) == {"agent", "customer"}
    assert all(row for rows in parts.rows.values() for row in rows.values())
    staves = data_of(path.read_text(encoding="utf-8"))["ways"][0]["staves"]
    assert parts.rows["agent"]["pitch"] == staves[0]["pitch"]
    assert not parts.is_redacted


@pytest.mark.parametrize("url", ["./calls/a%20%26%20b.wav", "./it's & more.wav", None])
def test_a_link_or_no_sound_is_taken_over(url: str | None, tmp_path: Path) -> None:
    assert read_page(page_of(two_channel(), tmp_path, url)).sound_url == url


def test_words_that_look_like_a_page_change_nothing(tmp_path: Path) -> None:
    review = two_channel()
    assert review.transcript is not None
    hostile = '<audio id="sound" src="x"><script id="data">{}</script>'
    lines = tuple(replace(u, text=hostile, words=()) for u in review.transcript.utterances)
    said = replace(review, transcript=replace(review.transcript, utterances=lines))
    titled = tuple(replace(each, title=hostile) for each in review.findings)
    parts = parts_for(page_of(replace(said, findings=titled), tmp_path), said)
    assert parts.sound_url == SOUND
    assert read_page(page_of(said, tmp_path, None)).sound_url is None


def test_a_page_that_swaps_holds_the_call_both_ways(tmp_path: Path) -> None:
    review = two_channel()
    assert read_page(page_of(review, tmp_path)).swapped is None
    other = replace(
        review,
        activity={"agent": review.activity["customer"], "customer": review.activity["agent"]},
        pitch={"agent": review.pitch["customer"], "customer": review.pitch["agent"]},
    )
    contours = contours_of(review, 0.5)
    text = page_html(review, swapped=other, contours=contours, sound_url=None, name="call")
    path = tmp_path / "call.html"
    path.write_text(text, encoding="utf-8")
    parts = parts_for(path, review)
    assert parts.swapped == other
    again = page_html(
        review, swapped=parts.swapped, contours=None, sound_url=None, name="call", parts=parts
    )
    assert again == text
    rows = [[stave["pitch"] for stave in way["staves"]] for way in data_of(text)["ways"]]
    assert rows[0] == rows[1][::-1]
    assert rows[0][0] != rows[0][1]


def test_a_damaged_other_way_round_is_told(tmp_path: Path) -> None:
    review = two_channel()
    text = page_html(review, swapped=review, contours=None, sound_url=None, name="call")
    (kept,) = re.findall(r'id="other-review">([^<]+)<', text)
    no_review = base64.b64encode(zlib.compress(b"{}")).decode()
    for damaged in ("!", kept[:-8], kept[4:], no_review):
        path = tmp_path / "call.html"
        path.write_text(text.replace(kept, damaged), encoding="utf-8")
        with pytest.raises(PageError, match="is a page of another release"):
            read_page(path)


def test_the_page_of_another_call_is_refused(tmp_path: Path) -> None:
    review = two_channel()
    path = page_of(review, tmp_path)
    other = replace(review, activity={**review.activity, "agent": ((0.0, 1.0),)})
    with pytest.raises(PageError, match=r"call\.html: is the page of another review"):
        parts_for(path, other)
    with pytest.raises(PageError, match="another review"):
        parts_for(path, mono())


def test_a_redacted_page_and_a_plain_review_do_not_go_together(tmp_path: Path) -> None:
    review, clean = two_channel(), redact_review(two_channel())
    assert parts_for(page_of(clean, tmp_path), clean).is_redacted
    with pytest.raises(PageError, match="one is redacted and the other is not"):
        parts_for(page_of(clean, tmp_path), review)
    with pytest.raises(PageError, match="one is redacted and the other is not"):
        parts_for(page_of(review, tmp_path), clean)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("· callcoach</title>", "</title>", "is no page that callcoach wrote"),
        ('id="data"', 'id="date"', "is no page that callcoach wrote"),
        ('"ways":', '"views":', "is a page of another release"),
        ('"staves":', '"lanes":', "is a page of another release"),
        ('"pitch":"', '"pitch":7,"x":"', "is a page of another release"),
        ('"step":', '"step":"",', "is a page of another release"),
    ],
)
def test_what_is_no_page_of_ours_is_told(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = page_of(two_channel(), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PageError, match=rf"^{re.escape(str(path))}: {why}"):
        read_page(path)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cannot be read"):
        read_page(tmp_path)
    (tmp_path / "bytes.html").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PageError, match="it is not UTF-8 text"):
        read_page(tmp_path / "bytes.html")
