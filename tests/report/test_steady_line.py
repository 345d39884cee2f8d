"""The line of steadiness: where it stands, where it breaks, and what it says in words."""

from __future__ import annotations

from dataclasses import replace

from report_examples import mono, two_channel

from callcoach.report.page import page_html
from callcoach.report.steady_line import steady_lines
from callcoach.types.measures import SteadyPoint


def _with(*points: tuple[float, float]):
    review = two_channel()
    trajectory = tuple(SteadyPoint(*point) for point in points)
    agent = replace(review.steadiness["agent"], trajectory=trajectory)
    call = replace(review.call, duration_s=100.0)
    return replace(review, call=call, steadiness={**review.steadiness, "agent": agent})


def test_points_stand_at_their_time_and_score():
    (line,) = steady_lines(_with((5.0, 100.0), (15.0, 40.0)))
    assert line.party == "agent"
    assert line.parts == ("50.0,0.0 150.0,60.0",)
    assert line.says == "between 40 and 100"


def test_a_stretch_without_speech_breaks_the_line():
    (line,) = steady_lines(
        _with((5.0, 80.0), (15.0, 80.0), (45.0, 70.0), (55.0, 60.0), (95.0, 9.0))
    )
    assert line.parts == ("50.0,20.0 150.0,20.0", "450.0,30.0 550.0,40.0")


def test_one_point_is_no_line():
    assert steady_lines(_with((5.0, 80.0))) == ()
    assert steady_lines(mono()) == ()


def test_the_page_draws_it_and_says_it():
    page = page_html(two_channel(), swapped=None, contours=None, sound_url=None, name="call")
    assert '<polyline class="agent" points="' in page
    assert "you between 58 and 80." in page
    alone = page_html(mono(), swapped=None, contours=None, sound_url=None, name="call")
    assert "<polyline" not in alone
