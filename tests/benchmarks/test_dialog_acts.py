"""Labels and words of the timelines are read as the labels' authors mean them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from callcoach.types.time import Span
from turn_taking.dialog_acts import ActWord, as_heard, base_act, is_content, timelines
from turn_taking.tables.timelines import (
    Share,
    _content_shares,
    _listener_shares,
    handovers,
)

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


@pytest.mark.parametrize(
    ("label", "act"),
    [
        ("sd^t", "sd"), ("sd(^q)", "sd"), ("+@", "+"), ("b^r", "b^r"), ("b^m", "b^m"),
        ("aa^r", "aa"), ("qy^d", "qy"), ("^h", "^h"), ("%", "%"), ("", ""),
    ],
)  # fmt: skip
def test_acts_lose_their_marks(label: str, act: str) -> None:
    assert base_act(label) == act


def test_content_is_statement_question_order_or_part() -> None:
    assert all(map(is_content, ("sd", "sv", "qy", "qw", "ad", "+", "%")))
    assert not any(map(is_content, ("b", "aa", "b^r", "^q", "ny", "")))


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
    with gzip.open(tmp_path / "switchboard-dialog-acts.csv.gz", "wt") as file:
        file.write(rows + "sw2,A,8.0,14.0,so,sd\nsw2,B,9.0,9.5,yeah,b\nsw2,B,11.0,11.4,no,sd\n")
    _, odd = timelines(tmp_path)
    for with_words in (False, True):
        # Of three short ones over speech one holds a listener's act only, two begin with content.
        assert _listener_shares(odd, with_words) == (Share(0, 1), Share(1, 1))
        assert _content_shares(odd, with_words) == (Share(2, 2), Share(0, 2))


def test_a_word_broken_off_is_told_by_its_dash() -> None:
    words = [ActWord(Span(0, 1), text, "sd") for text in ("t[o]-", "to-", "um-hum", "to")]
    assert [word.is_broken_off for word in words] == [True, True, False, False]


def test_a_handover_has_its_label_and_its_score(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "switchboard-dialog-acts.csv.gz", "wt") as file:
        file.write(ROWS)
    even, odd = timelines(tmp_path)
    assert not even.is_odd
    assert odd.is_odd
    assert handovers(even, lambda *_: 1.0) == []
    (found,) = handovers(odd, lambda _, channel, silent_s: channel + silent_s)
    assert found.score == pytest.approx(3.0)
    assert found.by_last_act
    assert found.by_going_on
