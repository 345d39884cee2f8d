"""Which cue is shown: each reason to hold one, in their order."""

from __future__ import annotations

import pytest

from callcoach.live.cues.governor import Governor
from callcoach.settings import LiveSettings
from callcoach.types.cues import Crossing, CueKind, HeldBy


def crossing(kind: CueKind, at_s: float) -> Crossing:
    return Crossing(kind, at_s=at_s - 0.2, heard_at_s=at_s, severity=1, text="Try this.")


def answers(
    *asked: tuple[CueKind, float], live: LiveSettings | None = None, customer_speaks: bool = False
) -> list[HeldBy | None]:
    governor = Governor(live or LiveSettings())
    return [
        governor.answer(crossing(kind, at_s), customer_speaks=customer_speaks).held_by
        for kind, at_s in asked
    ]


def test_none_is_shown_in_the_first_half_minute() -> None:
    assert answers(("pace", 29.9), ("pace", 30.0)) == ["warm_up", None]


def test_what_was_held_starts_no_cool_down() -> None:
    assert answers(("pace", 10.0), ("pace", 31.0)) == ["warm_up", None]


def test_a_kind_cools_down_for_longer_than_any_two_are_apart() -> None:
    asked: list[tuple[CueKind, float]] = [
        ("pace", 100.0), ("raised", 129.9), ("raised", 130.0), ("pace", 144.9), ("pace", 160.0),
        ("raised", 174.9), ("raised", 190.0),
    ]  # fmt: skip
    assert answers(*asked) == [None, "cool_down", None, "cool_down", None, "cool_down", None]


def test_six_in_a_call_and_no_more() -> None:
    asked: list[tuple[CueKind, float]] = [("talk_over", 100.0 * k) for k in range(1, 9)]
    assert answers(*asked) == [None] * 6 + ["per_call"] * 2


def test_only_the_talk_over_is_told_while_the_customer_speaks() -> None:
    asked: list[tuple[CueKind, float]] = [
        ("pace", 40.0), ("raised", 41.0), ("monologue", 42.0), ("dead_air", 43.0),
        ("talk_over", 44.0),
    ]  # fmt: skip
    assert answers(*asked, customer_speaks=True) == ["customer_speaking"] * 4 + [None]


@pytest.mark.parametrize("kind", ["talk_over", "pace", "raised", "dead_air", "monologue"])
def test_each_kind_can_be_switched_off_before_all_else(kind: CueKind) -> None:
    live = LiveSettings(**{f"cue_{kind}": False})
    assert answers((kind, 5.0), (kind, 100.0), live=live) == ["switched_off"] * 2


def test_a_lost_input_is_told_at_any_time_and_counts_toward_nothing() -> None:
    asked: list[tuple[CueKind, float]] = [
        ("talk_over", 100.0), ("input_lost", 101.0), ("input_lost", 102.0), ("pace", 130.0),
    ]  # fmt: skip
    assert answers(("input_lost", 1.0), *asked) == [None] * 5
    live = LiveSettings(cue_input_lost=False)
    assert answers(("input_lost", 1.0), live=live) == ["switched_off"]


def test_the_order_of_reasons() -> None:
    live = LiveSettings(cues_most=0, cue_raised=False)
    held = answers(("raised", 1.0), ("pace", 1.0), ("pace", 40.0), live=live, customer_speaks=True)
    assert held == ["switched_off", "warm_up", "per_call"]
    held = answers(("talk_over", 40.0), ("pace", 41.0), customer_speaks=True)
    assert held == [None, "cool_down"]


def test_a_cue_is_gone_after_six_seconds() -> None:
    governor = Governor(LiveSettings())
    assert governor.showing(0.0) is None
    cue = governor.answer(crossing("pace", 40.0), customer_speaks=False)
    assert governor.showing(40.0) == cue
    assert governor.showing(45.9) == cue
    assert governor.showing(46.0) is None


def test_a_held_cue_takes_nothing_off_the_screen() -> None:
    governor = Governor(LiveSettings())
    shown = governor.answer(crossing("pace", 40.0), customer_speaks=False)
    governor.answer(crossing("raised", 41.0), customer_speaks=False)
    assert governor.showing(42.0) == shown
