"""The summary reads in ten seconds, on a terminal and in a pipe."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_examples import EXAMPLES, empty, mono, no_words, two_channel
from rich.console import Console

from callcoach.report.score_line import score_line
from callcoach.report.terminal import print_summary
from callcoach.types.review import Review, Scorecard, ScorecardItem


def _printed(
    review: Review, *, width: int = 80, terminal: bool = False, paths: Sequence[str | Path] = ()
) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
    )
    print_summary(review, console, paths=paths)
    return file.getvalue()


def test_the_sentence_stands_first_and_the_paths_last() -> None:
    lines = _printed(two_channel(), paths=["out/call.html", Path("out/call.json")]).splitlines()
    assert lines[0] == "northgate-2291.wav, 3 min 22 s"
    assert lines[1] == "You talked over the customer 4 times (3-5), 5.4 s in all."
    assert lines[-2:] == ["out/call.html", "out/call.json"]


def test_each_talk_over_stands_with_its_time_and_quotes() -> None:
    text = _printed(two_channel())
    assert "   0:27  interruption: you over the customer, 0.9 s;" in text
    assert "cut off: “nothing ever came, and”" in text
    assert "you said: “Right, so the system shows one payment on the second.”" in text
    assert [
        found
        for found in ("0:27", "0:50", "1:10", "2:53")
        if f"{found}  i" in text or f"{found}  b" in text
    ] == ["0:27", "0:50", "1:10", "2:53"]


def test_promises_stand_with_their_time_and_their_date() -> None:
    review = two_channel()
    text = _printed(review)
    assert "Promised:" in text
    assert "“a message within the hour”, due 2026-03-04 11:02" in text
    assert "“the money is there”\n" in text
    assert review.promises is not None
    unsure = replace(review.promises[0], reasons={"due_at": "it may also mean another day"})
    told = _printed(replace(review, promises=(unsure,)))
    assert "due 2026-03-04 11:02 at the latest" in " ".join(told.split())
    many = _printed(replace(review, promises=review.promises * 3))
    assert many.count("“the money is there”") == 2
    assert "and 2 more" in many
    for none in ((), None):
        assert "Promised" not in _printed(replace(review, promises=none))


def test_numbers_stand_with_their_units() -> None:
    text = " ".join(_printed(two_channel()).split())
    assert "Pace 163 words a minute; 4.3 syllables a second" in text
    assert (
        "Steadiness 71 of 100, against your own usual in this call; 95 % interval 62 to 79" in text
    )
    assert "Response time 0.4 s after the customer stops; median of 16 answers" in text
    assert "Talk share You spoke for 52 % of all speech." in text


def test_praise_comes_before_what_to_work_on_and_the_same_thing_is_told_once() -> None:
    review = two_channel()
    twice = tuple(
        replace(each, id="fast_pace", title="You sped up") if each.kind == "coach" else each
        for each in review.findings
    )
    text = _printed(replace(review, findings=twice))
    assert text.index("+ You owned the mistake") < text.index("> You sped up (also at 0:50, 1:10")
    assert text.count("> You sped up") == 1
    assert text.count("Try: Wait for a full second") == 1


def test_what_a_setting_leaves_out_is_announced() -> None:
    assert "not shown" not in _printed(two_channel())
    text = _printed(replace(two_channel(), n_findings_left_out=3))
    assert "3 smaller points left out, so that there is little to work on at a time" in text


def test_a_talk_over_that_cut_nobody_off_quotes_what_was_being_said() -> None:
    review = two_channel()
    events = tuple(
        replace(each, cut_off=None, over_said="long before " * 10 + "these very words")
        for each in review.incursions or ()
    )
    text = " ".join(_printed(replace(review, incursions=events)).split())
    assert "the customer was saying: “… " in text
    assert "these very words”" in text


def test_talk_overs_are_not_told_twice_and_their_advice_once() -> None:
    text = _printed(two_channel())
    assert "> You talked over" not in text
    assert text.count("Try: Wait for a full second") == 1
    assert "> A long silence without a word" in text


def test_a_call_whose_only_findings_are_its_talk_overs_lists_them_once() -> None:
    review = two_channel()
    only = tuple(each for each in review.findings if each.id == "talk_over")
    assert ">" not in _printed(replace(review, findings=only))


def test_what_is_missing_is_told_with_the_reason_in_words() -> None:
    text = " ".join(_printed(mono()).split())
    assert (
        "Talk-overs could not be counted in this recording. The recording has one channel" in text
    )
    assert "talk-overs, steadiness, response time and talk share: for the reason above" in text
    assert "callcoach models pull small" in _printed(no_words())
    assert "while speaking, counted roughly from the sound" in " ".join(
        _printed(no_words()).split()
    )


def test_an_empty_call_has_no_numbers() -> None:
    text = _printed(empty())
    assert "No speech was found in this recording." in text
    assert "Pace" not in text
    assert "Not measured" not in text


def test_many_talk_overs_are_cut_short_with_their_number() -> None:
    review = two_channel(repeats=4)
    assert review.talk_overs.count is not None
    more = f"and {review.talk_overs.count - 8} more"
    assert f"{more}, see the page\n" in _printed(review, paths=["a/call.html"])
    assert f"{more}\n" in _printed(review, paths=["a/call.json"])


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_a_pipe_gets_plain_lines_within_80_columns(make: Callable[[], Review]) -> None:
    text = _printed(make())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert not re.search(r"[\u2500-\u257f\u00a0\u2011]", text)
    assert max(map(len, text.splitlines())) <= 80
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_a_terminal_gets_the_same_words_in_colours() -> None:
    plain, coloured = _printed(two_channel()), _printed(two_channel(), terminal=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_narrow_terminal_wraps_and_a_wide_one_does_not_sprawl() -> None:
    narrow = _printed(two_channel(), width=40)
    assert max(map(len, narrow.splitlines())) <= 40
    assert max(map(len, _printed(two_channel(), width=300).splitlines())) <= 96


def test_a_long_path_is_never_broken() -> None:
    path = "/very/long/" + "folder/" * 20 + "call.html"
    assert path in _printed(two_channel(), width=60, paths=[path]).splitlines()


def test_what_was_said_cannot_steer_the_terminal() -> None:
    review = two_channel()
    events = tuple(
        replace(each, said="\x1b]0;owned\x07\x1b[2J[red]hello[/red] :smile:\nfake line")
        for each in review.incursions or ()
    )
    source = "evil\x1b[31m.wav"
    text = _printed(
        replace(review, incursions=events, call=replace(review.call, source=source)), terminal=True
    )
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert "evil[31m.wav" in text
    assert "[red]hello[/red] :smile: fake line" in text


def _carded(score: float | None, **given: Any) -> Review:
    answered = ScorecardItem("solved", 2.0, True, (), "Dana", None, by="person")
    card = Scorecard(
        "en-1", (answered,), score, {} if score else {"score": "only 12 % of its weight"}, "Card",
        answered_weight=4.0, asked_weight=5.0, **given,
    )  # fmt: skip
    return replace(two_channel(), scorecard=card)


def test_the_score_stands_with_what_it_rests_on_and_its_version() -> None:
    text = _printed(_carded(71.6))
    assert (
        "Scorecard 72 of 100 (answered 80 % of its weight, 1 answer by a person), version\nen-1\n"
    ) in text
    plain = _carded(71.6).scorecard
    assert plain is not None
    own = tuple(replace(item, overridden_by=None) for item in plain.items)
    assert score_line(replace(plain, items=own)) == (
        "Scorecard 72 of 100 (answered 80 % of its weight), version en-1"
    )
    assert "Scorecard" not in _printed(replace(two_channel(), scorecard=None))


def test_a_withheld_score_says_why_and_what_of_the_answers_could_not_be_used() -> None:
    text = _printed(_carded(None, notices=("An answer to 'old' was kept and not used.",)))
    assert "Scorecard without a score: only 12 % of its weight, version en-1\n" in text
    assert "  - An answer to 'old' was kept and not used.\n" in text


def test_nothing_is_scored_where_nobody_speaks() -> None:
    assert "Scorecard" not in _printed(replace(empty(), scorecard=_carded(50.0).scorecard))
