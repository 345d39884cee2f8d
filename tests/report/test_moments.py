"""The moments: praise first, at most five to work on, each with quotes and a lead."""

from __future__ import annotations

from dataclasses import replace

from report_examples import two_channel

from callcoach.report.moments import moments


def test_praise_comes_first_then_at_most_five_to_work_on() -> None:
    review = two_channel()
    found = moments(review)
    assert [each.finding.kind for each in found.praise] == ["praise"] * 3
    assert [each.finding.kind for each in found.to_work_on] == ["coach"] * 5
    assert [each.finding.kind for each in found.others] == ["coach", "note"]
    assert [each.number for each in found.all] == list(range(1, 11))
    assert all(each.finding in review.findings for each in found.all)
    assert len({id(each.finding) for each in found.all}) == len(review.findings)


def test_the_order_within_a_group_is_that_of_the_review() -> None:
    review = two_channel()
    turned = replace(review, findings=tuple(reversed(review.findings)))
    asked = [each for each in turned.findings if each.kind == "coach"]
    found = moments(turned)
    assert [each.finding for each in (*found.to_work_on, *found.others)][:6] == asked


def test_a_moment_plays_from_two_seconds_before_and_never_before_the_call() -> None:
    review = two_channel()
    early = replace(review.findings[0], start_s=0.7)
    found = moments(replace(review, findings=(early, review.findings[1])))
    assert found.all[0].play_from_s == 0.0
    assert found.all[1].play_from_s == review.findings[1].start_s - 2.0


def test_a_talk_over_shows_both_sides() -> None:
    talk_over = moments(two_channel()).to_work_on[0]
    assert [(each.party, each.heading, each.text) for each in talk_over.quotes] == [
        ("customer", "The customer was saying", "nothing ever came, and"),
        ("agent", "You said", "Right, so the system shows one payment on the second."),
    ]


def test_quotes_that_are_not_known_are_left_out() -> None:
    review = two_channel()
    finding = review.findings[0]
    silent = replace(finding, evidence=tuple(replace(e, quote=None) for e in finding.evidence))
    (moment,) = moments(replace(review, findings=(silent,))).all
    assert moment.quotes == ()
    praised = moments(review).praise[0]
    assert [each.heading for each in praised.quotes] == ["You said"]
