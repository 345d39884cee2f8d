"""Labels and words of the timelines are read as the labels' authors mean them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from turn_taking.dialog_acts import as_heard, base_act, is_content, timelines
from turn_taking.tables.timelines import handovers

ROWS = """call,side,start_s,end_s,word,act
sw1,A,0.0,1.0,so,sd
sw1,B,5.0,6.0,yes,aa
sw2,A,0.0,1.0,we,sd
sw2,A,1.0,2.0,went,sd
sw2,A,2.0,3.0,t[o]-,%
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
