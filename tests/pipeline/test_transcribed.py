"""From the sound alone: the sample call, heard by the project's own small Whisper.

That model knows only the sentences of the samples, so this says nothing of recognition at large;
it shows that words heard by the real engine reach the judgement in the right place.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.recipe import review_call
from callcoach.settings import Settings, with_values
from callcoach.types.review import Review
from callcoach.words.compute import cpu
from made_calls import SAMPLES, truth_of

MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"


@pytest.fixture(scope="module")
def review() -> Review:
    settings = with_values(Settings(), {"words": {"model": str(MODEL), "device": "cpu"}})
    return review_call(SAMPLES / "bad-call.wav", settings, hints=RoleHints()).review


def test_the_planted_talk_overs_are_found_with_the_words_that_were_heard(review: Review) -> None:
    planted = [each for each in truth_of("bad-call")["overlaps"] if each["is_talk_over"]]
    events = [(review.incursions or ())[index] for index in review.talk_overs.events or ()]
    assert [event.kind for event in events] == [each["kind"] for each in planted]
    for event, each in zip(events, planted, strict=True):
        assert event.start_s == pytest.approx(each["start_s"], abs=0.15)
        assert event.said is not None
        assert event.said.split()[0].lower() == each["said"].split()[0].lower()


def test_the_opening_words_tell_who_is_the_agent(review: Review) -> None:
    assert review.call.agent_channel == 0
    assert review.call.agent_basis == "the opening words"
    assert review.transcript is not None
    assert review.transcript.language == {"agent": "en", "customer": "en"}
    assert review.transcript.engine.startswith("faster-whisper ")


def test_what_the_words_were_computed_with_is_kept(review: Review) -> None:
    engine, _, how = review.provenance.models["words"].partition(f" {MODEL} ")
    assert engine.startswith("faster-whisper ")
    assert how == f"({cpu()})"
    assert re.fullmatch(r"\(cpu, \w+, \d+ threads?\)", how)


def test_the_pace_comes_from_the_words(review: Review) -> None:
    assert review.pace["agent"].basis == "words"
    assert review.transcript is not None
    said = truth_of("bad-call")["utterances"]
    for party in ("agent", "customer"):
        n_true = sum(len(each["words"]) for each in said if each["party"] == party)
        assert len(review.transcript.words_of(party)) == pytest.approx(n_true, rel=0.06)
