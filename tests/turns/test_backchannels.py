"""The first pass: what is a listener's short answer, and what takes the floor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activity, Floor
from callcoach.types.words import Transcript

Draw = Callable[..., Activity]
Say = Callable[..., Transcript[int]]


def judged(activity: Activity, transcript: Transcript[int] | None = None) -> Floor:
    return judge_floor(activity, transcript, Settings())


def test_a_short_answer_is_listed_over_speech_and_in_silence(drawn: Draw) -> None:
    floor = judged(
        drawn(
            "################........################",
            ".......####...........#####.............",
        )
    )
    assert [(b.party, b.start_s, b.in_overlap) for b in floor.backchannels] == [
        (1, 0.7, True),
        (1, 2.2, False),
    ]
    assert floor.backchannels[0].text is None
    assert "text" in floor.backchannels[0].reasons


def test_the_limit_is_one_second_inclusive(drawn: Draw) -> None:
    just = judged(drawn("##############################", "..........##########.........."))
    over = judged(drawn("##############################", "..........###########........."))
    assert [b.end_s for b in just.backchannels] == [2.0]
    assert over.backchannels == ()
    assert [i.kind for i in over.incursions] == ["butting_in"]


def test_the_pieces_of_ones_own_talk_are_no_answers(drawn: Draw) -> None:
    digits = "############......####......####......####.."
    floor = judged(drawn(digits, "." * len(digits)))
    assert floor.backchannels == ()
    assert len(floor.turns) == 1
    assert floor.turns[0].end_s == 4.2


def test_nor_after_the_other_has_spoken_and_stopped(drawn: Draw) -> None:
    floor = judged(
        drawn(
            "############..........................",
            "..............############......####..",
        )
    )
    assert floor.backchannels == ()
    assert [(t.party, t.end_s) for t in floor.turns] == [(0, 1.2), (1, 3.6)]


@pytest.mark.parametrize(("rest", "n_answers"), [(4, 1), (5, 2)])
def test_half_a_second_parts_two_answers(drawn: Draw, rest: int, n_answers: int) -> None:
    answers = "##" + "." * rest + "##"
    floor = judged(drawn("#" * 40, "." * 15 + answers + "." * (25 - len(answers))))
    assert len(floor.backchannels) == n_answers


def test_the_first_words_of_a_call_answer_nobody(drawn: Draw) -> None:
    floor = judged(drawn("####................", "........############"))
    assert floor.backchannels == ()
    assert [turn.party for turn in floor.turns] == [0, 1]


def test_after_a_dead_silence_a_short_word_is_no_answer(drawn: Draw) -> None:
    for rest, n_answers in ((49, 1), (50, 0)):
        first = "#" * 20 + "." * (rest + 5)
        floor = judged(drawn(first, "." * (20 + rest) + "#####"))
        assert len(floor.backchannels) == n_answers


def test_two_who_say_the_same_at_once_answer_nobody(drawn: Draw) -> None:
    floor = judged(drawn("..#####...", "..#####..."))
    assert floor.backchannels == ()


def test_of_two_who_start_together_the_shorter_answers_the_longer(drawn: Draw) -> None:
    for lanes in (
        ("..################", "..#####..........."),
        ("..#####...........", "..################"),
    ):
        floor = judged(drawn(*lanes))
        assert [b.end_s for b in floor.backchannels] == [0.7]
        assert [i.kind for i in floor.incursions] == ["backchannel"]


class TestWords:
    over = ("########################################", "..........##################............")

    def test_long_acknowledgement_is_still_a_backchannel(self, drawn: Draw, said: Say) -> None:
        transcript = said((1, 1.0, 2.8, "oh okay yes I see that's great"))
        floor = judged(drawn(*self.over), transcript)
        (only,) = floor.incursions
        assert only.kind == "backchannel"
        assert only.certainty == "words"
        assert only.said == "oh okay yes I see that's great"
        assert floor.backchannels[0].text == "oh okay yes I see that's great"

    def test_but_not_over_two_seconds(self, drawn: Draw, said: Say) -> None:
        activity = drawn("#" * 50, "." * 10 + "#" * 21 + "." * 19)
        transcript = said((1, 1.0, 3.1, "yeah yeah right okay sure yes yeah right okay"))
        assert judged(activity, transcript).incursions[0].kind == "butting_in"

    def test_other_words_over_one_second_are_butting_in(self, drawn: Draw, said: Say) -> None:
        transcript = said((1, 1.0, 2.8, "no wait that was last Tuesday"))
        (only,) = judged(drawn(*self.over), transcript).incursions
        assert (only.kind, only.certainty) == ("butting_in", "words")

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("mm-hm", "backchannel"),
            ("the Tuesday", "backchannel"),
            ("that was last Tuesday", "butting_in"),
            ("yes I see okay", "backchannel"),
            ("well I", "butting_in"),
            ("um", "butting_in"),
            ("um yeah", "backchannel"),
        ],
    )
    def test_short_speech_over_speech_needs_three_other_words_to_count(
        self, drawn: Draw, said: Say, text: str, kind: str
    ) -> None:
        activity = drawn("#" * 30, "." * 10 + "#" * 9 + "." * 11)
        (only,) = judged(activity, said((1, 1.0, 1.9, text))).incursions
        assert only.kind == kind

    @pytest.mark.parametrize(("text", "n_turns"), [("uh-huh", 1), ("Tuesday", 3)])
    def test_a_short_answer_in_silence_with_content_is_a_turn(
        self, drawn: Draw, said: Say, text: str, n_turns: int
    ) -> None:
        activity = drawn("##########..........############", "............#####...............")
        floor = judged(activity, said((1, 1.2, 1.7, text)))
        assert len(floor.turns) == n_turns
        assert len(floor.backchannels) == (n_turns == 1)

    def test_who_only_begins_is_said_to_have_given_up(self, drawn: Draw, said: Say) -> None:
        activity = drawn("#" * 30, "." * 10 + "#" * 4 + "." * 16)
        (only,) = judged(activity, said((1, 1.0, 1.4, "well I"))).incursions
        assert only.certainty == "words"
        assert only.rule == "{by} began to speak and gave up after 0.4 s; {over} kept the floor"
        (unknown,) = judged(activity, said((1, 1.0, 1.4, "well I"), language="xx")).incursions
        assert (unknown.kind, unknown.certainty) == ("backchannel", "timing_only")

    @pytest.mark.parametrize(
        ("length", "n_worded", "kind"),
        [
            (15, 10, "backchannel"),
            (20, 10, "backchannel"),
            (21, 10, "butting_in"),
            (15, 3, "butting_in"),
        ],
    )
    def test_a_sound_without_words_is_no_talk_where_all_else_has_words(
        self, drawn: Draw, said: Say, length: int, n_worded: int, kind: str
    ) -> None:
        # Lane 1 says ten things, all or few in words, then makes a sound over lane 0.
        own = ("#" * 12 + "." * 8) * 10
        activity = drawn("." * 200 + "#" * 50, own + "." * 10 + "#" * length + "." * (40 - length))
        lines = [(1, 2.0 * n, 2.0 * n + 1.2, "the parcel never came here") for n in range(n_worded)]
        for laugh in ((), ((1, 21.0, 21.5, "[laughter] (coughs)"),)):
            (only,) = judged(activity, said(*lines, *laugh)).incursions
            assert only.kind == kind
            assert only.said is None

    def test_words_of_an_unknown_language_change_nothing(self, drawn: Draw, said: Say) -> None:
        lines = (1, 1.0, 2.8, "aye aye right you are then")
        unknown = judged(drawn(*self.over), said(lines, language="xx"))
        (only,) = unknown.incursions
        assert (only.kind, only.certainty) == ("butting_in", "timing_only")
        assert only.said == "aye aye right you are then"

    def test_words_without_times_of_their_own_change_nothing(self, drawn: Draw, said: Say) -> None:
        transcript = said((1, 1.0, 2.8, "oh okay yes I see that's great"), is_timed=False)
        (only,) = judged(drawn(*self.over), transcript).incursions
        assert only.kind == "butting_in"
        assert only.said is None
        assert "no words" in only.reasons["said"]
