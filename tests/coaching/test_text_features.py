"""A passage becomes the runs of its words, those of a class as the class, endings left out."""

from __future__ import annotations

from callcoach.coaching.text.patterns import pattern_of
from callcoach.coaching.text.text_features import features, word_forms

CLASSES = {"TIME": pattern_of("tomorrow|(?:at|by) (?:noon|ten)", {})}


def test_words_of_a_class_stand_as_the_class_and_others_without_ending() -> None:
    forms = word_forms("i am calling you back by noon", CLASSES, ("ing", "ed"))
    assert forms == ("i", "am", "call", "you", "back", "TIME")


def test_the_first_ending_that_leaves_a_stem_goes() -> None:
    assert word_forms("refunded red sings", {}, ("ed", "s")) == ("refund", "red", "sing")
    assert word_forms("sings", {}, ("ings", "s")) == ("sing",)  # "s" alone would be no stem


def test_no_word_is_no_form() -> None:
    assert word_forms("", CLASSES, ()) == ()


def test_runs_and_pairs_are_counted_with_the_ends() -> None:
    found = features(("no", "problem"))
    assert found == {
        **{"^": 1, "no": 1, "problem": 1, "$": 1},
        **{"^ no": 1, "no problem": 1, "problem $": 1},
        **{"^ no problem": 1, "no problem $": 1},
        **{"^ _ problem": 1, "no _ $": 1, "^ _ _ $": 1},
    }


def test_what_stands_twice_counts_twice() -> None:
    found = features(("no", "no", "no"))
    assert (found["no"], found["no no"], found["no no no"], found["no _ no"]) == (3, 2, 1, 1)
