"""Secrets are found in what people say, and prices, dates and counting are left alone."""

from __future__ import annotations

import pytest
from redaction_lists import Case, cases, found_in

from callcoach.types.redaction import LABELS
from callcoach.words.number_kinds import has_card

FIRST = list(cases("first_list"))


def test_the_list_holds_every_kind_and_many_that_are_nothing() -> None:
    kinds = {kind for case in FIRST for kind in case.secret}
    assert kinds == set(LABELS)
    assert sum(not case.secret for case in FIRST) > 70


@pytest.mark.parametrize("case", FIRST, ids=[case.written[:60] for case in FIRST])
def test_what_is_marked_is_found_and_nothing_else(case: Case) -> None:
    assert found_in(case) == case.secret


@pytest.mark.parametrize("number", ["4111111111111111", "378282246310005", "6011000990139424"])
def test_a_card_is_known_by_its_check(number: str) -> None:
    assert has_card([number])
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not has_card([wrong])
    assert not has_card([number[:12]])
    assert has_card(["99", number[:4], number[4:], "731"])
