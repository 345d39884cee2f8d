"""A frozen value survives the way to JSON and back; what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal

import pytest

from callcoach.errors import ReviewFormatError
from callcoach.types.call import Party, Reasons, Who
from callcoach.types.floor import Turn
from callcoach.types.jsonform import from_plain, to_plain


@dataclass(frozen=True)
class Inner(Generic[Who]):
    party: Who
    at_s: float | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True)
class Outer:
    kind: Literal["a", "b"]
    pairs: tuple[tuple[float, float], ...]
    inner: Mapping[str, Inner[Party]]
    turns: tuple[Turn[Party], ...]
    is_on: bool
    n: int = 0


VALUE = Outer(
    kind="a",
    pairs=((0.0, 1.5), (2.0, 2.25)),
    inner={"x": Inner("agent", None, {"at_s": "nobody spoke"}), "y": Inner("customer", 3.5)},
    turns=(Turn("agent", 0.0, 1.5),),
    is_on=True,
    n=3,
)


def test_a_value_survives_the_way_through_json() -> None:
    assert from_plain(Outer, json.loads(json.dumps(to_plain(VALUE)))) == VALUE


def test_a_reason_stands_beside_its_null() -> None:
    plain = to_plain(VALUE)
    assert plain["inner"]["x"] == {
        "party": "agent",
        "at_s": None,
        "at_s_reason": "nobody spoke",
    }
    assert "at_s_reason" not in plain["inner"]["y"]


def test_an_unknown_field_of_a_later_release_is_passed_over() -> None:
    plain = {**to_plain(VALUE), "from_the_future": 1, "n_reason": "kept"}
    assert from_plain(Outer, plain) == VALUE


def test_a_whole_number_is_read_where_a_float_stands() -> None:
    plain = to_plain(VALUE)
    plain["pairs"][0] = [0, 2]
    assert from_plain(Outer, plain).pairs[0] == (0.0, 2.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "c"}, r"review.kind is 'c'; allowed: a, b"),
        ({"pairs": 3}, r"review.pairs is 3; expected list"),
        ({"pairs": [[1.0]]}, r"review.pairs\[0\] has 1 values; expected 2"),
        ({"n": None}, r"review.n is None; expected int"),
        ({"n": "3"}, r"review.n is '3'; expected int"),
        ({"n": True}, r"review.n is True; expected int"),
        ({"is_on": 1}, r"review.is_on is 1; expected bool"),
        ({"inner": {"x": {"party": "boss", "at_s": 1.0}}}, r"review.inner.x.party is 'boss'"),
        ({"inner": {"x": {"party": "agent"}}}, r"review.inner.x.at_s is missing"),
        ({"turns": [{"party": "agent", "start_s": "0", "end_s": 1}]}, r"turns\[0\].start_s is '0'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], message: str) -> None:
    with pytest.raises(ReviewFormatError, match=message):
        from_plain(Outer, {**to_plain(VALUE), **change})
