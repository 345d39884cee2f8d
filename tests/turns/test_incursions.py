"""What an incursion says beside its kind: overlap, yielding, words, the rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activity, Floor, Incursion
from callcoach.types.time import Span
from callcoach.types.words import Transcript

Draw = Callable[..., Activity]
Say = Callable[..., Transcript[int]]

TAKEN = ("####################..........", "..........####################")
ENDING = ("####################...............", "..............#####################")


def judged(activity: Activity, transcript: Transcript[int] | None = None) -> Floor:
    return judge_floor(activity, transcript, Settings())


def only(floor: Floor) -> Incursion[int]:
    (incursion,) = floor.incursions
    return incursion


def test_yielding_is_timed_from_the_start_of_the_incursion(drawn: Draw) -> None:
    each = only(judged(drawn(*TAKEN)))
    assert (each.start_s, each.end_s, each.by, each.over) == (1.0, 3.0, 1, 0)
    assert each.overlap_s == 1.0
    assert each.yield_latency_s == 1.0
    assert each.yielded is None
    assert each.reasons["yielded"] == "timing cannot tell giving way from finishing"


def test_who_stops_soon_in_mid_sentence_yielded(drawn: Draw) -> None:
    each = only(judged(drawn("#" * 25 + "." * 15, "." * 12 + "#" * 28)))
    assert (each.kind, each.yielded, each.yield_latency_s) == ("interruption", True, 1.3)


def test_who_keeps_the_floor_did_not_yield(drawn: Draw) -> None:
    each = only(judged(drawn("#" * 60, "." * 12 + "#" * 18 + "." * 30)))
    assert (each.kind, each.yielded, each.yield_latency_s) == ("butting_in", False, None)
    assert each.reasons["yield_latency_s"] == "the other kept the floor"


def test_who_stops_after_more_than_a_second_and_a_half_did_not_yield(drawn: Draw) -> None:
    each = only(judged(drawn("#" * 30 + "." * 15, "." * 14 + "#" * 31)))
    assert each.kind == "interruption"
    assert each.yielded is False
    assert each.yield_latency_s == 1.6


def test_answers_after_the_floor_changed_are_no_overlap_of_the_incursion(drawn: Draw) -> None:
    plain = only(judged(drawn(TAKEN[0] + "." * 40, TAKEN[1] + "#" * 40)))
    answered = drawn(TAKEN[0] + "....####........####...." + "." * 16, TAKEN[1] + "#" * 40)
    first, *answers = judged(answered).incursions
    assert first.overlap_s == plain.overlap_s == 1.0
    assert [each.kind for each in answers] == ["backchannel", "backchannel"]


def test_the_rule_names_the_parties_where_they_are_filled_in(drawn: Draw) -> None:
    each = only(judged(drawn("#" * 40, "." * 10 + "#" * 18 + "." * 12)))
    assert (
        each.rule.format(by="agent", over="customer")
        == "customer kept the floor; agent spoke 1.8 s over them"
    )


@pytest.mark.parametrize(
    ("last", "kind", "certainty"),
    [
        ("that was all.", "terminal_overlap", "words"),
        ("was that all?", "terminal_overlap", "words"),
        ('he said "no!"', "terminal_overlap", "words"),
        ("and then the-", "interruption", "words"),
        ("and then the…", "interruption", "words"),
        ("how long it takes because", "interruption", "words"),
        ("how long it takes and uh", "interruption", "words"),
        ("how long it takes because.", "terminal_overlap", "words"),
        ("how long the parcel takes", "terminal_overlap", "words"),
        ("how long the parcel takes-", "interruption", "words"),
        ("and then the", "ambiguous_overlap", "ambiguous"),
    ],
)
def test_words_tell_finishing_from_breaking_off(
    drawn: Draw, said: Say, last: str, kind: str, certainty: str
) -> None:
    transcript = said(
        (0, 0.0, 2.0, f"I wanted to say {last}"), (1, 1.4, 3.5, "so what we do now is")
    )
    each = only(judged(drawn(*ENDING), transcript))
    assert (each.kind, each.certainty) == (kind, certainty)
    assert each.said == "so what we do now is"
    if kind == "interruption":
        assert each.cut_off is not None
        assert each.cut_off.endswith(last)
    else:
        assert each.cut_off is None


def test_words_without_marks_tell_nothing_in_a_language_without_weights(
    drawn: Draw, said: Say
) -> None:
    for last in ("wie lange das dauert", "wie lange das dauert weil"):
        transcript = said((0, 0.0, 2.0, f"ich wollte fragen {last}"), language="de")
        each = only(judged(drawn(*ENDING), transcript))
        assert (each.kind, each.certainty) == ("ambiguous_overlap", "ambiguous")
        assert each.was_complete is None
        assert each.reasons["was_complete"] == "no words tell whether they had finished"


@pytest.mark.parametrize(
    ("last", "was_complete"), [("because", False), ("the parcel takes", True), ("if the", None)]
)
def test_it_is_said_whether_the_other_had_finished(
    drawn: Draw, said: Say, last: str, was_complete: bool | None
) -> None:
    transcript = said((0, 0.0, 3.0, f"I wanted to ask you once more how long {last}"))
    each = only(judged(drawn("#" * 30 + "." * 20, "." * 12 + "#" * 38), transcript))
    assert each.kind == "interruption"
    assert each.was_complete is was_complete
    assert each.certainty == ("words" if was_complete is False else "timing_only")
    assert (each.cut_off is None) == (was_complete is True)


def test_what_was_cut_off_is_quoted_from_before_the_last_breath(drawn: Draw, said: Say) -> None:
    # A breath of 0.3 s before the last two words.
    activity = drawn("#" * 14 + "..." + "#" * 8 + "." * 20, "." * 21 + "#" * 24)
    lines = ((0, 0.0, 1.4, "I paid it on Monday"), (0, 1.7, 2.5, "and because"))
    each = only(judged(activity, said(*lines)))
    assert each.kind == "interruption"
    assert each.cut_off == "I paid it on Monday and because"


def test_a_rule_never_tells_of_no_time_at_all(drawn: Draw, said: Say) -> None:
    activity = drawn("#" * 200 + "." * 200, "." * 198 + "#" * 202, 0.01)
    transcript = said((0, 0.0, 2.0, "I paid it on Monday."))
    each = only(judged(activity, transcript))
    assert each.rule == "{by} came in less than 0.1 s before {over} finished"


def test_it_is_said_who_kept_the_floor(drawn: Draw) -> None:
    taken, kept = (
        only(judged(drawn(*lanes))) for lanes in (TAKEN, ("#" * 40, "." * 9 + "#" * 5 + "." * 26))
    )
    assert (taken.kind, taken.floor_kept_by) == ("ambiguous_overlap", 1)
    assert (kept.kind, kept.floor_kept_by) == ("backchannel", 0)
    assert kept.reasons["was_complete"] == "the other kept the floor"


def test_without_words_a_late_handover_is_ambiguous(drawn: Draw) -> None:
    each = only(judged(drawn(*ENDING)))
    assert (each.kind, each.certainty) == ("ambiguous_overlap", "ambiguous")
    assert each.reasons["said"] == "no words with times are known here"


def test_words_that_end_long_before_the_speech_tell_nothing(drawn: Draw, said: Say) -> None:
    transcript = said((0, 0.0, 1.0, "that was all."))
    assert only(judged(drawn(*ENDING), transcript)).kind == "ambiguous_overlap"


def test_a_finished_sentence_is_not_quoted_as_cut_off(drawn: Draw, said: Say) -> None:
    transcript = said((0, 0.0, 3.0, "well I think that this is all there is."))
    each = only(judged(drawn("#" * 30 + "." * 20, "." * 12 + "#" * 38), transcript))
    assert (each.kind, each.certainty) == ("interruption", "timing_only")
    assert each.cut_off is None
    assert each.reasons["cut_off"]


def test_the_words_that_were_spoken_over_are_quoted_whatever_the_kind(
    drawn: Draw, said: Say
) -> None:
    words = said((0, 0.0, 8.0, "zero one two three four five six seven"), (1, 5.0, 6.8, "wait"))
    kept = only(judged(drawn("#" * 80, "." * 50 + "#" * 18 + "." * 12), words))
    assert (kept.kind, kept.cut_off) == ("butting_in", None)
    assert kept.over_said == "one two three four five six"  # from 1.0 s until 6.8 s
    handed_over = said((0, 0.0, 2.0, "and then the"), (1, 1.4, 3.5, "so what we do"))
    late = only(judged(drawn(*ENDING), handed_over))
    assert (late.kind, late.over_said) == ("ambiguous_overlap", "and then the")


def test_without_words_what_was_spoken_over_has_a_reason(drawn: Draw) -> None:
    each = only(judged(drawn("#" * 40, "." * 10 + "#" * 18 + "." * 12)))
    assert each.over_said is None
    assert each.reasons["over_said"] == "no words with times are known here"


class TestSilentInterruption:
    def test_needs_a_broken_off_sentence_and_no_pause(self, drawn: Draw, said: Say) -> None:
        broken, finished = (
            said((0, 0.0, 2.0, f"I only wanted to {last}"), (1, 2.1, 4.0, "let me tell you"))
            for last in ("ask if-", "ask.")
        )
        near = drawn("#" * 20 + "." * 20, "." * 21 + "#" * 19)
        far = drawn("#" * 20 + "." * 20, "." * 22 + "#" * 18)
        each = only(judged(near, broken))
        assert (each.kind, each.overlap_s, each.certainty) == ("silent_interruption", 0, "words")
        assert each.cut_off == "I only wanted to ask if-"
        assert judged(near, finished).incursions == ()
        trailing = said((0, 0.0, 2.0, "I only wanted to ask because"), (1, 2.1, 4.0, "let me see"))
        assert judged(near, trailing).incursions == ()
        assert judged(near).incursions == ()
        assert judged(far, broken).incursions == ()

    def test_is_no_talk_over(self, drawn: Draw, said: Say) -> None:
        transcript = said((0, 0.0, 2.0, "I only wanted to ask if-"))
        floor = judged(drawn("#" * 20 + "." * 20, "." * 21 + "#" * 19), transcript)
        assert floor.talk_overs[1].count == 0


class TestSimultaneousStart:
    @pytest.mark.parametrize(("later", "kind"), [(2, "simultaneous_start"), (3, "butting_in")])
    def test_is_within_two_tenths_of_a_second(self, drawn: Draw, later: int, kind: str) -> None:
        activity = drawn("." * 5 + "#" * 35, "." * (5 + later) + "#" * 20 + "." * (15 - later))
        assert only(judged(activity)).kind == kind

    def test_blames_nobody(self, drawn: Draw) -> None:
        floor = judged(drawn("." * 5 + "#" * 35, "." * 6 + "#" * 20 + "." * 14))
        assert only(floor).yielded is False
        assert [floor.talk_overs[c].count_high for c in (0, 1)] == [0, 0]

    def test_resuming_ones_own_talk_into_a_new_start_is_one_too(self, drawn: Draw) -> None:
        activity = drawn("#" * 20 + "...." + "#" * 20, "." * 22 + "#" * 15 + "." * 7)
        assert only(judged(activity)).kind == "simultaneous_start"

    def test_coming_in_while_the_other_draws_breath_is_not(self, drawn: Draw) -> None:
        # Lane 0 pauses for 0.3 s; lane 1 comes in 0.1 s after they stopped.
        breath = "#" * 20 + "..." + "#" * 20
        assert only(judged(drawn(breath, "." * 21 + "#" * 15 + "." * 7))).kind == "butting_in"
        taken = only(judged(drawn(breath + "." * 20, "." * 21 + "#" * 42)))
        assert (taken.kind, taken.yield_latency_s) == ("interruption", 2.2)


def test_who_goes_on_after_a_breath_came_in_on_nobody(drawn: Draw) -> None:
    # Lane 1 starts in lane 0's breath of 0.4 s and is still talking when lane 0 goes on.
    activity = drawn("#" * 20 + "...." + "#" * 20, "." * 20 + "#" * 15 + "." * 9)
    assert judged(activity).incursions == ()


def test_coming_in_on_a_short_answer_is_no_incursion(drawn: Draw) -> None:
    activity = drawn("#" * 20 + "......" + "#" * 20, "." * 22 + "#" * 8 + "." * 16)
    floor = judged(activity)
    assert floor.incursions == ()
    assert len(floor.backchannels) == 1


def test_the_other_channel_gives_the_mirrored_verdicts(drawn: Draw) -> None:
    lanes = (
        "####################..........############....########...",
        "..........####################......####..############...",
    )
    plain, swapped = judged(drawn(*lanes)), judged(drawn(*lanes[::-1]))
    assert len(plain.incursions) >= 2
    assert [(i.kind, i.by, Span(i.start_s, i.end_s)) for i in plain.incursions] == [
        (i.kind, 1 - i.by, Span(i.start_s, i.end_s)) for i in swapped.incursions
    ]
