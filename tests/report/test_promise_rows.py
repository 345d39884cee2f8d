"""Promises: the time as said, and the date that it means or why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_examples import no_words, two_channel

from callcoach.report.promise_rows import PromiseRow, promise_rows
from callcoach.types.review import Promise


def _row(**told: str) -> PromiseRow:
    unsure = {} if told else {"due_at": "no date; sorry"}
    promise = Promise(3.0, "I will call you", "on Friday", reasons=unsure)
    return promise_rows(replace(two_channel(), promises=(replace(promise, **told),)))[0]


@pytest.mark.parametrize(
    ("iso", "read"),
    [
        ("2026-12-04", "Friday 4 December 2026"),
        ("2026-12-04T14:00", "Friday 4 December 2026, 14:00"),
        ("2026-12-04T14:00:00+01:00", "Friday 4 December 2026, 14:00"),
        ("someday", "someday"),
    ],
)
def test_a_date_is_written_out(iso: str, read: str) -> None:
    row = _row(due_at=iso)
    assert row.by_date == read
    assert row.why_no_date == ""


def test_a_date_that_is_not_sure_is_the_latest() -> None:
    unsure = {"due_at": "next week could begin on a Sunday"}
    promise = Promise(3.0, "I will call", "next week", due_at="2026-12-11", reasons=unsure)
    (row,) = promise_rows(replace(two_channel(), promises=(promise,)))
    assert row.by_date == "Friday 11 December 2026, at the latest"


def test_without_a_date_the_reason_is_told_briefly() -> None:
    row = _row()
    assert (row.due, row.by_date, row.why_no_date) == ("on Friday", "", "no date")


def test_promises_that_were_not_judged_have_no_rows() -> None:
    assert promise_rows(no_words()) == ()
