"""The sample calls: what was answered, promised and noted is what was planted, and nothing else."""

from __future__ import annotations

import pytest

import callcoach
from callcoach.types.review import Review
from made_calls import SAMPLES

CALLS = ("good-call", "bad-call", "bled-call", "hold-call")
OF_VENTS = {"acknowledged_first", "solved_first", "no_acknowledgement"}


@pytest.fixture(scope="module", params=CALLS)
def any_review(request: pytest.FixtureRequest) -> Review:
    return callcoach.judge_timeline(SAMPLES / f"{request.param}.timeline.json")


def judged(name: str) -> Review:
    return callcoach.judge_timeline(SAMPLES / f"{name}.timeline.json")


def test_the_good_call_acknowledges_then_apologises_then_solves() -> None:
    review = judged("good-call")
    (vent,) = review.vents or ()
    # The customer speaks from g03 to g13, over three affirmations and a fourth in a gap.
    assert (vent.start_s, vent.end_s) == (8.262, 40.754)
    assert (vent.n_affirmations, vent.n_talk_overs) == (4, 0)
    assert vent.agent_first_words_s == vent.acknowledged_s == pytest.approx(33.09, abs=0.01)
    assert vent.apologised_s == pytest.approx(49.53, abs=0.01)
    assert vent.option_s == pytest.approx(62.92, abs=0.01)
    assert vent.order == "acknowledged_first"
    assert "acknowledged_first" in {finding.id for finding in review.findings}


def test_the_good_call_has_one_promise_and_its_choices_are_none() -> None:
    review = judged("good-call")
    (promise,) = review.promises or ()
    assert (promise.by, promise.action) == ("I", "call you")
    assert promise.due == "on Friday at two in the afternoon"
    assert promise.due_at is None
    assert promise.reasons == {"due_at": "the date of the call is not known"}
    assert review.note is not None
    assert review.note.parties == "Anna (agent) and a customer"
    assert review.note.issue == (
        "Yes, hello, I have a problem with my bill and I am not happy about it at all. "
        "You took the money for March from my account two times."
    )
    assert review.note.actions == (
        "I am writing all of this down in your file now, so that nobody has to ask you again.",
    )


def test_the_bad_call_answers_no_complaint_and_promises_nothing() -> None:
    review = judged("bad-call")
    assert review.vents
    for vent in review.vents:
        assert (vent.acknowledged_s, vent.apologised_s, vent.option_s) == (None, None, None)
        assert vent.agent_first_words_s is not None
    assert sum(vent.n_talk_overs or 0 for vent in review.vents) == review.talk_overs.count == 7
    assert review.promises == ()
    assert review.note is not None
    assert (review.note.actions, review.note.next_step) == ((), None)


def test_only_the_good_call_has_a_finding_about_its_complaints(any_review: Review) -> None:
    found = {finding.id for finding in any_review.findings} & OF_VENTS
    is_good = any_review.call.source == "good-call.timeline.json"
    assert found == ({"acknowledged_first"} if is_good else set())


def test_the_hold_call_has_a_request_and_a_promise() -> None:
    review = judged("hold-call")
    assert review.vents == ()
    (promise,) = review.promises or ()
    assert (promise.action, promise.due) == ("it will be with you", "tomorrow by noon")
    assert review.note is not None
    assert review.note.issue == "Hello, I would like to know when my new phone will come."
