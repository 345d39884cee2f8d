"""Labels and words of the timelines are read as the labels' authors mean them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from turn_taking.switchboard import (
    FILE,
    Call,
    Endings,
    Share,
    as_heard,
    average_precision,
    calls_in,
    handovers,
    plain_act,
    scores,
    takes_floor,
    was_cut_off,
)
from turn_taking.tables.timelines import lift_of, share_of, together

ROWS = """call,side,start_s,end_s,word,act
sw1,A,0.0,1.0,so,sd
sw1,B,5.0,6.0,yes,aa
sw2,A,0.0,1.0,we,sd
sw2,A,1.0,2.0,went,sd
sw2,A,2.0,3.0,to,%
sw2,B,2.4,3.5,oh,sv
sw2,B,3.5,5.5,no,sv
sw2,A,7.0,8.0,home,+
"""


def read(folder: Path, rows: str) -> list[Call]:
    with gzip.open(folder / FILE, "wt") as file:
        file.write(rows)
    return calls_in(folder / FILE)


@pytest.mark.parametrize(
    ("label", "act"),
    [
        ("sd^t", "sd"), ("sd(^q)", "sd"), ("+@", "+"), ("b^r", "b^r"), ("b^m", "b^m"),
        ("aa^r", "aa"), ("qy^d", "qy"), ("^h", "^h"), ("%", "%"), ("", ""),
    ],
)  # fmt: skip
def test_acts_lose_their_marks(label: str, act: str) -> None:
    assert plain_act(label) == act


def test_the_floor_is_taken_by_statement_question_order_or_part() -> None:
    assert all(map(takes_floor, ("sd", "sv", "qy", "qw", "ad", "+", "%")))
    assert not any(map(takes_floor, ("b", "aa", "b^r", "^q", "ny", "")))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("h[ow]-", "h"), ("[laughter-yeah]", "yeah"), ("[laughter]", ""), ("um-hum", "um-hum"),
        ("them_1", "them"), ("i-", "i"), ("<b_aside>", ""),
    ],
)  # fmt: skip
def test_words_hold_nothing_of_the_labels(text: str, heard: str) -> None:
    assert as_heard(text) == heard


def test_incursions_are_counted_by_the_acts_within_them(tmp_path: Path) -> None:
    rows = ROWS.replace("sw2,B,2.4,3.5,oh,sv\nsw2,B,3.5,5.5,no,sv\n", "sw2,B,0.1,0.2,no,sd\n")
    rows += "sw2,A,8.0,14.0,so,sd\nsw2,B,9.0,9.5,yeah,b\nsw2,B,11.0,11.4,no,sd\n"
    _, odd = read(tmp_path, rows)
    for has_words in (False, True):
        # Of three short ones over speech one holds a listener's act only, two begin with content.
        found = scores([odd], has_words=has_words)
        assert found.listening_called_talk_over == Share(0, 1)
        assert found.speaking_called_backchannel == Share(2, 2)


def test_a_handover_has_its_moment_and_its_label(tmp_path: Path) -> None:
    even, odd = read(tmp_path, ROWS)
    assert (even.is_odd, odd.is_odd) == (False, True)
    assert handovers(even) == []
    ((side, silent_s),) = handovers(odd)
    assert (side, silent_s) == (0, pytest.approx(3.0))
    assert was_cut_off(odd, 0, 3.0) is True
    assert was_cut_off(odd, 1, 5.5) is False
    assert was_cut_off(odd, 0, -1.0) is None


def test_parts_of_calls_add_up() -> None:
    assert share_of([Share(1, 4), Share(2, 2)]) == 0.5
    assert share_of([Share(), Share()]) is None
    none = Share()
    first = Endings([0.9, 0.2], [True, False], none, none, none)
    second = Endings([0.5, 0.1], [False, False], none, none, none)
    assert together([first, second]).prevalence == 0.25
    assert average_precision([True, False, True], [0.9, 0.8, 0.1]) == pytest.approx(5 / 6)
    assert lift_of([first, second]) == pytest.approx(4.0)
    assert lift_of([second]) is None
