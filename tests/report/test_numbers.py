"""The table of numbers holds both parties side by side, each measure with its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from report_examples import EXAMPLES, mono, no_words, one_sided, two_channel

from callcoach.report.cells import Cell, parties
from callcoach.report.numbers import number_groups
from callcoach.types.floor import Silence
from callcoach.types.review import Review


def _row(review: Review, name: str) -> tuple[Cell, ...]:
    (found,) = [row for group in number_groups(review) for row in group.rows if row.name == name]
    return found.cells


def test_the_columns_are_the_parties_that_can_be_told_apart() -> None:
    assert parties(two_channel()) == ("agent", "customer")
    assert parties(mono()) == ("unknown",)


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_each_cell_has_a_text_or_a_reason_and_each_row_a_meaning(
    make: Callable[[], Review],
) -> None:
    review = make()
    for group in number_groups(review):
        for row in group.rows:
            assert row.means
            assert len(row.cells) in (1, len(parties(review)))
            assert all(bool(cell.text) != bool(cell.why) for cell in row.cells), row


def test_talk_shares_add_up_to_100() -> None:
    review = two_channel()
    for share in (0.505, 0.5849, 0.0, 1.0):
        cells = _row(replace(review, time=replace(review.time, talk_share=share)), "Talk share")
        assert sum(int(cell.text.split()[0]) for cell in cells) == 100


def test_who_came_in_on_whom_is_counted_without_affirmations() -> None:
    assert [cell.text for cell in _row(two_channel(), "Came in on the other")] == [
        "4 times; 4 talk-overs (3-5)",
        "never",
    ]
    assert [cell.text for cell in _row(two_channel(), "Affirmations")] == ["1", "0"]


def test_dead_air_and_holds_are_counted_and_the_longest_named() -> None:
    review = two_channel()
    assert _row(review, "Dead air")[0].text == "1 silence, longest 9.5 s at 1:15"
    assert _row(review, "On hold")[0].text == "none found"
    held = (
        Silence(10.0, 40.0, "hold", "agent", False),
        Silence(50.0, 95.0, "hold", "agent", False),
    )
    both = replace(review, silences=held)
    assert _row(both, "Dead air")[0].text == "0 silences"
    assert _row(both, "On hold")[0].text == "2 stretches, 1 min 15 s"


def test_stretches_are_named_by_time_and_the_rest_by_number() -> None:
    review = two_channel()
    assert _row(review, "Raised voice")[0].text == "1 stretch: 0:37"
    span = review.pace["agent"].fast_spans[0]
    ratios = (1.21, 1.3, 1.22, 1.5, 1.4)
    many = tuple(
        replace(span, start_s=60.0 * i, end_s=60.0 * i + 15, ratio_to_own=ratio)
        for i, ratio in enumerate(ratios)
    )
    slow = (replace(span, start_s=190.0, end_s=205.0, ratio_to_own=0.72),)
    agent = replace(review.pace["agent"], fast_spans=many, slow_spans=slow)
    paced = replace(review, pace={**review.pace, "agent": agent})
    cells = _row(paced, "Faster than usual")
    assert cells[0].text == "1:00-1:15 (1.3 x), 3:00-3:15 (1.5 x), 4:00-4:15 (1.4 x) and 2 more"
    assert cells[1].text == "none found"
    assert _row(paced, "Slower than usual")[0].text == "3:10-3:25 (0.7 x)"


def test_the_pace_is_held_against_the_customers_or_the_reason_given() -> None:
    assert [cell.text for cell in _row(two_channel(), "Your pace to the customer's")] == ["1.12 x"]
    alone = _row(one_sided(), "Your pace to the customer's")
    assert alone[0].why == "the customer's channel is silent throughout"
    assert "Your pace to the customer's" not in [
        row.name for group in number_groups(mono()) for row in group.rows
    ]


def test_own_pauses_are_counted_by_the_minute() -> None:
    review = two_channel()
    agent = replace(review.pace["agent"], pauses_per_min=11.7, mean_pause_s=0.52)
    never = replace(agent, pauses_per_min=0.0, mean_pause_s=None)
    cells = _row(replace(review, pace={"agent": agent, "customer": never}), "Own pauses")
    assert [cell.text for cell in cells] == ["12 a minute, 0.5 s each", "0 a minute"]


def test_steadiness_names_the_cue_that_cost_most() -> None:
    assert [cell.text for cell in _row(two_channel(), "Steadiness")] == [
        "71 (62-79); most lost in pitch",
        "58 (47-70); most lost in high frequencies",
    ]


def test_numbers_without_words_say_why() -> None:
    cell = _row(no_words(), "Words a minute")[0]
    assert cell.text == ""
    assert "callcoach models pull" in cell.why
    assert "callcoach models pull" in _row(no_words(), "Fillers, at least")[0].why
    assert _row(one_sided(), "Pitch")[1].why == "the customer's channel is silent throughout"


def test_following_gives_its_interval() -> None:
    text = _row(two_channel(), "Followed the customer's voice")[0].text
    assert text.startswith("+0.4 (+0.1 to +0.7);")
    names = [row.name for group in number_groups(mono()) for row in group.rows]
    assert "Followed the customer's voice" not in names
    assert "Talk share" not in names


def test_the_first_and_the_last_third_stand_side_by_side() -> None:
    agent, customer = _row(two_channel(), "First and last third")
    assert agent.text == "78, then 64 (-21 to -6)"
    assert customer.why == "less than 10 s of voiced own speech in a third"


def test_how_long_until_the_voice_was_back() -> None:
    agent, customer = _row(two_channel(), "Well above the usual")
    assert agent.text == "1 stretch: 0:30; back within 4.2 s"
    assert customer.text == "none found"


def test_mirroring_is_told_with_what_chance_gives_and_its_moments() -> None:
    review = two_channel()
    (gain,) = _row(review, "Followed the customer's voice")
    assert gain.text == "+0.4 (+0.1 to +0.7); by chance -0.3 to +0.3"
    (after,) = _row(review, "After the customer's voice rose")
    assert after.text == "2 turns: yours rose too once (0:28); yours came down once (1:04)"
    without = replace(review, mirroring=replace(review.mirroring, moments=()))
    assert _row(without, "After the customer's voice rose")[0].text == "it did not"
