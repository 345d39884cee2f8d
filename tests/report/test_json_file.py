"""The JSON holds the review, all of it, and nothing that JSON does not know."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from report_examples import EXAMPLES, contours_of, two_channel

from callcoach.errors import ReviewFormatError
from callcoach.report.json_file import json_text
from callcoach.types.review import Review


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_the_text_gives_the_same_review_back(make: Callable[[], Review]) -> None:
    review = make()
    assert Review.from_dict(json.loads(json_text(review))) == review


def test_a_review_of_the_first_release_is_read() -> None:
    """It had no more of a promise than when it began, its quote and its time."""
    review = two_channel()
    plain = json.loads(json_text(review))
    assert review.promises
    for promise in plain["promises"]:
        for name in ("by", "action", "due_at"):
            del promise[name]
            promise.pop(f"{name}_reason", None)
    plain["vents"], plain["vents_reason"] = None, "not measured yet"
    read = Review.from_dict(plain)
    assert read.promises is not None
    assert [(p.start_s, p.text, p.due) for p in read.promises] == [
        (p.start_s, p.text, p.due) for p in review.promises
    ]
    for promise in read.promises:
        assert (promise.by, promise.action, promise.due_at) == (None, None, None)
        assert set(promise.reasons) == {"by", "action", "due_at"}
    assert Review.from_dict(read.to_dict()) == read


def test_quotes_stand_as_they_were_said_in_utf_8() -> None:
    text = json_text(two_channel())
    assert text.endswith("}\n")
    assert "“I can only see what's in the system”" in text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused_with_its_place(value: float) -> None:
    review = two_channel()
    broken = replace(
        review, pitch={**review.pitch, "agent": replace(review.pitch["agent"], sd_st=value)}
    )
    with pytest.raises(ReviewFormatError, match=r"review\.pitch\.agent\.sd_st is not a finite"):
        json_text(broken)


def test_a_number_in_a_list_is_refused_with_its_place() -> None:
    review = two_channel()
    broken = replace(review, activity={**review.activity, "agent": ((0.0, float("nan")),)})
    with pytest.raises(ReviewFormatError, match=r"review\.activity\.agent\[0\]\[1\]"):
        json_text(broken)


def test_a_file_name_that_is_not_utf_8_survives() -> None:
    review = two_channel()
    odd = replace(review, call=replace(review.call, source="caf\udce9.wav"))
    text = json_text(odd)
    assert Review.from_dict(json.loads(text.encode("utf-8"))).call.source == "caf\udce9.wav"


def test_contours_are_written_only_where_present() -> None:
    review = two_channel()
    assert "contours" not in json.loads(json_text(review))
    drawn = json.loads(json_text(replace(review, contours=contours_of(review, 0.5))))
    assert drawn["contours"]["step_s"] == 0.5
    assert len(drawn["contours"]["parties"]["agent"]["f0_hz"]) == round(
        review.call.duration_s / 0.5
    )
