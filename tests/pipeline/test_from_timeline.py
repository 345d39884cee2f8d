"""A timeline alone is judged by the same rules; what needs sound is withheld."""

from __future__ import annotations

import json
from typing import Any

import pytest

import callcoach
from callcoach.errors import TimelineError
from callcoach.types.review import Review
from made_calls import SAMPLES, truth_of

Spans = list[tuple[float, float]]


def timeline(agent: Spans, customer: Spans, duration_s: float = 30.0) -> dict[str, Any]:
    utterances = [
        {"party": party, "start_s": start_s, "end_s": end_s, "text": ""}
        for party, spans in (("agent", agent), ("customer", customer))
        for start_s, end_s in spans
    ]
    utterances.sort(key=lambda each: each["start_s"])
    return {"duration_s": duration_s, "utterances": utterances}


def test_the_sample_is_judged_as_planted() -> None:
    review = callcoach.judge_timeline(SAMPLES / "bad-call.timeline.json")
    planted = [each for each in truth_of("bad-call")["overlaps"] if each["is_talk_over"]]
    assert review.talk_overs.count == len(planted) == 7
    events = [(review.incursions or ())[index] for index in review.talk_overs.events or ()]
    assert [event.kind for event in events] == [each["kind"] for each in planted]
    for event, each in zip(events, planted, strict=True):
        assert event.start_s == pytest.approx(each["start_s"], abs=0.02)


def test_spans_without_words_are_judged_by_timing() -> None:
    review = callcoach.judge_timeline(timeline([(0, 4), (8, 12)], [(5, 20)]))
    (event,) = review.incursions or ()
    assert (event.kind, event.by, event.overlap_s) == ("butting_in", "agent", 4.0)
    assert event.certainty == "timing_only"
    assert review.transcript is None
    assert review.reasons["transcript"] == "the timeline holds no words"
    assert review.time.both_s == 4.0
    assert review.time.neither_s == 11.0
    assert review.activity["agent"] == ((0.0, 4.0), (8.0, 12.0))


def test_what_needs_sound_is_withheld_with_the_reason() -> None:
    review = callcoach.judge_timeline(timeline([(0, 4)], [(5, 9)]))
    assert review.call.sample_rate_hz is None
    assert review.call.reasons["layout"] == "there is no audio, only a timeline"
    assert review.pitch["agent"].median_hz is None
    assert review.quality.parties["customer"].snr_db is None
    plain = json.loads(json.dumps(review.to_dict()))
    assert Review.from_dict(plain) == review


def test_words_give_the_pace() -> None:
    words = [{"start_s": 0.25 * i, "end_s": 0.25 * i + 0.2, "text": "word"} for i in range(80)]
    said = {"party": "agent", "start_s": 0.0, "end_s": 20.0, "text": "word " * 80, "words": words}
    review = callcoach.judge_timeline({"duration_s": 25.0, "utterances": [said]})
    assert review.pace["agent"].n_words == 80
    assert review.pace["agent"].speech_rate_wpm == pytest.approx(60 * 80 / 19.95, rel=1e-3)


def test_the_same_content_has_the_same_id() -> None:
    first = callcoach.judge_timeline(timeline([(0, 4)], [(5, 9)]))
    again = callcoach.judge_timeline(timeline([(0, 4)], [(5, 9)]))
    other = callcoach.judge_timeline(timeline([(0, 4)], [(5, 9.5)]))
    assert first.call.id == again.call.id != other.call.id


@pytest.mark.parametrize(
    ("utterances", "message"),
    [
        ([], "names no party"),
        ([{"start_s": 0, "end_s": 1, "text": "hello", "party": "unknown"}], "names no party"),
        ([{"party": "agent", "start_s": 3, "end_s": 1, "text": ""}], "utterance"),
    ],
)
def test_a_timeline_that_cannot_be_judged_is_refused(
    utterances: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(TimelineError, match=message):
        callcoach.judge_timeline({"duration_s": 10.0, "utterances": utterances})
