"""Owns how sound inputs look on the screen: a row each, with a bar that moves in a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from callcoach.audio.inputs import SoundInput
from callcoach.cli.device_words import (
    channels,
    footnotes,
    kind,
    level_words,
    plain_lines,
    taken_words,
)
from callcoach.live.inputs.devices_now import DevicesNow
from callcoach.live.inputs.level_watch import Moment, watched_levels
from callcoach.live.inputs.levels import FIRST_SOUND_S, LISTENS_S, LevelSum, heard_over
from callcoach.live.inputs.loudness_heard import LevelSeen
from callcoach.types.frames import SILENCE_DBFS

if TYPE_CHECKING:
    from rich.table import Table

BAR_CELLS = 14
BAR_FLOOR_DBFS = -60.0
"""Where the bar is empty. It is full at 0 dBFS."""

FALLS_DB = 3.0
"""A bar falls by no more than this in a moment of 0.1 s, so that it can be read."""

_WIDEST = 90
_RIGHT_WIDTH = 26
_NARROWEST = 40

Levels = Mapping[SoundInput, LevelSeen]
Bars = Mapping[SoundInput, float]


def show_devices(now: DevicesNow, seconds: float | None) -> None:
    """The inputs with levels heard over so many seconds, until Ctrl-C for None: moving in a
    terminal, else a line each at the end."""
    if sys.stdout is None:
        return
    if not now.inputs:
        levels: Levels = {}
    elif _can_move():
        levels = _show_moving(now, seconds)
    else:
        levels = heard_over(now.inputs, LISTENS_S if seconds is None else seconds).levels()
        print("\n".join(plain_lines(now, levels)))
    notes = footnotes(now, levels, sys.platform)
    if notes and now.inputs:
        print()
    for line in notes:
        print(_folded(line))


def _can_move() -> bool:
    from rich.console import Console

    console = Console()
    return console.is_terminal and not console.is_dumb_terminal


def _show_moving(now: DevicesNow, seconds: float | None) -> Levels:
    """Shows the table until the time is over, and leaves it with the levels of all that time."""
    from rich.console import Console
    from rich.live import Live

    total = LevelSum(now.inputs)
    bars = dict.fromkeys(now.inputs, SILENCE_DBFS)
    console = Console()
    is_plain = console.options.ascii_only
    until = None
    has_terminal = sys.stdout.isatty()
    with Live(table(now, None, bars, is_plain), console=console, auto_refresh=False) as shown:
        shown.refresh()
        with suppress(KeyboardInterrupt), closing(watched_levels(now.inputs)) as moments:
            # Ctrl-C is how a person ends this.
            for moment in moments:
                if has_terminal and not sys.stdout.isatty():
                    break  # its window was closed: nobody watches
                total.add(moment)
                bars = fallen(bars, moment)
                shown.update(table(now, total.levels(), bars, is_plain), refresh=True)
                if seconds is None:
                    continue
                until = until or time.monotonic() + seconds + FIRST_SOUND_S
                if total.is_enough(seconds) or time.monotonic() >= until:
                    break
        levels = total.levels()
        peaks = {one: level.peak_dbfs or SILENCE_DBFS for one, level in levels.items()}
        shown.update(table(now, levels, peaks, is_plain), refresh=True)
    return levels


def fallen(bars: Bars, moment: Moment) -> dict[SoundInput, float]:
    """The bars after a moment, in dBFS: up at once, down by `FALLS_DB` at most."""
    after = {}
    for one, heard in moment.items():
        peak = SILENCE_DBFS
        if not isinstance(heard, str):
            seen = [LevelSeen.of(each).peak_dbfs for each in heard if each.n_samples]
            peak = max((each for each in seen if each is not None), default=SILENCE_DBFS)
        after[one] = max(peak, bars[one] - FALLS_DB)
    return after


def table(now: DevicesNow, levels: Levels | None, bars: Bars, is_plain: bool) -> Table:
    """Two lines an input: its name and bar; what it is and what it is taken for. `levels`: None
    while nothing has been heard. `is_plain`: for terminals of ASCII alone."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.width = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns))
    grid.add_column(justify="right", width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(width=_RIGHT_WIDTH)
    dot = " - " if is_plain else " · "
    for number, one in enumerate(now.inputs, 1):
        level = levels[one] if levels is not None else None
        peak = bar(bars[one], is_plain)
        taken = taken_words(now, one)
        grid.add_row(
            str(number),
            Text(one.name, style="bold" if taken else ""),
            Text(f"{peak} {level_words(level, bars[one])}"),
        )
        details = dot.join((kind(one), one.host, channels(one)))
        grid.add_row("", Text(details, style="dim"), Text(taken, style="bold"))
    return grid


def bar(level_dbfs: float, is_plain: bool) -> str:
    """A bar of `BAR_CELLS`, empty at `BAR_FLOOR_DBFS` and full at 0."""
    share = 1 - max(BAR_FLOOR_DBFS, level_dbfs) / BAR_FLOOR_DBFS
    n_full = round(BAR_CELLS * share)
    full, empty = "#." if is_plain else "█░"
    return full * n_full + empty * (BAR_CELLS - n_full)


def _folded(line: str) -> str:
    """At the width of a terminal; whole where it is read by a program."""
    if not sys.stdout.isatty():
        return line
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
