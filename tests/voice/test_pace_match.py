"""The agent's pace against the customer's: over the call, by windows, and when it is not told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach.types.measures import RateWindow
from callcoach.voice import no_pace_match, pace_match
from callcoach.voice.pace import no_pace

NOTHING = no_pace("nothing was said")


def spoken(rate_sps, *windows, basis="words"):
    """A pace of a rate, with windows of 10 s as (start_s, rate_sps)."""
    made = tuple(RateWindow(start_s, start_s + 10.0, sps) for start_s, sps in windows)
    return replace(NOTHING, articulation_rate_sps=rate_sps, basis=basis, windows=made, reasons={})


def test_the_ratio_is_the_agents_rate_to_the_customers():
    match = pace_match(spoken(6.0, (20, 6.0)), spoken(4.0, (8, 4.0)))
    assert match.ratio == 1.5
    assert match.reasons == {}


def test_each_window_is_held_against_the_customers_latest_before_it():
    customer = spoken(4.0, (0, 5.0), (2, 4.0), (40, 2.5))
    agent = spoken(5.0, (2, 5.0), (14, 6.0), (33, 5.0), (50, 5.0))
    match = pace_match(agent, customer)
    assert [(each.start_s, each.ratio) for each in match.windows] == [
        (2, 1.25),
        (14, 1.5),
        (50, 2.0),
    ]


def test_nothing_near_each_other_is_no_match_by_windows():
    match = pace_match(spoken(5.0, (40, 5.0)), spoken(5.0, (9, 5.0), (41, 5.0)))
    assert (match.ratio, match.windows) == (1.0, ())
    assert "within 30 s" in match.reasons["windows"]


@pytest.mark.parametrize(
    ("agent", "customer", "why"),
    [
        (
            replace(NOTHING, reasons={"articulation_rate_sps": "only 2.0 s"}),
            spoken(4.0),
            "no rate of the agent: only 2.0 s",
        ),
        (spoken(4.0), NOTHING, "no rate of the customer: nothing was said"),
        (spoken(4.0), spoken(0.0), "no syllables of the customer were found"),
        (spoken(4.0), spoken(4.0, basis="syllable_nuclei"), "the words of only one party"),
    ],
)
def test_a_match_that_cannot_be_told_says_why(agent, customer, why):
    match = pace_match(agent, customer)
    assert match.ratio is None
    assert match.windows == ()
    assert match.reasons["ratio"].startswith(why)
    assert set(match.reasons) == set(no_pace_match("").reasons)
