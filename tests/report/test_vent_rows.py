"""Complaints: what came when in answer, and what did not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_examples import no_talk_overs, no_words, two_channel

from callcoach.report.sentences import headline
from callcoach.report.vent_rows import vent_rows
from callcoach.types.review import Review, Vent


def _with(*vents: Vent) -> Review:
    return replace(two_channel(), vents=vents)


def test_each_complaint_tells_what_came_when() -> None:
    first, second = vent_rows(two_channel())
    assert [(step.name, step.says) for step in first.steps] == [
        ("You took the floor", "at once"),
        ("Meanwhile", "2 affirmations, 1 talk-over"),
        ("Acknowledged", "after 24 s"),
        ("Apologised", "after 32 s"),
        ("Offered a way on", "after 1 min"),
    ]
    assert first.order == "acknowledged first, then a way on"
    assert [step.is_there for step in second.steps] == [True, False, True, False, False]
    assert second.steps[3].says == "none was heard before the next one"
    assert second.order == ""


def test_what_is_missing_without_a_reason_was_not_heard() -> None:
    (row,) = vent_rows(_with(Vent(3.0, 9.0, None, None, None, None)))
    assert [step.says for step in row.steps] == [
        "you did not",
        "no reason was recorded",
        "not heard",
        "not heard",
        "not heard",
    ]
    assert not any(step.is_there for step in row.steps)


def test_what_did_not_come_by_a_moment_is_told_briefly() -> None:
    told = {
        "acknowledged_s": "no acknowledgement was found in the agent's words by 1:02:25",
        "apologised_s": "not judged; the words are in another language",
    }
    (row,) = vent_rows(_with(Vent(3.0, 9.0, 1.0, None, None, None, 0, 0, None, told)))
    assert [step.says for step in row.steps[2:4]] == ["not by 1:02:25", "not judged"]


def test_the_wrong_order_is_named() -> None:
    solved = Vent(3.0, 9.0, 1.0, 8.0, None, 4.0, 0, 0, "solved_first")
    (row,) = vent_rows(_with(solved))
    assert row.order == "a way on came before it was acknowledged"


def test_a_call_whose_complaints_were_not_judged_has_no_rows() -> None:
    assert vent_rows(no_words()) == ()


def _covering(review: Review, count: int) -> Review:
    events = [review.incursions[i] for i in review.talk_overs.events or ()]  # type: ignore[index]
    vents = tuple(
        Vent(each.start_s - 1, each.start_s + 1, None, None, None, None) for each in events[:count]
    )
    return replace(review, vents=vents)


@pytest.mark.parametrize(("inside", "is_said"), [(1, False), (2, False), (3, True), (4, True)])
def test_the_sentence_says_where_most_talk_overs_fell(inside: int, is_said: bool) -> None:
    review = _covering(two_channel(), inside)
    assert review.talk_overs.count == 4
    said = headline(review)
    assert said.startswith("You talked over the customer 4 times (3-5), 5.4 s in all")
    assert said.endswith("in all, mostly while they said what was wrong.") == is_said


def test_no_talk_overs_fell_nowhere() -> None:
    review = replace(no_talk_overs(), vents=two_channel().vents)
    assert "mostly" not in headline(review)
