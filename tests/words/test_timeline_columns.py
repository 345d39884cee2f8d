"""RTTM and CTM: columns of times, without words and with."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.words import Timeline, read_timeline

from .conftest import told

RTTM = """;; who spoke when
SPKR-INFO call 1 <NA> <NA> <NA> unknown agent <NA> <NA>
SPEAKER call 1 6.21 0.17 <NA> <NA> agent <NA> <NA>
SPEAKER call 1 0.26 5.55 <NA> <NA> agent <NA> <NA>
SPEAKER call 1 5.00 1.10 <NA> <NA> caller <NA>
SPEAKER call 1 300.5 1.5 <NA> <NA> agent <NA> <NA>
SPEAKER call 1 9.0 1.5 <NA> <NA> agent <NA> <NA>
"""

CTM = """;; words
call A 0.50 0.30 good 0.98
call A 0.80 0.40 morning. 0.97
call B 1.00 0.90 hello
call A 6.00 0.40 right NA
call B 1.95 0.45 listen 1.0 lex B1
"""


def read(folder: Path, text: str, **parties: Party) -> Timeline:
    file = folder / "call.txt"
    file.write_text(text, encoding="utf-8")
    return read_timeline(file, parties)


def test_rttm_in_any_order(tmp_path: Path) -> None:
    timeline = read(tmp_path, RTTM)
    assert told(timeline) == [
        ("agent", 0.26, 5.81, ""),
        ("customer", 5.0, 6.1, ""),
        ("agent", 6.21, 6.38, ""),
        ("agent", 9.0, 10.5, ""),
        ("agent", 300.5, 302.0, ""),
    ]
    assert timeline.duration_s == 302.0
    assert timeline.transcript.words_of("agent") == ()


def test_ctm(tmp_path: Path) -> None:
    timeline = read(tmp_path, CTM, A="agent", B="customer")
    assert told(timeline) == [
        ("agent", 0.5, 1.2, "good morning."),
        ("customer", 1.0, 2.4, "hello listen"),
        ("agent", 6.0, 6.4, "right"),
    ]
    words = timeline.transcript.words_of("agent")
    assert [word.confidence for word in words] == [0.98, 0.97, None]
    assert (words[1].start_s, words[1].end_s, words[1].is_timed) == (0.8, 1.2, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SPEAKER c 1 5 -1 <NA> <NA> agent", r"line 1 ends at 4 s, before it starts at 5 s"),
        ("SPEAKER c 1 -5 1 <NA> <NA> agent", r"line 1: start_s is -5, which is negative"),
        ("SPEAKER c 1 nan 1 <NA> <NA> agent", r"line 1: start_s is nan, which is not finite"),
        ("SPEAKER c 1 x 1 <NA> <NA> agent", r"line 1: start_s is 'x', which is not a number"),
        ("SPEAKER c 1 1 1 <NA>", r"line 1 has 6 fields; an RTTM line has 8 to 10"),
        (f"{RTTM}SPEAKER b 1 1 1 <NA> <NA> agent", r"holds 2 recordings \(b, call and so on\)"),
        ("SPKR-INFO c 1 <NA> <NA> <NA> unknown a", r"is RTTM, but nothing is said in it"),
        ("c A 5 -1 hi", r"line 1 ends at 4 s, before it starts at 5 s"),
        ("c A -5 1 hi", r"line 1: start_s is -5, which is negative"),
        ("c A nan 1 hi", r"line 1: start_s is nan, which is not finite"),
        ("c A 1 1 hi\nc A * * <ALT>", r"line 2: start_s is '\*', which is not a number"),
        ("c A 1 1 hi 98", r"confidence 98\.0; allowed: 0 to 1"),
        ("c A 1 1 hi\nc A 2", r"line 2 has 3 fields; a CTM line has file, channel, start"),
        ("c A 1 1 hi\nd A 2 1 ho", r"holds 2 recordings \(c, d and so on\)"),
        ("c A 200 1 hi\nc A 2 1 ho", r"line 2 of A starts at 2 s, .* times run backwards"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TimelineError, match=message):
        read(tmp_path, text, A="agent")


def test_channels_of_a_ctm_need_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(TimelineError, match="Add --party A=agent --party B=customer, or the other"):
        read(tmp_path, CTM)
