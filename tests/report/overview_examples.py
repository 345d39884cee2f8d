"""Owns made overviews for the tests of this room; no call stands behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from callcoach.types.overview import CallEvent, FollowedBy, OpenPromise, Overview, OverviewCall

HOSTILE = '</script><b onclick="x">O\'Neil & \U0001f600 \udcff\u202e'
MEASURES = ("talk_overs", "talk_overs_low", "talk_overs_high", "customer_s", "talk_over_rate",
            "wpm", "response_s", "talk_share", "steadiness", "score")  # fmt: skip
NAMES = {"abuse": "Abusive words", "promise": "Promise", "empathy": "Empathy"}


def call(number: int, **changes: Any) -> OverviewCall:
    """A call of Dana's or Kim's; the higher its number, the later it was."""
    plain = OverviewCall(
        id=f"{number:04x}",
        name=f"call {number}.wav",
        page=f"reviews/{number:04x}.html",
        recorded_at=f"2026-11-{1 + number % 28:02d}T09:{number // 28:02d}",
        agent=("Dana", "Kim")[number % 2],
        queue=("billing", "returns", "technical")[number % 3],
        tags=("", "new, refund", "refund")[number % 3],
        duration_s=300.0 + number,
        triage="fine",
        why="",
        start_s=None,
        has_words=True,
        n_complaints=number % 2,
        customer_raised=0,
        measures=measures(number),
        events=(CallEvent("promise", 10.0), CallEvent("empathy", 20.0 + number)),
    )
    return replace(plain, **changes)


def measures(number: int) -> dict[str, float | None]:
    """Measures of a call, each different from call to call."""
    values = (number % 3, 0, number % 3 + 1, 120, 5.0 * (number % 3), 150 + number % 7,
              0.5 + number % 5 / 10, 0.5, 70 + number % 9, 80 + number % 11)  # fmt: skip
    return {name: float(value) for name, value in zip(MEASURES, values, strict=True)}


def overview(n_calls: int = 30, **changes: Any) -> Overview:
    """So many calls: the second of Kim's needs a person, and one has no agent."""
    calls = [call(number) for number in range(n_calls)]
    if n_calls > 4:
        calls[3] = call(
            3, triage="person", why="Abusive words of the customer twice", start_s=42.5,
            events=(CallEvent("abuse", 42.5),),
        )  # fmt: skip
        calls[4] = call(4, triage="learn", why="Fast pace", start_s=7.0, agent=None)
    ordered = sorted(calls, key=lambda one: (one.recorded_at or "", one.id))
    promises = (
        OpenPromise(0, 61.0, "I'll call you by Friday.", "by Friday", "2026-11-06"),
        OpenPromise(1, 62.0, "You get it today.", "today", "2026-11-10"),
        OpenPromise(1, 63.0, "At ten I call.", "at ten", "2026-11-10T10:00"),
        OpenPromise(2, 64.0, "In a week.", "in a week", "2026-11-17"),
        OpenPromise(2, 65.0, "By December.", "by December", "2026-12-01"),
        OpenPromise(2, 66.0, "We will look into it.", None, None),
    )
    followed = (
        FollowedBy("empathy", "complaints", 84, 62, -0.62, -0.31, -0.31, -0.52, -0.1),
        FollowedBy("empathy", "pace_sps", 80, 60, 0.004, -0.02, 0.024, -0.1, 0.2),
    )
    plain = Overview(tuple(ordered), promises if n_calls > 4 else (), followed, NAMES)
    return replace(plain, **changes)
