"""Listening is told from talking by the words of the language."""

from __future__ import annotations

import pytest

from callcoach.language import (
    agent_opening_hits,
    is_all_acknowledgement,
    is_only_begun,
    known_languages,
    lexicon,
    normalised,
    phrase_count,
)


@pytest.mark.parametrize("code", known_languages())
def test_every_language_is_whole_and_normal(code: str) -> None:
    known = lexicon(code)
    assert known.is_known
    assert known.pace is not None
    assert 1.0 < known.pace.syllables_per_word < 3.0
    sets = (
        known.acknowledgements,
        known.assessments,
        known.fillers,
        known.agent_openings,
        known.caller_openings,
    )
    for phrases in sets:
        assert phrases
        assert {normalised(phrase) for phrase in phrases} == set(phrases)
    assert not known.fillers & (known.acknowledgements | known.assessments)
    assert not known.agent_openings & known.caller_openings


def test_there_is_more_than_one_language() -> None:
    assert known_languages() == ("de", "en")


def test_regions_and_case_do_not_matter() -> None:
    assert lexicon("EN_us") is lexicon("en-GB") is lexicon(" en ")


def test_an_unknown_language_has_an_empty_lexicon() -> None:
    unknown = lexicon("xx-YY")
    assert unknown.code == "xx"
    assert not unknown.is_known
    assert unknown.pace is None
    assert not unknown.acknowledgements | unknown.fillers | unknown.agent_openings
    assert not is_all_acknowledgement("okay", unknown)


@pytest.mark.parametrize(
    "text",
    [
        "Mm-hm.",
        "uh huh",
        "Yeah, yeah.",
        "Oh, I see. Right.",
        "Oh, that's great!",
        "um, okay",
        "I\u2019m so sorry to hear that",
        "Of course. Sure.",
        "Okay okay okay okay",
        "oh, that sounds really good",
        "well, that's true",
        "that that is true",
        "oh wow, how awful",
        "um-hum, I think so too",
        "oh, are you really?",
        "Yes, they do.",
        "no kidding",
        "(ha ha) that's funny",
    ],
)
def test_listening_is_all_acknowledgement(text: str) -> None:
    assert is_all_acknowledgement(text, lexicon("en"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "um",
        "uh, um",
        "Okay, what is your account number?",
        "are you sure",
        "I see the problem",
        "right now",
        "no",
        "thank you for calling",
        "that's",
        "well, um",
        "yeah, well",
        "oh, do you really think it broke",
        "they do not work",
        "that's really the bill",
    ],
)
def test_talking_is_not(text: str) -> None:
    assert not is_all_acknowledgement(text, lexicon("en"))


def test_a_shorter_phrase_may_be_the_right_cut() -> None:
    # "oh i see" would leave "i see" of "see i see" over only if cut greedily from the left.
    english = lexicon("en")
    assert is_all_acknowledgement("oh i see i see", english)
    assert not is_all_acknowledgement("see i see", english)


def test_german_listens_too() -> None:
    assert is_all_acknowledgement("Ja, genau. Ach so!", lexicon("de"))
    assert is_all_acknowledgement("Na, das ist ja wirklich schade.", lexicon("de"))
    assert not is_all_acknowledgement("Ja, aber meine Rechnung", lexicon("de"))


@pytest.mark.parametrize("text", ["Well, um, I-", "but uh", "you know", "so if the", "wait, I'm"])
def test_small_words_alone_only_begin(text: str) -> None:
    assert is_only_begun(text, lexicon("en"))
    assert not is_only_begun(text, lexicon("xx"))


@pytest.mark.parametrize("text", ["", "well Tuesday", "the bill", "no", "mm-hm"])
def test_a_word_of_content_does_more(text: str) -> None:
    assert not is_only_begun(text, lexicon("en"))


def test_german_begins_too() -> None:
    assert is_only_begun("Moment, ich", lexicon("de"))
    assert not is_only_begun("die Rechnung", lexicon("de"))


def test_phrases_are_counted_without_overlap_longest_first() -> None:
    phrases = frozenset({"thank you", "thank you for calling", "you"})
    assert phrase_count("Thank you for calling. Thank you, you.", phrases) == 3
    assert phrase_count("calling for you", phrases) == 1
    assert phrase_count("thank you", frozenset()) == 0


def test_openings_tell_agent_from_caller() -> None:
    agent = "Thank you for calling Northwind, my name is Ann. How can I help you today?"
    caller = "Hi, I'm calling about my order, it has not arrived."
    assert agent_opening_hits(agent, "en") == 2
    assert agent_opening_hits(caller, "en") == -2
    assert agent_opening_hits(agent, "xx") == 0
    assert agent_opening_hits("Guten Tag, wie kann ich Ihnen helfen?", "de") == 1
