"""The published schema is current, takes every review that we write and refuses silent nulls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_examples import EXAMPLES, contours_of, mono, two_channel

from callcoach.report.schema import NULL_BY_MEANING, review_schema
from callcoach.types.review import Review

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "review.schema.json"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(review_schema())


def _complaints(validator: Draft202012Validator, plain: dict[str, Any]) -> list[str]:
    return [f"{list(each.path)}: {each.message}" for each in validator.iter_errors(plain)]


def test_the_published_file_is_current() -> None:
    text = json.dumps(review_schema(), indent=1) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text, "run scripts/make_schema.py"


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(review_schema())


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_every_example_is_valid(
    validator: Draft202012Validator, make: Callable[[], Review]
) -> None:
    assert _complaints(validator, make().to_dict()) == []


def test_contours_are_valid_and_never_null(validator: Draft202012Validator) -> None:
    review = two_channel()
    plain = replace(review, contours=contours_of(review, 1.0)).to_dict()
    assert _complaints(validator, plain) == []
    assert _complaints(validator, {**plain, "contours": None})


def test_fields_of_later_releases_are_allowed(validator: Draft202012Validator) -> None:
    plain = two_channel().to_dict()
    plain["call"]["queue"] = "billing"
    plain["weather"] = {"sunny": True}
    assert _complaints(validator, plain) == []


def _nulls(plain: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Each place in a review that is null with a reason, as its owner and its name."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            if value is None and f"{key}_reason" in plain:
                yield plain, key
            yield from _nulls(value, (*where, key))
    elif isinstance(plain, list):
        for value in plain:
            yield from _nulls(value, where)


def test_a_null_without_its_reason_is_refused(validator: Draft202012Validator) -> None:
    review = mono()
    why = {**review.reasons, "transcript": "no model"}
    plain = replace(review, transcript=None, reasons=why).to_dict()
    places = list(_nulls(plain))
    assert len(places) > 20
    for owner, name in places:
        told = owner.pop(f"{name}_reason")
        assert _complaints(validator, plain), f"{name} may be null without a reason"
        owner[f"{name}_reason"] = told
    assert _complaints(validator, plain) == []


def test_an_empty_reason_is_refused(validator: Draft202012Validator) -> None:
    plain = mono().to_dict()
    plain["talk_overs"]["count_reason"] = ""
    assert _complaints(validator, plain)


def test_nulls_that_mean_nothing_to_name_need_no_reason() -> None:
    plain = two_channel().to_dict()
    assert any(each["advice"] is None for each in plain["findings"])
    assert any(each["yield_latency_s"] is None for each in plain["incursions"])
    defs = review_schema()["$defs"]
    for owner, name in NULL_BY_MEANING:
        assert name in defs[owner]["properties"], f"{owner}.{name} is no longer a field"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "callcoach.review/2"),
        (("call", "layout"), "stereo"),
        (("call", "duration_s"), "60"),
        (("talk_overs", "count"), 1.5),
        (("activity", "agent"), [[0.0, 1.0, 2.0]]),
        (("activity", "supervisor"), []),
        (("findings", 0, "kind"), "blame"),
        (("transcript", "utterances", 0, "words", 0, "is_timed"), None),
    ],
)
def test_values_that_the_contract_does_not_know_are_refused(
    validator: Draft202012Validator, path: tuple[Any, ...], value: Any
) -> None:
    plain = json.loads(json.dumps(two_channel().to_dict()))
    owner = plain
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    assert _complaints(validator, plain)


@pytest.mark.parametrize("name", ["schema", "call", "talk_overs", "transcript", "provenance"])
def test_a_missing_field_is_refused(validator: Draft202012Validator, name: str) -> None:
    plain = two_channel().to_dict()
    del plain[name]
    assert _complaints(validator, plain)
