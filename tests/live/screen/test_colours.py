"""Colours stand out from light and dark grounds; what cannot be seen is not used."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from rich.color import Color, ColorSystem
from rich.console import Console

from callcoach.live.screen.colours import AGENT, CUE, CUSTOMER, SOFT, STRONG, is_plain, theme

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def console(**options: Any) -> Console:
    made = {"file": io.StringIO(), "force_terminal": True, "color_system": "truecolor", **options}
    return Console(**made)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2.2's contrast ratio of two colours, 1 to 21."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = (c / 255 for c in colour)
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def rgb(colour: Color | None) -> tuple[int, ...]:
    assert colour is not None
    return tuple(colour.get_truecolor())


@pytest.mark.parametrize(("system", "least"), [("truecolor", 4.5), ("256", 4.2)])
def test_text_stands_out_from_white_and_from_black(system: Any, least: float) -> None:
    styles = theme(console(color_system=system)).styles
    for name in (AGENT, CUSTOMER, SOFT):
        for ground in (WHITE, BLACK):
            assert contrast(rgb(styles[name].color), ground) >= least, (name, ground)
    assert contrast(rgb(styles[CUE].color), rgb(styles[CUE].bgcolor)) >= 7


@pytest.mark.parametrize("system", ["truecolor", "256", "standard"])
def test_parties_differ_and_amber_is_the_cue_s_alone(system: Any) -> None:
    styles = theme(console(color_system=system)).styles
    colours = [styles[AGENT].color, styles[CUSTOMER].color, styles[CUE].bgcolor]
    assert all(one != other for one, other in itertools.combinations(colours, 2))
    assert all(styles[name].bgcolor is None for name in (AGENT, CUSTOMER, SOFT, STRONG))


def test_a_terminal_of_16_colours_is_asked_for_no_others() -> None:
    for style in theme(console(color_system="standard")).styles.values():
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.downgrade(ColorSystem.STANDARD) == colour


def test_without_colours_the_cue_is_reversed() -> None:
    styles = theme(console(no_color=True)).styles
    assert styles[CUE].reverse
    assert all(style.color is None and style.bgcolor is None for style in styles.values())


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        ({}, False),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),  # what Python makes of the C locale
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, False),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, True),
    ],
)
def test_ascii_alone_where_the_locale_knows_no_other(environ: dict[str, str], plain: bool) -> None:
    utf8 = console(file=io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert is_plain(utf8, environ) is plain


def test_ascii_alone_where_the_stream_takes_no_other() -> None:
    latin = console(file=io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    assert is_plain(latin, {"LANG": "de_DE.UTF-8"})
