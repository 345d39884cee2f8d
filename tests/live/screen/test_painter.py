"""What is written to the terminal is little, and shows what writing it all would show."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest
from rich.console import Console

from callcoach.live.screen.colours import AGENT, SOFT
from callcoach.live.screen.painter import AWAY_S, Painter
from callcoach.live.screen.pieces import Line, Piece
from small_terminal import SmallTerminal

SIZE = (40, 12)


def lines(*texts: str) -> list[Line]:
    return [(Piece(text, AGENT),) if text else () for text in texts]


def painter_on(
    terminal: SmallTerminal,
    clock_s: list[float] | None = None,
    when_back: Callable[[], None] = lambda: None,
) -> Painter:
    console = Console(file=terminal, force_terminal=True, color_system="truecolor")
    now_s = clock_s if clock_s is not None else [0.0]
    return Painter(console, clock=lambda: now_s[0], when_back=when_back)


def test_lines_stand_where_the_cursor_was() -> None:
    terminal = SmallTerminal(*SIZE)
    terminal.write("what stood there\n")
    painter_on(terminal).draw(lines("one", "", "three"), SIZE)
    assert terminal.shown[:4] == ["what stood there", "one", "", "three"]
    assert not terminal.is_cursor_shown


def test_only_what_changed_is_written() -> None:
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal)
    painter.draw(lines("level ━━━━────", "other"), SIZE)
    painter.draw(lines("level ━━━━━───", "other"), SIZE)
    assert terminal.shown[:2] == ["level ━━━━━───", "other"]
    assert terminal.writes[-1] == "\x1b[1A\x1b[11G\x1b[38;2;12;133;107m━\x1b[0m\x1b[1B\r"


def test_nothing_is_written_where_nothing_changed() -> None:
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal)
    painter.draw(lines("one", "two"), SIZE)
    n_writes = len(terminal.writes)
    painter.draw(lines("one", "two"), SIZE)
    assert len(terminal.writes) == n_writes


def test_changes_end_in_what_drawing_anew_would_show() -> None:
    rng = random.Random(8)
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal)
    letters = string.ascii_letters[:3] + "━ "
    for _ in range(400):
        made = [
            tuple(
                Piece("".join(rng.choices(letters, k=rng.randint(0, 9))), rng.choice((AGENT, SOFT)))
                for _ in range(rng.randint(0, 4))
            )
            for _ in range(5)
        ]
        painter.draw(made, SIZE)
        assert terminal.shown[:5] == ["".join(p.text for p in line).rstrip() for line in made]
    assert not any(terminal.shown[5:])


def test_wide_letters_are_written_with_their_whole_line() -> None:
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal)
    painter.draw(lines("会話 one", "two"), SIZE)
    painter.draw(lines("会話 once", "two"), SIZE)
    assert "会話 once" in terminal.writes[-1]
    assert terminal.writes[-1].startswith("\x1b[1A\x1b[1G")


def test_another_size_is_drawn_from_the_top_of_the_screen() -> None:
    terminal = SmallTerminal(*SIZE)
    terminal.write("what stood there\n")
    painter = painter_on(terminal)
    painter.draw(lines("one", "two", "three"), SIZE)
    painter.draw(lines("one", "two"), (30, 12))
    assert terminal.text == "one\ntwo"
    assert terminal.shown[0] == "one"


def test_after_a_stop_it_is_drawn_whole() -> None:
    clock_s = [0.0]
    returns: list[float] = []
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal, clock_s, lambda: returns.append(clock_s[0]))
    painter.draw(lines("one", "two"), SIZE)
    terminal.write("\r\nthe shell's text\r\n")  # Ctrl-Z
    for clock_s[0] in (AWAY_S + 1, AWAY_S + 1.2):
        painter.draw(lines("one", "two"), SIZE)
    assert terminal.text == "one\ntwo"
    assert returns == [AWAY_S + 1]


def test_other_text_goes_above() -> None:
    terminal = SmallTerminal(*SIZE)
    painter = painter_on(terminal)
    painter.draw(lines("one", "two"), SIZE)
    painter.above("a warning\n")
    painter.draw(lines("one", "2"), SIZE)
    assert terminal.text == "a warning\none\n2"


def test_it_scrolls_where_the_terminal_ends() -> None:
    terminal = SmallTerminal(40, 3)
    terminal.write("1\n2\n")
    painter = painter_on(terminal)
    painter.draw(lines("one", "two", "three"), (40, 3))
    assert terminal.shown == ["one", "two", "three"]
    painter.above("a warning\n")
    assert terminal.shown == ["one", "two", "three"]


def test_it_leaves_the_terminal_tidy() -> None:
    terminal = SmallTerminal(*SIZE)
    terminal.write("what stood there\n")
    painter = painter_on(terminal)
    painter.draw(lines("one", "two", "three"), SIZE)
    painter.close()
    terminal.write("the review\n")
    assert terminal.shown[:3] == ["what stood there", "the review", ""]
    assert terminal.is_cursor_shown
    n_writes = len(terminal.writes)
    painter.close()
    assert len(terminal.writes) == n_writes


@pytest.mark.parametrize("wrong", [OSError("hung up"), ValueError("closed")])
def test_a_terminal_that_went_away_ends_no_call(wrong: Exception) -> None:
    class Gone(SmallTerminal):
        n_tries = 0

        def write(self, text: str, /) -> int:
            self.n_tries += 1
            raise wrong

    terminal = Gone()
    painter = painter_on(terminal)
    painter.draw(lines("one"), SIZE)
    painter.draw(lines("two"), SIZE)
    painter.close()
    assert terminal.n_tries == 1
