"""The panel stands on a terminal while a call goes on; elsewhere there are plain lines."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from callcoach.live.screen.panel import added, plain_lines, shown_panel
from callcoach.types.cues import Cue
from callcoach.types.live import Lane, LiveView, PaceNow
from live_views import QUIET, cue, view
from small_terminal import SmallTerminal

COLOUR = re.compile(r"\x1b\[[0-9;]*(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])[0-9;]*m")
ENVIRONMENT = {"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of today, whoever runs the tests."""
    for name in ("LC_ALL", "LC_CTYPE", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def console_on(terminal: SmallTerminal, **options: Any) -> Console:
    given = {"width": terminal.width, "height": terminal.height, "color_system": "truecolor"}
    return Console(file=terminal, force_terminal=True, **{**given, **options})


def a_minute() -> Iterator[LiveView]:
    """A call's first minute, five views a second: turns of 4 s, levels that jump, one cue."""
    for i in range(300):
        at_s = i / 5
        is_agent = i // 20 % 2 == 0
        loud, faint = -18.0 - 7 * (i % 3), -55.0 - i % 4
        shown = cue(at_s=30) if 30 <= at_s < 36 else None
        yield view(
            at_s=at_s,
            lanes={
                "agent": Lane(loud if is_agent else faint, is_agent),
                "customer": Lane(faint if is_agent else loud, not is_agent),
            },
            pace=PaceNow(4.0 + i % 50 / 40, 3.9, 5.2, "call"),
            talk_share=0.5 + i / 3000,
            cue=shown,
            words=replace(QUIET.words, lag_s=i % 20 / 5, last_text="so what I can do " * (i % 7)),
        )


def test_the_panel_stands_while_the_block_runs() -> None:
    terminal = SmallTerminal()
    terminal.write("before\n")
    with shown_panel(console_on(terminal), title="both") as show:
        show(QUIET)
        show(view(at_s=253.0, cue=cue()))
        assert terminal.shown[:2] == ["before", f"  callcoach live  both{'4:13':>56}"]
        assert "▸ You are talking over the customer: let them finish" in terminal.text
        show(view(at_s=259.0))
        assert "▸" not in terminal.text
    assert terminal.text == "before"
    assert terminal.is_cursor_shown


@pytest.mark.parametrize("wrong", [KeyboardInterrupt(), RuntimeError("broken")])
def test_it_goes_whatever_ends_the_block(wrong: BaseException) -> None:
    terminal = SmallTerminal()

    def call() -> None:
        with shown_panel(console_on(terminal)) as show:
            show(QUIET)
            raise wrong

    with pytest.raises(type(wrong)):
        call()
    assert terminal.text == ""
    assert terminal.is_cursor_shown


def test_a_view_like_the_last_writes_nothing() -> None:
    terminal = SmallTerminal()
    with shown_panel(console_on(terminal)) as show:
        show(QUIET)
        n_writes = len(terminal.writes)
        show(replace(QUIET, at_s=QUIET.at_s + 0.2))
        assert len(terminal.writes) == n_writes
        show(replace(QUIET, at_s=QUIET.at_s + 1))
        assert terminal.writes[n_writes:] == ["\x1b[21A\x1b[78G\x1b[1m3\x1b[0m\x1b[21B\r"]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 10), (200, 60)])
def test_a_typical_minute_is_little_to_send(width: int, height: int) -> None:
    terminal = SmallTerminal(width, height)
    with shown_panel(console_on(terminal)) as show:
        for moment in a_minute():
            show(moment)
    assert len("".join(terminal.writes).encode()) / 60 < 3000
    assert terminal.n_wrapped == 0


def test_a_view_costs_little_time() -> None:
    with shown_panel(console_on(SmallTerminal())) as show:
        moments = list(a_minute())
        begin_s = time.thread_time()
        for moment in moments:
            show(moment)
        spent_s = time.thread_time() - begin_s
    # The terminal of the tests is slower than the panel, and within.
    assert spent_s / 60 < 0.03


def test_another_size_is_followed() -> None:
    terminal = SmallTerminal()
    console = console_on(terminal)
    with shown_panel(console) as show:
        show(QUIET)
        for width, height in ((60, 15), (40, 10), (30, 5), (80, 24)):
            console.size = (width, height)  # type: ignore[assignment]
            show(QUIET)
            assert max(map(len, terminal.shown)) < width
            assert not any(terminal.shown[height:])
            assert terminal.shown[0].endswith("4:12")
    assert terminal.n_wrapped == 0


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def codes(**options: Any) -> list[str]:
        terminal = SmallTerminal()
        with shown_panel(console_on(terminal, **options)) as show:
            show(view(cue=cue()))
        return COLOUR.findall("".join(terminal.writes))

    assert codes()
    monkeypatch.setenv("NO_COLOR", "1")
    assert codes() == []


def test_ascii_alone_in_the_c_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    terminal = SmallTerminal()
    with shown_panel(console_on(terminal), title="Mikrofon für Köln") as show:
        show(view(cue=cue("let the café finish")))
        assert "*" in terminal.text
        assert "Mikrofon f?r K?ln" in terminal.text
    assert "".join(terminal.writes).isascii()


def test_what_others_print_appears_above(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SmallTerminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_panel(console_on(terminal)) as show:
        show(QUIET)
        print("to stdout")
        print("to stderr", file=sys.stderr)
        print("not ended", end="")
        assert terminal.shown[:3] == ["to stdout", "to stderr", f"  callcoach live{'4:12':>62}"]
    assert terminal.text == "to stdout\nto stderr\nnot ended"
    assert sys.stdout is sys.stderr is terminal


def test_a_pipe_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stderr", piped)
    with shown_panel() as show:
        low = ("the level of the customer is low",)
        show(view(notices=low))
        show(view(notices=low, cue=cue(at_s=310.2)))
        show(view(notices=low, cue=cue(at_s=310.2)))
        show(QUIET)
        show(view(cue=cue(at_s=372.0)))
    assert piped.getvalue().splitlines() == [
        "callcoach: recording to calls/call.wav: everyone on the call must know",
        "callcoach: the level of the customer is low",
        "callcoach: 5:10 you are talking over the customer: let them finish",
        "callcoach: 6:12 you are talking over the customer: let them finish",
    ]


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    terminal = SmallTerminal()
    with shown_panel(console_on(terminal, color_system=None)) as show:
        show(view(recording=None, notices=("one\x1b[2J",)))
    assert terminal.text == "callcoach: one[2J"


def test_a_held_cue_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    held = Cue(cue().crossing, held_by="warm_up")
    with plain_lines() as show:
        show(view(recording=None, cue=held))
    assert capsys.readouterr().err == ""
    terminal = SmallTerminal()
    with shown_panel(console_on(terminal)) as show:
        show(view(cue=held))
        assert "let them finish" not in terminal.text


def test_without_stderr_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with shown_panel() as panel, plain_lines() as lines:
        panel(QUIET)
        lines(QUIET)


def test_a_closed_stderr_ends_no_call() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as closed:
        with plain_lines(Console(file=closed)) as show:
            show(QUIET)
            show(view(notices=("one",)))
        os.dup2(os.open(os.devnull, os.O_WRONLY), writer)


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ((), ("a", "b"), ("a", "b")),
        (("a",), ("a", "b"), ("b",)),
        (("a", "b"), ("b", "c"), ("c",)),
        (("a",), ("a", "a"), ("a",)),
        (("a", "b"), ("c",), ("c",)),
        (("a", "b"), ("a", "b"), ()),
    ],
)
def test_notices_are_told_once(
    before: tuple[str, ...], now: tuple[str, ...], new: tuple[str, ...]
) -> None:
    assert added(before, now) == new
