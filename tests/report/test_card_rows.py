"""The scorecard: each answer with its grounds, and what a file of overrides must keep."""

from __future__ import annotations

from dataclasses import replace

from report_examples import mono, swapped, two_channel

from callcoach.report.card_rows import card_groups, kept_answers, kept_channel
from callcoach.types.review import Scorecard


def _card() -> Scorecard:
    card = two_channel().scorecard
    assert card is not None
    return card


def test_questions_stand_in_their_groups_with_answers_in_words() -> None:
    listen, solve = card_groups(_card())
    assert (listen.title, solve.title) == ("Listen", "Solve")
    assert [row.answer for row in listen.rows + solve.rows] == [
        "No", "Yes", "Yes", "Not answered", "Not asked",
    ]  # fmt: skip
    assert solve.rows[0].why == "a person answers this"


def test_a_persons_answer_stands_with_their_name_and_callcoachs_own_beside_it() -> None:
    row = card_groups(_card())[0].rows[2]
    assert (row.answer, row.by, row.judged) == ("Yes", "Rosa", "not answered")
    assert row.comment == "At 0:47, in other words."


def test_a_question_without_words_is_named_by_its_id() -> None:
    (item, *_) = _card().items
    bare = replace(_card(), items=(replace(item, question="", id="lets_finish"),))
    assert card_groups(bare)[0].rows[0].question == "lets finish"


def test_earlier_answers_are_kept_and_none_is_made_up() -> None:
    assert kept_answers(two_channel()) == {
        "paraphrases": {"answer": True, "by": "Rosa", "comment": "At 0:47, in other words."}
    }
    assert kept_answers(mono()) == {}
    items = (replace(_card().items[0], comment="Hm."),)
    only_comment = replace(two_channel(), scorecard=replace(_card(), items=items))
    assert kept_answers(only_comment) == {"lets_finish": {"comment": "Hm."}}


def test_the_agents_channel_is_named_only_where_a_person_said_it() -> None:
    review = two_channel()
    assert kept_channel(review, is_swapped=False) is None
    assert kept_channel(swapped(review), is_swapped=True) == 1
    basis = "corrected by a person (overrides.json)"
    corrected = replace(review, call=replace(review.call, agent_basis=basis))
    assert kept_channel(corrected, is_swapped=False) == 0
