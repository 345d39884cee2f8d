"""The overview's sentences, lines and columns say what the calls say, and no more."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest
from overview_examples import HOSTILE, call, measures, overview

from callcoach.report.overview import overview_html
from callcoach.report.overview_data import overview_data
from callcoach.report.overview_followed import followed
from callcoach.report.overview_people import Line, people, rolling_median, rolling_rate
from callcoach.report.overview_spread import dot_values, strips
from callcoach.report.overview_triage import after, headline, href, need_a_person, page_url
from callcoach.types.overview import Overview

FAILED = [("a.wav", "opening", "no audio in it")]


def kinds(**count: int) -> Overview:
    every: list[Any] = [kind for kind, n in count.items() for _ in range(n)]
    return Overview(tuple(call(i, triage=kind) for i, kind in enumerate(every)), (), ())


@pytest.mark.parametrize(
    ("given", "n_failed", "told"),
    [
        (
            kinds(person=9, learn=31, fine=88),
            3,
            "128 calls reviewed: 9 need a person, 31 have something to learn from, 88 are fine, "
            "3 could not be read.",
        ),
        (
            kinds(person=1, learn=1, fine=1, unjudged=2),
            0,
            "5 calls reviewed: 1 needs a person, 1 has something to learn from, 1 is fine, "
            "2 could not be judged.",
        ),
        (
            kinds(fine=1),
            0,
            "1 call reviewed: none needs a person, none has something to learn from, 1 is fine.",
        ),
        (kinds(), 3, "No call could be reviewed: 3 could not be read."),
        (kinds(), 0, "No call has been reviewed yet."),
    ],
)
def test_the_first_sentence_counts_every_call_once(
    given: Overview, n_failed: int, told: str
) -> None:
    assert headline(given, n_failed) == told


def test_what_was_judged_without_words_is_told() -> None:
    assert after(overview()) == ()
    assert after(Overview((call(0, has_words=False), call(1)), (), ())) == (
        "1 call was judged from timing alone, without words.",
    )


def test_who_needs_a_person_is_told_with_reason_moment_and_link() -> None:
    (one,) = need_a_person(overview())
    assert (one.name, one.at) == ("call 3.wav", "0:42")
    assert one.why == "Abusive words of the customer twice"
    assert one.about == "Kim, 4 November 2026, 09:00, 5 min 3 s"
    assert one.href == "./reviews/0003.html#t=40.5"
    assert href(call(1, page=None)) is None


def test_no_page_is_a_scheme() -> None:
    assert page_url("javascript:alert(1)") == "./javascript%3Aalert%281%29"
    assert page_url("reviews\\a b.html") == "./reviews/a%20b.html"


def test_a_rolling_median_begins_with_the_first_whole_window() -> None:
    assert rolling_median([1, 9, 2, 3], 3) == (2, 3)
    assert rolling_median([1, 9], 3) == ()


def test_talk_overs_pool_their_parts() -> None:
    def of(count: float | None, customer_s: float) -> Any:
        return call(0, measures={"talk_overs": count, "customer_s": customer_s})

    calls = [of(1, 100), of(None, 50), of(2, 500), of(6, 200)]
    assert rolling_rate(calls, 2) == (600 * 3 / 600, 600 * 8 / 700)


def lines(given: Overview) -> dict[str, dict[str, Line]]:
    return {one.name: {line.measure.key: line for line in one.lines} for one in people(given)}


def test_a_line_has_enough_calls_or_says_how_many_are_missing() -> None:
    few = lines(overview(18))["Dana"]  # 8 calls, for call 4 names nobody
    assert few["wpm"].needs == "2 more calls needed"
    assert few["wpm"].points == ""
    enough = lines(overview(21))["Kim"]  # just as many as it takes
    assert enough["wpm"].needs == ""
    assert len(enough["wpm"].points.split()) == 10 - 7 + 1
    ys = [float(point.split(",")[1]) for point in enough["wpm"].points.split()]
    assert all(0 <= y <= 100 for y in ys)


def test_people_stand_by_name_and_a_call_without_agent_in_nobodys_line() -> None:
    given = overview(30)
    assert [one.name for one in people(given)] == ["Dana", "Kim"]
    assert people(given)[0].calls == "14 calls, 1 November 2026 to 27 November 2026"
    rows = [(row.name, row.own, row.every) for row in people(given)[1].difficulty]
    assert rows[0] == ("with a complaint", "100 %", "50 %")
    html = overview_html(given, [])
    assert "No agent is named for 1 call" in html
    told = html.split("<script")[0].lower()
    assert re.search(r"\b(best|worst|league|ranked|ranking|top agents?)\b", told) is None


def test_where_the_policy_keeps_the_voice_no_measure_of_it_appears() -> None:
    assert "Steadiness" in overview_html(overview(30), [])
    without = {"steadiness": None}
    calls = tuple(
        replace(one, measures={**one.measures, **without}, customer_raised=None)
        for one in overview(30).calls
    )
    kept = overview_html(replace(overview(30), calls=calls), [])
    assert "Steadiness" not in kept
    assert "voice raised" not in kept


def test_a_strip_has_a_dot_for_each_call_or_for_each_fiftieth() -> None:
    assert dot_values(range(30)) == tuple(range(30))
    assert dot_values(range(1000))[:2] == (10, 30)
    assert len(dot_values(range(1000))) == 50
    found = {strip.measure.key: strip for strip in strips(overview(30))}
    assert len(found["wpm"].dots) == 30
    assert found["talk_over_rate"].says.startswith("median 5.0, most from 0.0 to 10.0; 30 calls")
    assert strips(overview(9)) == ()


def test_what_goes_with_what_is_told_apart_from_what_may_be_chance() -> None:
    told = followed(overview())
    (one,) = told.told
    assert (one.technique, one.n) == ("Empathy", "84 moments in 62 calls")
    assert (one.change, one.change_without) == ("\u22120.62", "\u22120.31")
    assert (one.difference, one.interval) == ("\u22120.31", "\u22120.52 to \u22120.10")
    (rest,) = told.rest
    assert rest.change == "0.00"
    html = overview_html(overview(), []).split("<script")[0]
    assert "not what causes what" in html
    assert re.search(r"\b(improves?|reduces?|because of)\b", html) is None


def test_columns_say_what_the_calls_say_newest_first() -> None:
    data = overview_data(overview(30))
    texts = data["texts"]
    assert data["date"][0] > data["date"][-1]
    at = data["name"].index("call 3.wav")
    assert texts[data["agent"][at]] == "Kim"
    assert texts[data["why"][at]] == "Abusive words of the customer twice"
    assert (data["at"][at], data["page"][at]) == (42.5, 1)
    first = sum(data["nEvents"][:at])
    assert data["eventNames"][data["events"][first]] == ["abuse", "Abusive words"]
    assert data["eventsAt"][first] == 42.5
    promised = data["promises"]["call"][0]
    assert data["name"][promised] == overview(30).calls[0].name
    assert sum(data["nEvents"]) == len(data["events"])


def test_nothing_that_a_name_holds_becomes_markup() -> None:
    bad = call(
        0, id="x/../" + HOSTILE, name=HOSTILE, agent=HOSTILE, queue=HOSTILE, tags=HOSTILE,
        page=HOSTILE, triage="person", why=HOSTILE, start_s=1.0, recorded_at=HOSTILE,
        measures=measures(0),
    )  # fmt: skip
    given = replace(
        overview(30), calls=(bad, *overview(30).calls), event_names={"promise": HOSTILE}
    )
    html = overview_html(given, [(HOSTILE, HOSTILE, HOSTILE)])
    html.encode("utf-8")
    assert html.count("</script>") == 2
    assert "<b onclick" not in html
    packed = re.search(r'id="data">([^<]*)<', html)
    assert packed is not None
    plain = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    assert plain["name"][-1].startswith("</script><b")


def test_an_overview_of_nothing_and_of_failures_alone_is_a_page() -> None:
    assert "callcoach batch" in overview_html(Overview((), (), ()), [])
    html = overview_html(Overview((), (), ()), FAILED)
    assert "a.wav" in html
    assert "No audio in it." in html
