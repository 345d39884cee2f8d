"""Whether a sentence was cut off is told, as a chance, by the words it ended with."""

from __future__ import annotations

import pytest

from callcoach.language import (
    cut_off_chance,
    ending_features,
    feature_names,
    known_languages,
    lexicon,
)
from callcoach.language.completion import _weights

ENGLISH = lexicon("en")


def chance(text: str) -> float:
    found = cut_off_chance(text, text, ENGLISH)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    ["we had to wait so", "it came on Monday and", "I called because", "well but uh", "and then I"],
)
def test_small_words_at_the_end_are_likelier_cut_off(text: str) -> None:
    assert chance(text) > 3 * chance("we had to wait on the line for an hour")


def test_a_filler_makes_any_ending_likelier_cut_off() -> None:
    for text in ("it came on Monday", "it came on Monday and", "yes"):
        assert chance(f"{text} um") > chance(text)


def test_features_are_those_of_the_last_word_that_is_no_filler() -> None:
    assert ending_features("it was the, uh", "the, uh", ENGLISH) == {
        "bias": 1.0,
        "log_words": pytest.approx(0.6931, abs=1e-4),
        "fillers": 1.0,
        "articles": 1.0,
    }
    assert ending_features("the bill came", "came", ENGLISH) == {"bias": 1.0}


def test_a_closing_acknowledgement_is_no_small_word() -> None:
    # "are" alone is an auxiliary, "they are" ends what a listener says.
    assert ending_features("oh, they are", "oh, they are", ENGLISH)["listening"] == 1.0
    assert "auxiliaries" not in ending_features("oh, they are", "oh, they are", ENGLISH)
    assert ending_features("I think they are", "I know that they are", ENGLISH)["auxiliaries"] == 1


def test_marks_and_case_do_not_matter() -> None:
    assert chance("And then, I") == chance("and then i")


def test_nothing_tells_without_words_or_weights() -> None:
    assert cut_off_chance("", "", ENGLISH) is None
    assert cut_off_chance("...", "...", ENGLISH) is None
    assert cut_off_chance("und dann", "und dann", lexicon("de")) is None
    assert cut_off_chance("and then", "and then", lexicon("xx")) is None
    assert cut_off_chance("and then", "and then", lexicon("")) is None


@pytest.mark.parametrize("code", known_languages())
def test_weights_where_there_are_any_fit_the_features(code: str) -> None:
    weights = _weights(code)
    assert not weights or set(weights) == set(feature_names(lexicon(code)))
    assert bool(weights) == (code == "en")
