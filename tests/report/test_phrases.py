"""Numbers, times and counts read as a person would say them."""

from __future__ import annotations

import pytest

from callcoach.report.phrases import (
    bound,
    briefly,
    clock,
    duration,
    listed,
    plural,
    printable,
    reason,
    sentence,
    span,
    times,
    unbound,
)


@pytest.mark.parametrize(
    ("at_s", "said"),
    [(0.0, "0:00"), (5.99, "0:05"), (64.0, "1:04"), (3599.9, "59:59"), (3723.0, "1:02:03")],
)
def test_clock(at_s: float, said: str) -> None:
    assert clock(at_s) == said


def test_clock_is_not_thrown_by_the_last_bit_of_a_float() -> None:
    assert clock(0.1 * 3 * 100 - 1e-9) == "0:30"


@pytest.mark.parametrize(
    ("length_s", "said"),
    [
        (0.0, "0.0 s"),
        (0.64, "0.6 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (72.0, "1 min 12 s"),
        (3599.6, "1 h"),
        (3720.0, "1 h 2 min"),
        (7199.0, "2 h"),
    ],
)
def test_duration(length_s: float, said: str) -> None:
    assert duration(length_s) == said


def test_times_and_plurals() -> None:
    assert [times(count) for count in (0, 1, 2)] == ["never", "once", "2 times"]
    assert plural(1, "answer") == "1 answer"
    assert plural(0, "answer") == "0 answers"
    assert plural(2, "stretch", "stretches") == "2 stretches"


def test_a_range_is_shown_only_where_there_is_one() -> None:
    assert span(3, 5) == " (3-5)"
    assert span(4, 4) == span(None, 4) == span(4, None) == ""


def test_lists_and_sentences() -> None:
    assert [listed(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert sentence(" one channel ") == "One channel."
    assert sentence("Really?") == "Really?"
    assert sentence("") == ""


def test_a_reason_can_follow_a_colon_and_a_missing_one_is_admitted() -> None:
    assert reason({"score": "Too short."}, "score") == "Too short"
    assert reason({}, "score") == "no reason was recorded"


def test_a_reason_is_cut_at_its_first_clause_and_not_inside_a_number() -> None:
    assert briefly("only 25.6 s of voice; 30 s needed") == "only 25.6 s of voice"
    assert briefly("One channel. Record two.") == "One channel"
    assert briefly("Short.") == "Short"


def test_numbers_and_units_are_tied_and_untied() -> None:
    text = "4 times (3-5), 6.2 s in all, 58 % of it well-known"
    assert bound(text) == ("4\u00a0times (3\u20115), 6.2\u00a0s in all, 58\u00a0% of it well-known")
    assert unbound(bound(text)) == text


def test_nothing_that_steers_a_terminal_or_turns_text_round_passes() -> None:
    assert printable("a\x1b[31mred\x07\u202egnp.exe\r\nb\tc\x00") == "a[31mredgnp.exe b c"
    assert printable("caf\udce9") == "caf\ufffd"
    assert printable("naïve — 你好 “ok”") == "naïve — 你好 “ok”"
