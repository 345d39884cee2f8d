"""The customer's minute before and after a turn of the agent, drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from report_examples import mono, no_words

from callcoach.store.next_minute import next_minutes
from callcoach.types.floor import Turn
from callcoach.types.measures import RaisedSpan, RateWindow
from callcoach.types.review import Evidence, Review, Technique
from stored_examples import WHOLE


def moments(name: str, party: Any, *at_s: float) -> Technique:
    shown = tuple(Evidence(party, s, s + 1, "words", "made") for s in at_s)
    return Technique(name, name, len(shown), shown)


def drawn(**changes: Any) -> Review:
    """200 s in which the agent speaks from 70 to 80, and the customer throughout besides."""
    rates = [RateWindow(s, s + 10, rate) for s, rate in ((12, 5), (14, 5), (40, 8), (62, 30))]
    rates += [RateWindow(s, s + 10, 4.0) for s in (85, 95, 105)]
    incursion = replace((WHOLE.incursions or ())[0], kind="interruption", overlap_s=0.6)
    customers = replace(WHOLE.loudness["customer"], reasons={}, raised=())
    review = replace(
        WHOLE,
        call=replace(WHOLE.call, duration_s=200.0),
        turns=(Turn("customer", 0.0, 69.0), Turn("agent", 70.0, 80.0), Turn("agent", 150.0, 160.0)),
        activity={"agent": ((70.0, 80.0),), "customer": ((0.0, 69.0), (81.0, 140.0))},
        pace={**WHOLE.pace, "customer": replace(WHOLE.pace["customer"], windows=tuple(rates))},
        incursions=tuple(
            replace(incursion, by="customer", over="agent", start_s=s, end_s=s + 1)
            for s in (12.0, 60.0, 139.0, 141.0)
        ),
        techniques=(
            moments("empathy", "agent", 72.0, 190.0),
            moments("apology", "agent", 130.0),
            moments("complaint", "customer", 9.0, 11.0, 30.0, 100.0),
            moments("closing", "agent", 75.0),
        ),
        loudness={
            **WHOLE.loudness,
            "customer": replace(
                customers, raised=(RaisedSpan(5, 16, 6, 2, 2), RaisedSpan(100, 103, 6, 2, 2))
            ),
        },
    )
    return replace(review, **changes)


def test_it_holds_what_the_two_minutes_hold() -> None:
    (one,) = next_minutes(drawn())
    assert (one.start_s, one.end_s) == (70.0, 80.0)
    assert one.techniques == ("empathy",)
    assert one.near == ("apology", "empathy")
    assert one.before == {"pace_sps": 6.0, "complaints": 2.0, "talk_overs": 2.0, "raised_s": 6.0}
    assert one.after == {"pace_sps": 4.0, "complaints": 1.0, "talk_overs": 1.0, "raised_s": 3.0}


def test_a_minute_that_is_not_whole_is_none() -> None:
    assert next_minutes(drawn(call=replace(WHOLE.call, duration_s=139.0))) == ()
    early = (Turn("agent", 59.0, 70.0),)
    assert next_minutes(drawn(turns=early)) == ()


def test_a_customer_who_says_nothing_is_not_calm() -> None:
    silent = {"agent": ((70.0, 80.0),), "customer": ((0.0, 69.0), (81.0, 85.5))}
    assert next_minutes(drawn(activity=silent)) == ()


def test_nothing_of_the_voice_where_the_policy_keeps_it() -> None:
    kept = replace(WHOLE.provenance, voice_measures="self_only")
    (one,) = next_minutes(drawn(provenance=kept))
    assert "raised_s" not in one.before
    assert one.before["pace_sps"] == 6.0


def test_what_a_review_does_not_know_is_left_out() -> None:
    (one,) = next_minutes(drawn(incursions=None))
    assert set(one.before) == {"pace_sps", "complaints", "raised_s"}
    assert next_minutes(no_words()) == next_minutes(mono()) == ()
