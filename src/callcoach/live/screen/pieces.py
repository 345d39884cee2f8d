"""Owns the pieces that a line of the panel is made of: text with a style, cut to its room."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from callcoach.report.phrases import printable


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style: a name of `screen_colours.theme`, empty for the terminal's own."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
"""One line of the panel, from its left edge; what follows is blank."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The letters that the panel draws with."""

    speaking: str
    quiet: str
    lost: str
    absent: str
    full: str
    half: str
    rail: str
    share: str
    band: str
    band_from: str
    band_to: str
    marker: str
    slower: str
    faster: str
    cue: str
    dots: str
    quotes: str


DRAWN = Signs("●", "○", "✕", "·", "━", "╸", "─", "━", "━", "┝", "┥", "●", "◂", "▸", "▸", "…", "“”")
PLAIN = Signs("*", "-", "!", "-", "#", "", "-", "#", "=", "[", "]", "O", "<", ">", ">", "...", '""')


def shown(text: str, signs: Signs) -> str:
    """Text from outside on one line, harmless to a terminal; ASCII alone where the signs are."""
    text = printable(text).strip()
    return text.encode("ascii", "replace").decode() if signs is PLAIN else text


def cut(text: str, room: int, signs: Signs) -> str:
    """The text in at most `room` columns, with dots where its end is missing."""
    if cell_len(text) <= room:
        return text
    left = room - len(signs.dots)
    return (
        set_cell_size(text, left).rstrip() + signs.dots if left > 0 else signs.dots[: max(0, room)]
    )


def cut_before(text: str, room: int, signs: Signs) -> str:
    """The end of the text in at most `room` columns, with dots where its beginning is missing."""
    if cell_len(text) <= room:
        return text
    left = room - len(signs.dots)
    while text and cell_len(text) > left:
        text = text[1:]
    return (signs.dots + text.lstrip())[: max(0, room)]


def fitting(variants: Sequence[str], room: int, signs: Signs) -> str:
    """The first of the variants, longest first, that has room; else the last, cut."""
    for each in variants:
        if cell_len(each) <= room:
            return each
    return cut(variants[-1], room, signs)


def wrapped(text: str, room: int, n_lines: int, signs: Signs) -> list[str]:
    """The text in `n_lines` lines, blank ones at the end, the last one cut."""
    lines = textwrap.wrap(text, max(1, room), break_on_hyphens=False)
    if len(lines) > n_lines:
        lines[n_lines - 1 :] = [" ".join(lines[n_lines - 1 :])]
    return [cut(line, room, signs) for line in (*lines, *[""] * (n_lines - len(lines)))]


def cut_line(line: Line, room: int, signs: Signs) -> Line:
    """The line in at most `room` columns."""
    kept: list[Piece] = []
    for piece in line:
        text = cut(piece.text, room, signs)
        if text:
            kept.append(Piece(text, piece.style))
        room -= cell_len(text)
    return tuple(kept)
