"""The four figures give a number with its unit and range, or the reason in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_examples import empty, mono, no_words, two_channel

from callcoach.report.figures import Figure, figures
from callcoach.types.measures import NO_USUAL, RateWindow, UsualRate
from callcoach.types.review import Review


def _figure(review: Review, name: str) -> Figure:
    (found,) = [figure for figure in figures(review) if figure.name == name]
    return found


def test_the_four_stand_in_the_order_of_the_page() -> None:
    names = [figure.name for figure in figures(two_channel())]
    assert names == ["Talk-overs", "Pace", "Steadiness", "Response time"]


def test_talk_overs_show_their_range_on_a_scale() -> None:
    figure = _figure(two_channel(), "Talk-overs")
    assert (figure.value, figure.unit, figure.detail) == (
        "4",
        "over the customer (3-5)",
        "5.4 s in all",
    )
    assert figure.band is not None
    assert (figure.band.low, figure.band.high, figure.band.at) == (60.0, 100.0, 80.0)


def test_a_pace_counted_from_the_sound_says_that_it_is_rough() -> None:
    figure = _figure(no_words(), "Pace")
    assert figure.value is not None
    assert figure.value.startswith("about ")
    assert figure.unit == "syllables a second while speaking, counted roughly from the sound"
    assert "words a minute" in figure.detail
    assert "168" not in figure.value + figure.unit + figure.detail


def test_a_pace_that_is_known_in_syllables_only_is_given_in_syllables() -> None:
    review = no_words()
    agent = replace(
        review.pace["agent"],
        basis="words",
        wpm_estimated=None,
        articulation_rate_sps=4.26,
        windows=(),
    )
    figure = _figure(replace(review, pace={"agent": agent}), "Pace")
    assert (figure.value, figure.unit) == ("4.3", "syllables a second while speaking")
    neither = replace(agent, articulation_rate_sps=None)
    assert _figure(replace(review, pace={"agent": neither}), "Pace").value is None


def test_pace_shows_where_most_of_its_windows_lie() -> None:
    review = two_channel()
    windows = tuple(RateWindow(i, i + 1.0, 3.0 + 0.1 * i) for i in range(21))
    agent = replace(review.pace["agent"], windows=windows, articulation_rate_sps=5.0)
    figure = _figure(replace(review, pace={**review.pace, "agent": agent}), "Pace")
    assert figure.detail == "5.0 syllables a second while speaking, mostly 3.2 to 4.8"
    assert figure.band is not None
    assert figure.band.at == pytest.approx(50.0)
    assert figure.band.low == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("sps", "how"),
    [(4.4, "as usual"), (5.0, "faster than usual"), (3.9, "slower than usual")],
)
def test_pace_is_held_against_that_of_earlier_calls(sps: float, how: str) -> None:
    review = two_channel()
    agent = replace(review.pace["agent"], articulation_rate_sps=sps, windows=(), basis="words")
    rate = UsualRate("articulation_rate_sps", "words", 4.4, 4.1, 4.8, 8)
    made = replace(review.provenance, usual=replace(NO_USUAL, calls=8, rates=(rate,)))
    review = replace(review, pace={**review.pace, "agent": agent}, provenance=made)
    told = f"{how} (4.1 to 4.8 in 8 earlier calls)"
    assert _figure(review, "Pace").detail == f"{sps} syllables a second while speaking; {told}"
    by_sound = replace(agent, basis="syllable_nuclei")
    review = replace(review, pace={**review.pace, "agent": by_sound})
    assert "earlier" not in _figure(review, "Pace").detail


def test_a_few_windows_make_no_band() -> None:
    review = two_channel()
    agent = replace(review.pace["agent"], windows=review.pace["agent"].windows[:4])
    figure = _figure(replace(review, pace={**review.pace, "agent": agent}), "Pace")
    assert figure.band is None
    assert "mostly" not in figure.detail


def test_a_rate_off_the_scale_stays_on_the_line() -> None:
    review = two_channel()
    windows = tuple(RateWindow(i, i + 1.0, 12.0) for i in range(9))
    agent = replace(review.pace["agent"], windows=windows, articulation_rate_sps=0.5)
    band = _figure(replace(review, pace={**review.pace, "agent": agent}), "Pace").band
    assert band is not None
    assert (band.low, band.high, band.at) == (100.0, 100.0, 0.0)


def test_steadiness_names_what_it_is_held_against() -> None:
    review = two_channel()
    assert _figure(review, "Steadiness").unit == "of 100, against your own usual in this call"
    agent = replace(review.steadiness["agent"], baseline="stored", low=None)
    stored = _figure(replace(review, steadiness={"agent": agent}), "Steadiness")
    assert stored.unit == "of 100, against your own usual over calls"
    assert (stored.detail, stored.band) == ("", None)


def test_an_answer_before_the_end_is_said_to_be_one() -> None:
    review = two_channel()
    early = replace(review.response["agent"], median_s=-0.24, p90_s=None, n=1)
    figure = _figure(replace(review, response={"agent": early}), "Response time")
    assert figure.value == "-0.2"
    assert figure.unit == "s: you usually start before the customer stops"
    assert figure.detail == "median of 1 answer"
    assert figure.band is None


def test_what_was_withheld_is_never_a_number() -> None:
    for figure in (*figures(mono()), *figures(empty())):
        assert (figure.value is None) == bool(figure.why_withheld)
    assert _figure(mono(), "Steadiness").why_withheld.startswith("the recording has one channel")
    nobody = replace(two_channel(), pace={}, steadiness={}, response={})
    assert [figure.value for figure in figures(nobody)] == ["4", None, None, None]
