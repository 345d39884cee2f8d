"""The first sentence says what happened, and an empty result says what it means."""

from __future__ import annotations

from dataclasses import replace

from report_examples import empty, mono, no_talk_overs, no_words, one_sided, swapped, two_channel

from callcoach.report.sentences import (
    after_headline,
    describe,
    headline,
    notices,
    share_sentence,
    talk_over_events,
    withheld,
)
from callcoach.types.floor import TalkOvers
from callcoach.types.review import Review


def _with(count: int, low: int, high: int, overlap_s: float = 6.2, n_ambiguous: int = 0) -> Review:
    found = TalkOvers(count, low, high, n_ambiguous, overlap_s, tuple(range(count)))
    return replace(two_channel(), talk_overs=found)


def test_talk_overs_are_counted_with_their_range_and_length() -> None:
    assert headline(_with(4, 3, 5)) == "You talked over the customer 4 times (3-5), 6.2 s in all."
    assert headline(_with(1, 1, 1, 0.9)) == "You talked over the customer once, 0.9 s in all."


def test_no_talk_overs_say_so_with_their_range_and_what_overlapped() -> None:
    review = no_talk_overs()
    ranged = replace(review, talk_overs=replace(review.talk_overs, count_high=1))
    assert headline(ranged) == "No talk-overs found (0-1)."
    assert after_headline(ranged) == (
        "The parties overlapped for 0.4 s in all, in short affirmations."
    )


def test_a_call_in_which_nobody_overlapped_says_so() -> None:
    review = no_talk_overs()
    apart = replace(review, incursions=(), time=replace(review.time, both_s=0.02))
    assert after_headline(apart) == (
        "Small changes of the measurement give none either (0-0). "
        "The parties spoke at the same time for less than 0.1 s in all."
    )


def test_the_customer_who_came_in_is_told() -> None:
    assert "when the customer came in on you (4 times)" in after_headline(swapped(two_channel()))


def test_unsure_overlaps_are_told_and_not_counted() -> None:
    one = after_headline(_with(0, 0, 1, n_ambiguous=1))
    two = after_headline(_with(2, 2, 4, n_ambiguous=2))
    assert "1 more overlap could be either" in one
    assert "it is not counted" in one
    assert "2 more overlaps could be either" in two
    assert "they are not counted" in two


def test_the_longest_talk_over_is_named_with_its_time() -> None:
    review = two_channel()
    longest = max(talk_over_events(review), key=lambda event: event.overlap_s)
    assert longest.overlap_s == 1.9
    assert after_headline(review).startswith("The longest was 1.9 s, at 0:50.")
    assert after_headline(_with(1, 1, 1)) == "It was at 0:27."


def test_a_count_that_was_withheld_gives_the_reason_once() -> None:
    review = mono()
    assert headline(review) == "Talk-overs could not be counted in this recording."
    assert after_headline(review) == (
        "The recording has one channel, so who spoke when both did cannot be told."
    )
    (only,) = withheld(review)
    assert only.names == ("talk-overs", "steadiness", "response time", "talk share")


def test_a_call_without_speech_says_nothing_else() -> None:
    assert headline(empty()) == "No speech was found in this recording."
    assert after_headline(empty()) == ""


def test_measures_missing_for_different_reasons_stand_apart() -> None:
    missing = withheld(no_words())
    assert [each.names for each in missing] == [("transcript",)]
    assert "callcoach models pull small" in missing[0].why
    assert [each.names for each in withheld(one_sided())] == [
        ("talk-overs", "response time", "talk share")
    ]
    assert withheld(two_channel()) == ()


def test_a_notice_that_repeats_the_reason_is_told_once() -> None:
    review = mono()
    why = review.talk_overs.reasons["count"]
    noted = replace(review, quality=replace(review.quality, notices=(why, "Clipped.")))
    assert notices(noted) == ("Clipped.",)


def test_talk_share_is_a_sentence_or_a_reason() -> None:
    review = two_channel()
    half = replace(review, time=replace(review.time, talk_share=0.584))
    assert share_sentence(half) == "You spoke for 58 % of all speech."
    assert share_sentence(mono()).startswith("Talk share is not known: the recording has one")


def test_each_incursion_is_told_by_who_over_whom_and_how_it_ended() -> None:
    first, second, third, *_ = two_channel().incursions or ()
    assert describe(first) == "you over the customer, 0.9 s; the customer fell silent after 0.9 s"
    assert describe(third) == "you over the customer, 1.5 s; the customer went on"
    turned = (swapped(two_channel()).incursions or ())[1]
    assert describe(turned) == "the customer over you, 1.9 s; you fell silent after 1.9 s"
    unclear = replace(second, yield_latency_s=None)
    assert describe(unclear) == "you over the customer, 1.9 s"
