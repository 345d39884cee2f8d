"""Text that nobody can have said is kept apart, and nothing is kept apart for its wording."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words.guards import judged_words, loop_repeats
from callcoach.words.speech_index import SpeechIndex, distance_s
from callcoach.words.transcriber import HeardSegment

from .conftest import spans, words


def heard(*triples: tuple[float, float, str]) -> list[HeardSegment]:
    return [HeardSegment(words(*triples))]


class TestTimes:
    def test_a_word_inside_speech_is_left_alone(self) -> None:
        judged = judged_words(heard((1.2, 1.5, "hello")), spans((1.0, 2.0)), "en")
        assert judged.words == words((1.2, 1.5, "hello"))
        assert not judged.words[0].is_clamped

    def test_a_word_that_begins_too_early_is_cut_to_the_speech(self) -> None:
        judged = judged_words(heard((0.1, 1.5, "hello")), spans((1.0, 2.0)), "en")
        assert judged.words == (Word(1.0, 1.5, "hello", is_clamped=True),)

    def test_a_word_over_two_units_goes_to_the_one_it_overlaps_more(self) -> None:
        judged = judged_words(heard((1.8, 3.5, "hello")), spans((1.0, 2.0), (3.0, 4.0)), "en")
        assert judged.words == (Word(3.0, 3.5, "hello", is_clamped=True),)

    @pytest.mark.parametrize(
        ("given", "placed"), [((0.5, 0.8), (1.0, 1.3)), ((2.2, 2.6), (1.6, 2.0))]
    )
    def test_a_word_just_outside_is_moved_in_whole(
        self, given: tuple[float, float], placed: tuple[float, float]
    ) -> None:
        judged = judged_words(heard((*given, "hello")), spans((1.0, 2.0)), "en")
        (word,) = judged.words
        assert (word.start_s, word.end_s) == pytest.approx(placed)
        assert word.is_clamped

    def test_words_keep_their_order(self) -> None:
        moved = heard((0.75, 0.8, "so"), (0.8, 0.85, "I"), (0.9, 1.4, "said"), (1.1, 1.2, "hi"))
        judged = judged_words(moved, spans((1.0, 2.0)), "en")
        assert [word.text for word in judged.words] == ["so", "I", "said", "hi"]
        placed = [(word.start_s, word.end_s) for word in judged.words]
        assert placed == sorted(placed)
        assert all(1.0 <= start_s <= end_s <= 2.0 for start_s, end_s in placed)


class TestDoubt:
    def test_words_far_from_speech_are_not_believed_whatever_they_say(self) -> None:
        for text in ("thank you", "refund"):
            judged = judged_words(heard((5.0, 5.5, text)), spans((1.0, 2.0)), "en")
            assert judged.words == ()
            assert [(one.word.text, one.why) for one in judged.doubted] == [
                (text, "no_speech_under_it")
            ]

    def test_thanks_with_speech_under_them_are_believed(self) -> None:
        judged = judged_words(heard((1.0, 1.2, "Thank"), (1.2, 1.4, "you.")), spans((1, 1.5)), "en")
        assert [word.text for word in judged.words] == ["Thank", "you."]
        assert judged.doubted == ()

    def test_without_speech_nothing_is_believed(self) -> None:
        judged = judged_words(heard((1.0, 1.2, "hello")), (), "en")
        assert judged.words == ()
        assert len(judged.doubted) == 1

    def test_a_click_alone_has_no_room_for_words(self) -> None:
        click = spans((1.0, 2.0), (10.0, 10.1))
        said = heard((1.0, 1.5, "hello"), (10.0, 10.1, "Thank"), (10.1, 10.1, "you."))
        judged = judged_words(said, click, "en")
        assert [word.text for word in judged.words] == ["hello"]
        assert {one.why for one in judged.doubted} == {"no_speech_under_it"}
        # Beside other speech the words may be the neighbour's, only timed badly.
        beside = judged_words(said, spans((1.0, 2.0), (10.0, 10.1), (10.4, 11.0)), "en")
        assert len(beside.words) == 3
        assert len(judged_words(said, click, "xx").words) == 3

    def test_the_engines_own_doubt_counts_only_where_both_signs_agree(self) -> None:
        (word,) = words((1.0, 1.5, "hello"))
        sure = [
            HeardSegment((word,), log_probability=-1.5, no_speech_probability=0.5),
            HeardSegment((word,), log_probability=-0.5, no_speech_probability=0.9),
            HeardSegment((word,), log_probability=None, no_speech_probability=0.9),
        ]
        for segment in sure:
            assert judged_words([segment], spans((1.0, 2.0)), "en").words == (word,)
        unsure = HeardSegment((word,), log_probability=-1.5, no_speech_probability=0.9)
        judged = judged_words([unsure], spans((1.0, 2.0)), "en")
        assert [one.why for one in judged.doubted] == ["low_confidence"]

    def test_a_loop_is_kept_once(self) -> None:
        said = ["I", "can", "help", "you"] * 6
        loop = heard(*((1 + 0.3 * i, 1.2 + 0.3 * i, text) for i, text in enumerate(said)))
        judged = judged_words(loop, spans((1.0, 9.0)), "en")
        assert [word.text for word in judged.words] == ["I", "can", "help", "you"]
        assert [one.why for one in judged.doubted] == ["loop"] * 20

    def test_doubted_words_are_in_order_of_time(self) -> None:
        said = heard((30.0, 30.1, "late"), (1.0, 1.2, "ok"), (20.0, 20.5, "early"))
        judged = judged_words(said, spans((1.0, 2.0)), "en")
        assert [one.word.text for one in judged.doubted] == ["early", "late"]


class TestLoops:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "no no no no no no no",
            "yeah yeah yeah okay",
            "i know i know i know i know",
            "are you there hello are you there hello are you there hello",
            "one two three four five six seven eight nine ten",
        ],
    )
    def test_what_people_repeat_is_no_loop(self, text: str) -> None:
        assert loop_repeats(text.split()) == frozenset()

    @pytest.mark.parametrize(
        ("phrase", "repeats"),
        [("no", 8), ("thank you", 6), ("i don't know", 5), ("a b c d e f g h i j k l", 4)],
    )
    def test_what_engines_repeat_is_one(self, phrase: str, repeats: int) -> None:
        size = len(phrase.split())
        found = loop_repeats(["so", *(phrase.split() * repeats), "bye"])
        assert found == frozenset(range(1 + size, 1 + size * repeats))
        assert loop_repeats(phrase.split() * (repeats - 1)) == frozenset()


def test_the_speech_index_agrees_with_looking_at_all() -> None:
    random = np.random.default_rng(5)
    edges_s = np.cumsum(random.uniform(0.05, 2.0, 80))
    units = tuple(Span(a, b) for a, b in zip(edges_s[::2], edges_s[1::2], strict=True))
    index = SpeechIndex(units)
    for start_s in random.uniform(0, edges_s[-1] + 3, 500):
        span = Span(start_s, start_s + random.choice([0.0, 0.2, 3.0]))
        best = max(units, key=lambda unit: (unit.overlap_s(span), -distance_s(unit, span)))
        assert index.best(span) == best
    assert SpeechIndex(()).best(Span(0, 1)) is None
